//! The form in which somebody chooses a password: to join, to sign up, or in place of one that is forgotten.

use leptos::prelude::*;
use model::person::{check_password, checked_name};

use crate::form::Sending;
use crate::ui::{Button, Field, InlineError, Look, TextInput};

/// What was typed, once it can be taken.
pub struct Chosen {
    /// The name; empty where none is asked for.
    pub name: String,
    /// The password.
    pub password: String,
}

/// The form.
#[component]
pub fn PasswordForm(
    /// How it is sent, by `on_submit`.
    sending: Sending,
    /// The address that they sign in with, shown so that a password manager keeps both.
    #[prop(optional, into)]
    email: Option<String>,
    /// Whether their name is asked for, too.
    #[prop(optional)]
    asks_name: bool,
    /// What the server calls the password where it refuses it.
    #[prop(default = "password")]
    field: &'static str,
    /// What is said of the password.
    #[prop(default = "At least 12 characters.")]
    hint: &'static str,
    /// What the button says.
    action: &'static str,
    /// Called with what was typed.
    #[prop(into)]
    on_submit: Callback<Chosen>,
    /// Said above the fields.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let (name, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let chosen = Chosen { name: name.get_untracked(), password: password.get_untracked() };
        if let (true, Err(wrong)) = (asks_name, checked_name(&chosen.name)) {
            return sending.refuse("name", wrong.to_string());
        }
        if let Err(wrong) = check_password(&chosen.password) {
            return sending.refuse(field, wrong.to_string());
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
            <Field label="Your name" hint="As others are to see it." error=sending.at("name")>
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
            <Field label="New password" hint=hint error=sending.at(field)>
                <TextInput
                    value=password
                    on_input=move |typed| password.set(typed)
                    kind="password"
                    name="new-password"
                    autocomplete="new-password"
                    autofocus=!asks_name
                />
            </Field>
            <InlineError message=sending.at("") />
            <Button look=Look::Primary submit=true busy=sending.busy>{action}</Button>
        </form>
    }
}
