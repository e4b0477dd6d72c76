//! Adds a critical alert user.

use leptos::prelude::*;

use super::add_alert_user;
use crate::form::{DialogForm, FormDialog};
use crate::ui::{Field, TextInput};

#[component]
pub(super) fn AddDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Called once somebody was added.
    on_added: Callback<()>,
) -> impl IntoView {
    let form = move |form: DialogForm| {
        let email = RwSignal::new(String::new());
        let submit = move || form.save(add_alert_user(email.get_untracked()), "Alert user added", on_added);
        let field = view! {
            <Field
                label="E-mail address"
                hint="It need not belong to a user of this portal. It gets mails about all licenses of the organization."
                error=form.error("email")
            >
                <TextInput
                    value=email
                    on_input=move |typed| email.set(typed)
                    kind="email"
                    autocomplete="email"
                    autofocus=true
                />
            </Field>
        };
        form.view("Add", submit, field)
    };
    view! { <FormDialog open=open title="Add Alert User" form=form /> }
}
