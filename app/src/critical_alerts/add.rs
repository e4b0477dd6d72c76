//! Adds a critical alert user.

use leptos::prelude::*;

use super::add_alert_user;
use crate::form::{DialogForm, TextDialog};

#[component]
pub(super) fn AddDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Called once somebody was added.
    on_added: Callback<()>,
) -> impl IntoView {
    let add = move |(form, email): (DialogForm, String)| {
        form.save(add_alert_user(email), "Alert user added", on_added);
    };
    view! {
        <TextDialog
            open=open
            title="Add Alert User"
            label="E-mail address"
            hint="It doesn't have to belong to a user of this portal. It gets e-mails about all licenses of the organization."
            name="email"
            kind="email"
            autocomplete="email"
            action="Add"
            on_submit=add
        />
    }
}
