//! Shared by the console's dialogs.

use leptos::prelude::*;
use model::Day;

use crate::ApiError;
use crate::form::Sending;
use crate::ui::{Button, DialogFooter, InlineError, Look};

/// A form in a dialog, with its buttons.
#[component]
pub(super) fn DialogForm(
    sending: Sending,
    /// The label of the button that sends it.
    action: &'static str,
    /// Called to send it.
    on_submit: Callback<()>,
    /// Called when the person cancels.
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

/// Parses a day; None if nothing is typed.
pub(super) fn day(field: &str, typed: &str) -> Result<Option<Day>, ApiError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let wrong = || ApiError::invalid(field, "A day looks like 2026-11-22.");
    Day::from_iso(typed).map(Some).ok_or_else(wrong)
}

/// Parses a number of units.
pub(super) fn units(field: &str, typed: &str) -> Result<i64, ApiError> {
    typed.trim().parse().map_err(|_| ApiError::invalid(field, "Units are a whole number, such as 25."))
}
