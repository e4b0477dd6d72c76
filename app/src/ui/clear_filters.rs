//! The button that clears a list's search and filters.

use super::{Button, Look, dom};
use leptos::prelude::*;

/// A button that is there while something is searched or filtered. It disappears when pressed, so the focus moves to the
/// search.
#[component]
pub fn ClearFilters(
    /// Whether there is something to clear.
    #[prop(into)]
    shown: Signal<bool>,
    /// Called when pressed.
    #[prop(into)]
    on_clear: Callback<()>,
) -> impl IntoView {
    let clear = move |()| {
        on_clear.run(());
        dom::focus_soon("[role=search] input");
    };
    move || {
        let button = || view! { <Button look=Look::Link on_click=clear>"Clear filters"</Button> };
        shown.get().then(button)
    }
}
