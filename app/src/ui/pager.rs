//! Turns the pages of a list.

use leptos::prelude::*;

use super::reactive::memo;
use super::{Button, dom};

/// Says which rows are shown, and turns to the previous or the next page. Hidden if there is only one.
#[component]
pub fn Pages(
    /// The page, from 0.
    #[prop(into)]
    page: Signal<u64>,
    /// The number of rows on a page.
    size: u64,
    /// The number of all rows.
    #[prop(into)]
    found: Signal<u64>,
    /// Writes that number, with its unit if it has one.
    counted: fn(u64) -> String,
    /// Called with the page to turn to.
    #[prop(into)]
    on_turn: Callback<u64>,
) -> impl IntoView {
    let last = memo(move || found.get().saturating_sub(1) / size);
    let range = move || {
        let (first, found) = (page.get() * size, found.get());
        format!("{}–{} of {}", first + 1, (first + size).min(found), counted(found))
    };
    let turn = move |to: u64| {
        on_turn.run(to);
        // On the first and the last page, the pressed button is disabled and loses the focus.
        if to == 0 || to >= last.get_untracked() {
            dom::focus_soon("[aria-label=Pages] :enabled");
        }
    };
    let previous = move |()| turn(page.get_untracked().saturating_sub(1));
    let next = move |()| turn(page.get_untracked() + 1);
    view! {
        <nav class="toolbar" aria-label="Pages" hidden=move || last.get() == 0>
            <Button disabled=Signal::derive(move || page.get() == 0) on_click=previous>"Previous"</Button>
            <span role="status">{move || range()}</span>
            <Button disabled=Signal::derive(move || page.get() >= last.get()) on_click=next>"Next"</Button>
        </nav>
    }
}
