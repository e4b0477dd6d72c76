//! The page `/security`.

use leptos::prelude::*;
use model::security::{Security, Settings, check_idle_minutes};
use model::{Action, Target};

use super::{organization_security, set_security};
use crate::current_user::use_me;
use crate::form::Submission;
use crate::loading::Loading;
use crate::proof::{ProveDialog, Prover};
use crate::ui::{Button, Checkbox, Field, InlineError, Look, PageHeading, TextInput, use_toasts};

/// Security Management, for people who may see these rules.
#[component]
pub fn SecurityPage() -> impl IntoView {
    let (demanded, prover) = (Loading::new(organization_security), Prover::new());
    let may_manage = use_me().may(Action::ManageSecurity, Target::MyOrganization);
    view! {
        <PageHeading title="Security" text="Sign-in rules for the people in this organization." />
        {demanded.view(4, "Loading the settings", move |found| shown(found, may_manage, prover, demanded.again))}
        <ProveDialog prover=prover />
    }
}

fn shown(security: Security, may_manage: bool, prover: Prover, reload: Callback<()>) -> AnyView {
    let Security { settings, members, with_factor } = security;
    let Settings { factor_required, idle_minutes } = settings;
    let count = format!("{with_factor} of {members} people have a second factor.");
    let form = move || view! { <Form settings=settings prover=prover on_changed=reload /> }.into_any();
    let read = move || {
        let factor =
            if factor_required { "A second factor is required." } else { "A second factor is not required." };
        view! {
            <p>{factor}</p>
            <p>{format!("Sessions end after {idle_minutes} minutes without use.")}</p>
        }
        .into_any()
    };
    view! {
        <section class="section" aria-label="Signing in">
            <p class="lead-text">{count}</p>
            {if may_manage { form() } else { read() }}
        </section>
    }
    .into_any()
}

#[component]
fn Form(settings: Settings, prover: Prover, on_changed: Callback<()>) -> impl IntoView {
    let (submission, toasts) = (Submission::new(), use_toasts());
    let required = RwSignal::new(settings.factor_required);
    let idle = RwSignal::new(settings.idle_minutes.to_string());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let minutes = idle.with_untracked(|typed| typed.trim().parse().unwrap_or(0));
        if let Err(wrong) = check_idle_minutes(minutes) {
            return submission.refuse("idle", wrong.to_string());
        }
        let new = Settings { factor_required: required.get_untracked(), idle_minutes: minutes };
        submission.send(prover.proved(move || set_security(settings, new)), move |()| {
            toasts.say("Security settings saved");
            on_changed.run(());
        });
    };
    view! {
        <form class="stack form-page" novalidate on:submit=submit>
            <div>
                <Checkbox label="Require a second factor" checked=required on_change=move |on| required.set(on) />
                <p class="hint">"People without one must set up an authenticator app at their next sign-in."</p>
            </div>
            <Field
                label="Idle timeout"
                hint="In minutes, 5 to 720. Unused sessions end after this time, and all sessions after seven days."
                error=submission.error("idle")
            >
                <TextInput value=idle on_input=move |typed| idle.set(typed) kind="number" name="idle" />
            </Field>
            <InlineError message=submission.error("") />
            <InlineError message=submission.error("before")>
                <Button on_click=on_changed>"Load the current version"</Button>
            </InlineError>
            <p><Button look=Look::Primary submit=true busy=submission.busy>"Save"</Button></p>
        </form>
    }
}
