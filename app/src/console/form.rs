//! What the console's dialogs share.

use leptos::prelude::*;
use model::Day;

use crate::ApiError;
use crate::form::Sending;
use crate::ui::{Button, DialogFooter, InlineError, Look};

/// A form in a dialog, with its buttons.
#[component]
pub(super) fn DialogForm(
    sending: Sending,
    /// What the button says that sends it.
    action: &'static str,
    /// Called when it is to be sent.
    on_submit: Callback<()>,
    /// Called when the person does not want to.
    on_cancel: Callback<()>,
    /// The fields.
    children: Children,
) -> impl IntoView {
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        on_submit.run(());
    };
    view! {
        <form novalidate on:submit=submit>
            {children()}
            <InlineError message=sending.at("") />
            <DialogFooter>
                <Button on_click=on_cancel>"Cancel"</Button>
                <Button look=Look::Primary submit=true busy=sending.busy>{action}</Button>
            </DialogFooter>
        </form>
    }
}

/// A day as typed; none when nothing is.
pub(super) fn day(field: &str, typed: &str) -> Result<Option<Day>, ApiError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let wrong = || ApiError::invalid(field, "A day looks like 2026-11-22.");
    Day::from_iso(typed).map(Some).ok_or_else(wrong)
}

/// A number of units as typed.
pub(super) fn units(field: &str, typed: &str) -> Result<i64, ApiError> {
    typed.trim().parse().map_err(|_| ApiError::invalid(field, "Units are a whole number, such as 25."))
}
