//! The page `/join`, for asking to join the organization that one's address belongs to.

use leptos::prelude::*;

use super::{Offer, join_offer, request_to_join};
use crate::form::Sending;
use crate::ui::{
    Button, EmptyState, Field, InlineError, Instant, Look, Notice, PageHeading, Skeleton, TextArea, live,
    load, use_toasts,
};
use crate::who::use_me;

/// The offer, and a form to ask.
#[component]
pub fn JoinPage() -> impl IntoView {
    let (offer, me) = (RwSignal::new(None), use_me());
    let reload = Callback::new(move |()| load(offer, join_offer()));
    reload.run(());
    let shown = move || match offer.get() {
        None => view! { <Skeleton lines=4 label="Looking for your organization" /> }.into_any(),
        Some(Ok(Some(Offer { organization, asked_at: Some(at) }))) => view! {
            <Notice>
                "You asked to join " {organization} " on " <Instant at=at /> ". "
                {if me.sends_mails() {
                    "You get a mail once somebody there has decided."
                } else {
                    "This portal sends no mails: come back to see whether you are in."
                }}
            </Notice>
        }
        .into_any(),
        Some(Ok(Some(offer))) => view! { <Ask organization=offer.organization on_asked=reload /> }.into_any(),
        Some(Ok(None)) => view! {
            <EmptyState
                title="Your address leads to no organization that you are not in"
                text="Ask the admin of your organization for an invitation."
            />
        }
        .into_any(),
        Some(Err(error)) => view! {
            <InlineError message=error.to_string()>
                <Button on_click=reload>"Try again"</Button>
            </InlineError>
        }
        .into_any(),
    };
    view! {
        <PageHeading title="Request to Join" text="Your address shows which organization you belong to. Somebody there lets you in." />
        {live(shown)}
    }
}

#[component]
fn Ask(organization: String, on_asked: Callback<()>) -> impl IntoView {
    let (message, sending, toasts) = (RwSignal::new(String::new()), Sending::new(), use_toasts());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        sending.send(request_to_join(message.get_untracked()), move |()| {
            toasts.say("Request sent");
            on_asked.run(());
        });
    };
    view! {
        <form class="stack form-page" novalidate on:submit=submit>
            <h2>{organization}</h2>
            <Field label="Message" hint="To those who decide; it may be left empty. Up to 500 characters." error=sending.at("text")>
                <TextArea value=message on_input=move |typed| message.set(typed) rows=3 max_length=500 />
            </Field>
            <InlineError message=sending.at("") />
            <div class="toolbar">
                <Button look=Look::Primary submit=true busy=sending.busy>"Request to Join"</Button>
            </div>
        </form>
    }
}
