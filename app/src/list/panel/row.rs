//! The row of the license in the panel.

use leptos::prelude::*;
use model::LicenseId;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Returns the button that opens the details of a license, if its row is drawn.
pub(super) fn button_of(license: LicenseId) -> Option<HtmlElement> {
    let selector = [".vt-row:not([hidden]) [data-license='", &license.to_string(), "']"].concat();
    document().query_selector(&selector).ok().flatten()?.dyn_into().ok()
}
