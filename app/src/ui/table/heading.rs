//! A column's heading.

use super::Column;
use crate::ui::{Glyph, Icon};
use leptos::prelude::*;

/// The heading of a column; a button if the column can be sorted.
pub fn heading(
    column: Column,
    sort: Signal<Option<(&'static str, bool)>>,
    on_sort: Option<Callback<&'static str>>,
) -> AnyView {
    let Column { id, label, unseen, sortable, numeric, .. } = column;
    let on_sort = on_sort.filter(|_| sortable);
    let order = move || sort.get().filter(|(by, _)| *by == id).map(|(_, descending)| descending);
    let aria = move || {
        on_sort.map(|_| match order() {
            None => "none",
            Some(false) => "ascending",
            Some(true) => "descending",
        })
    };
    let arrow = move || {
        order().map(|descending| {
            view! { <Icon glyph=if descending { Glyph::ChevronDown } else { Glyph::ChevronUp } /> }.into_any()
        })
    };
    let content = match on_sort {
        Some(call) => view! {
            <button type="button" class="vt-sort" on:click=move |_| call.run(id)>
                {label}
                {move || arrow()}
            </button>
        }
        .into_any(),
        None => view! { <span class:sr-only=unseen>{label}</span> }.into_any(),
    };
    view! {
        <div class="vt-heading" class:numeric=numeric role="columnheader" aria-sort=move || aria()>
            {content}
        </div>
    }
    .into_any()
}
