//! The page `/support`.

use leptos::prelude::*;
use model::critical_alert::Subscriptions;

use super::{AlertsOf, my_alerts, subscribe_to_alerts};
use crate::current_user::use_me;
use crate::form::Submission;
use crate::loading::Loading;
use crate::ui::{InlineError, Notice, NoticeKind, PageHeading, Switch, use_toasts};

/// Support, for everybody who is signed in.
#[component]
pub fn SupportPage() -> impl IntoView {
    let (mine, me) = (Loading::new(my_alerts), use_me());
    view! {
        <PageHeading title="Support" text="The e-mails that you get." />
        <section class="section" aria-labelledby="my-alerts">
            <div class="section-head"><h2 id="my-alerts">"Subscribe to Critical Alerts"</h2></div>
            <p class="lead-text">
                "E-mails 60 and 30 days before licenses expire, unless a license has its own lead times. Each has a link to \
                 unsubscribe."
            </p>
            {move || (!me.sends_mails()).then(no_mails)}
            {mine.view(2, "Loading your subscriptions", |mine| view! { <Mine mine=mine /> }.into_any())}
        </section>
    }
}

fn no_mails() -> AnyView {
    view! {
        <Notice kind=NoticeKind::Warning>
            "This portal has no mail server and does not send e-mails until its operator configures one."
        </Notice>
    }
    .into_any()
}

#[component]
fn Mine(mine: Subscriptions) -> impl IntoView {
    let person = use_me().person();
    let current = person.and_then(|person| {
        let organization = person.actor.membership.as_ref()?.organization;
        person.organizations.into_iter().find(|(id, _)| *id == organization).map(|(_, name)| name)
    });
    let of_organization = mine.organization.map(|on| {
        let label = format!("Licenses of {}", current.unwrap_or_else(|| "my organization".to_owned()));
        view! { <Subscription of=AlertsOf::Organization on=on label=label /> }
    });
    view! {
        <div class="stack">
            {of_organization}
            <p class="lead-text">"You get e-mails about the licenses that you can see in the portal."</p>
            <Subscription of=AlertsOf::Personal on=mine.personal label="My personal licenses".to_owned() />
        </div>
    }
}

/// A switch that takes effect immediately.
#[component]
fn Subscription(of: AlertsOf, on: bool, label: String) -> impl IntoView {
    let toasts = use_toasts();
    let on = RwSignal::new(on);
    let submission = Submission::new();
    let change = move |wanted: bool| {
        submission.send(subscribe_to_alerts(of, wanted), move |()| {
            on.set(wanted);
            toasts.say(if wanted { "Subscribed" } else { "Unsubscribed" });
        });
    };
    view! {
        <div>
            <Switch on=on on_change=change label=label />
            <InlineError message=submission.any_error() />
        </div>
    }
}
