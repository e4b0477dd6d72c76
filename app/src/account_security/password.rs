//! Changes one's password.

use leptos::prelude::*;
use model::person::check_password;

use super::change_password;
use crate::form::Submission;
use crate::ui::{Button, Field, InlineError, TextInput, use_toasts};

/// The form, for people who have a password.
#[component]
pub(super) fn PasswordSection(
    /// Whether the person has one.
    has_password: bool,
    /// Called after a change.
    on_changed: Callback<()>,
) -> impl IntoView {
    let form = move || {
        if has_password {
            view! { <Form on_changed=on_changed /> }.into_any()
        } else {
            view! { <p>"You have no password. You sign in another way."</p> }.into_any()
        }
    };
    view! {
        <section class="section" aria-labelledby="password">
            <div class="section-head"><h2 id="password">"Password"</h2></div>
            {form()}
        </section>
    }
}

#[component]
fn Form(on_changed: Callback<()>) -> impl IntoView {
    let (submission, toasts) = (Submission::new(), use_toasts());
    let (current, new) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (given, wanted) = (current.get_untracked(), new.get_untracked());
        if let Err(wrong) = check_password(&wanted) {
            return submission.refuse("new", wrong.to_string());
        }
        submission.send(change_password(given.into(), wanted.into()), move |()| {
            current.set(String::new());
            new.set(String::new());
            toasts.say("Password changed. All your other sessions have ended.");
            on_changed.run(());
        });
    };
    view! {
        <form class="stack form-page" novalidate on:submit=submit>
            <Field label="Current password" error=submission.error("current")>
                <TextInput
                    value=current
                    on_input=move |typed| current.set(typed)
                    kind="password"
                    name="current-password"
                    autocomplete="current-password"
                />
            </Field>
            <Field
                label="New password"
                hint="At least 12 characters. All your other sessions end. Your API tokens are not affected."
                error=submission.error("new")
            >
                <TextInput
                    value=new
                    on_input=move |typed| new.set(typed)
                    kind="password"
                    name="new-password"
                    autocomplete="new-password"
                />
            </Field>
            <InlineError message=submission.error("") />
            <p><Button submit=true busy=submission.busy>"Change Password"</Button></p>
        </form>
    }
}
