//! The key of a license in the console: masked, revealed on request, copied (R8).

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::LicenseId;

use super::console_key;
use crate::ui::{KeyCell, copy_text, use_toasts};

/// The key with its two buttons.
#[component]
pub(super) fn LicenseKey(
    /// Whose key.
    license: LicenseId,
    /// The masked key, as the list shows it.
    masked: String,
) -> impl IntoView {
    let (toasts, revealed) = (use_toasts(), RwSignal::new(None::<String>));
    let reveal = move |()| {
        if revealed.with_untracked(Option::is_some) {
            return revealed.set(None);
        }
        spawn_local(async move {
            match console_key(license).await {
                // Its row may have gone.
                Ok(key) => drop(revealed.try_set(Some(key))),
                Err(error) => toasts.fail(error.to_string()),
            }
        });
    };
    let copy = move |()| {
        spawn_local(async move {
            match console_key(license).await {
                Ok(key) => copy_text(&key, "License key copied", toasts),
                Err(error) => toasts.fail(error.to_string()),
            }
        });
    };
    view! { <KeyCell masked=Signal::stored(masked) revealed=revealed on_reveal=reveal on_copy=copy /> }
}
