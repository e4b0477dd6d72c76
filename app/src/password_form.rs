//! The form for choosing a password: to join, to sign up, or to replace a forgotten one.

use leptos::prelude::*;
use model::person::{check_password, checked_name};

use crate::form::Submission;
use crate::ui::{Button, Field, InlineError, Look, TextInput};

/// The input, once the form accepts it.
pub struct Chosen {
    /// Empty if the form does not ask for it.
    pub name: String,
    pub password: String,
}

#[component]
pub fn PasswordForm(
    /// Sends the form in `on_submit`.
    submission: Submission,
    /// The address that they sign in with, shown so that a password manager keeps both.
    #[prop(optional, into)]
    email: Option<String>,
    /// Whether the form asks for their name, too.
    #[prop(optional)]
    asks_name: bool,
    /// The server's name for the password in its errors.
    #[prop(default = "password")]
    field: &'static str,
    /// The hint below the password.
    #[prop(default = "At least 12 characters.")]
    hint: &'static str,
    /// The label of the button.
    action: &'static str,
    /// Called with the input.
    #[prop(into)]
    on_submit: Callback<Chosen>,
    /// Shown above the fields.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let (name, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let chosen = Chosen { name: name.get_untracked(), password: password.get_untracked() };
        if let (true, Err(wrong)) = (asks_name, checked_name(&chosen.name)) {
            return submission.refuse("name", wrong.to_string());
        }
        if let Err(wrong) = check_password(&chosen.password) {
            return submission.refuse(field, wrong.to_string());
        }
        on_submit.run(chosen);
    };
    let address = email.map(|email| {
        view! {
            <Field label="E-mail address" hint="You sign in with it.">
                <TextInput
                    value=Signal::stored(email)
                    on_input=|_| ()
                    kind="email"
                    name="email"
                    autocomplete="username"
                    disabled=Signal::stored(true)
                />
            </Field>
        }
        .into_any()
    });
    let own_name = asks_name.then(|| {
        view! {
            <Field label="Your name" hint="As others will see it." error=submission.error("name")>
                <TextInput
                    value=name
                    on_input=move |typed| name.set(typed)
                    name="name"
                    autocomplete="name"
                    autofocus=true
                />
            </Field>
        }
        .into_any()
    });
    view! {
        <form class="stack" novalidate on:submit=submit>
            {children.map(|children| children())}
            {address}
            {own_name}
            <Field label="New password" hint=hint error=submission.error(field)>
                <TextInput
                    value=password
                    on_input=move |typed| password.set(typed)
                    kind="password"
                    name="new-password"
                    autocomplete="new-password"
                    autofocus=!asks_name
                />
            </Field>
            <InlineError message=submission.error("") />
            <Button look=Look::Primary submit=true busy=submission.busy>{action}</Button>
        </form>
    }
}
