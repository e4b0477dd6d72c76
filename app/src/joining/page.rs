//! The page `/join`, for asking to join the organization that one's address belongs to.

use leptos::prelude::*;

use super::{Offer, join_offer, request_to_join};
use crate::current_user::use_me;
use crate::form::Submission;
use crate::loading::Loading;
use crate::ui::{
    Button, EmptyState, Field, InlineError, Instant, Look, Notice, PageHeading, TextArea, use_toasts,
};

/// The offer, and a form to ask.
#[component]
pub fn JoinPage() -> impl IntoView {
    let (offer, me) = (Loading::new(join_offer), use_me());
    let shown = move |found: Option<Offer>| match found {
        Some(Offer { organization, asked_at: Some(at) }) => view! {
            <Notice>
                "You asked to join " {organization} " on " <Instant at=at /> ". "
                {if me.sends_mails() {
                    "You will get an e-mail when they have decided."
                } else {
                    "This portal does not send e-mails. Come back to check the decision."
                }}
            </Notice>
        }
        .into_any(),
        Some(found) => view! { <Ask organization=found.organization on_asked=offer.again /> }.into_any(),
        None => view! {
            <EmptyState
                title="Your address matches no other organization"
                text="Ask the admin of your organization for an invitation."
            />
        }
        .into_any(),
    };
    view! {
        <PageHeading title="Request to Join" text="Your address shows which organization you belong to. Somebody there must \
            approve your request." />
        {offer.view(4, "Looking for your organization", shown)}
    }
}

#[component]
fn Ask(organization: String, on_asked: Callback<()>) -> impl IntoView {
    let (message, submission, toasts) = (RwSignal::new(String::new()), Submission::new(), use_toasts());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        submission.send(request_to_join(message.get_untracked()), move |()| {
            toasts.say("Request sent");
            on_asked.run(());
        });
    };
    view! {
        <form class="stack form-page" novalidate on:submit=submit>
            <h2>{organization}</h2>
            <Field label="Message" hint="Optional, for the people who decide. Up to 500 \
                characters." error=submission.error("text")>
                <TextArea value=message on_input=move |typed| message.set(typed) rows=3 max_length=500 />
            </Field>
            <InlineError message=submission.error("") />
            <div class="toolbar">
                <Button look=Look::Primary submit=true busy=submission.busy>"Request to Join"</Button>
            </div>
        </form>
    }
}
