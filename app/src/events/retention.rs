//! How long events are kept.

use leptos::prelude::*;
use model::event::RETENTION_DAYS;

use super::set_retention;
use crate::form::Submission;
use crate::proof::{ProveDialog, Prover};
use crate::ui::{Button, Field, InlineError, TextInput, use_toasts};

/// The current setting, and a form for people who may change it.
#[component]
pub(super) fn Retention(
    /// How many days new events are kept.
    days: i32,
    /// Whether the person may change it.
    may_manage: bool,
    /// Called after a change.
    on_changed: Callback<()>,
) -> impl IntoView {
    let kept = if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
    view! {
        <section class="section" aria-label="Retention">
            <h2>"Retention"</h2>
            <p>
                {format!("New events are kept for {kept}. A change does not affect earlier events.")}
            </p>
            {may_manage.then(|| view! { <Form days=days on_changed=on_changed /> })}
        </section>
    }
}

#[component]
fn Form(days: i32, on_changed: Callback<()>) -> impl IntoView {
    let (toasts, submission, prover) = (use_toasts(), Submission::new(), Prover::new());
    let typed = RwSignal::new(days.to_string());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let days = typed.with_untracked(|typed| typed.trim().parse().ok());
        let Some(days) = days.filter(|days| RETENTION_DAYS.contains(days)) else {
            submission.refuse("days", "Events are kept for 1 to 365 days.");
            return;
        };
        submission.send(prover.proved(move || set_retention(days)), move |()| {
            toasts.say("Retention changed");
            on_changed.run(());
        });
    };
    view! {
        <form novalidate on:submit=submit>
            <Field label="Days" hint="1 to 365. Applies to new events only." error=submission.error("days")>
                <TextInput value=typed on_input=move |text| typed.set(text) kind="number" />
            </Field>
            <InlineError message=submission.error("") />
            <p><Button submit=true busy=submission.busy>"Change Retention"</Button></p>
        </form>
        <ProveDialog prover=prover />
    }
}
