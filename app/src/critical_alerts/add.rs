//! Adds a critical alert user.

use leptos::prelude::*;

use super::add_alert_user;
use crate::submission::Submission;
use crate::ui::{Button, Dialog, DialogFooter, Field, InlineError, Look, TextInput, use_toasts};

#[component]
pub(super) fn AddDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Called once somebody was added.
    on_added: Callback<()>,
) -> impl IntoView {
    view! {
        <Dialog open=open title="Add Alert User" on_close=move |()| open.set(false)>
            <Form open=open on_added=on_added />
        </Dialog>
    }
}

#[component]
fn Form(open: RwSignal<bool>, on_added: Callback<()>) -> impl IntoView {
    let toasts = use_toasts();
    let email = RwSignal::new(String::new());
    let sending = Submission::new();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        sending.send(add_alert_user(email.get_untracked()), move |()| {
            open.set(false);
            toasts.say("Alert user added");
            on_added.run(());
        });
    };
    view! {
        <form novalidate on:submit=submit>
            <Field
                label="E-mail address"
                hint="Of anybody, user of this portal or not. Who is added is told of all licenses of the organization."
                error=sending.error("email")
            >
                <TextInput
                    value=email
                    on_input=move |typed| email.set(typed)
                    kind="email"
                    autocomplete="email"
                    autofocus=true
                />
            </Field>
            <InlineError message=sending.error("") />
            <DialogFooter>
                <Button on_click=move |()| open.set(false)>"Cancel"</Button>
                <Button look=Look::Primary submit=true busy=sending.busy>"Add"</Button>
            </DialogFooter>
        </form>
    }
}
