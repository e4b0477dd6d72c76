//! A column's heading.

use super::resize::{KEYS, Resize};
use crate::ui::{Checkbox, Glyph, Icon, PageSelection};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use model::columns::Column;

/// The heading of a column: one tab stop if the column can be sorted or resized. `selection` is for the column of boxes, which has
/// the id `select`.
pub fn heading(
    column: &'static Column,
    sort: Signal<Option<(&'static str, bool)>>,
    on_sort: Option<Callback<&'static str>>,
    on_resize: Option<Callback<(&'static str, Option<u16>)>>,
    told: RwSignal<String>,
    selection: Option<PageSelection>,
) -> AnyView {
    let Column { id, label, unseen, sortable, .. } = *column;
    if let Some(PageSelection { all, some, choose }) = selection.filter(|_| id == "select") {
        return view! {
            <div class="vt-heading" role="columnheader" aria-label=label>
                <Checkbox label=label checked=all mixed=some on_change=choose />
            </div>
        }
        .into_any();
    }
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
    let resize = on_resize.filter(|_| !unseen).map(|call| Resize { column, call, told });
    let keys = resize.map(|_| KEYS);
    let content = match on_sort {
        Some(call) => view! {
            <button type="button" class="vt-sort" aria-keyshortcuts=keys on:click=move |_| call.run(id)>
                {label}
                {move || arrow()}
            </button>
        }
        .into_any(),
        None => view! {
            <span class:sr-only=unseen tabindex=keys.map(|_| "0") aria-keyshortcuts=keys>
                {label}
            </span>
        }
        .into_any(),
    };
    let keydown = move |event: KeyboardEvent| {
        if let Some(resize) = resize {
            resize.press(&event);
        }
    };
    view! {
        <div class="vt-heading" role="columnheader" aria-label=label aria-sort=move || aria() on:keydown=keydown>
            {content}
            {resize.map(Resize::handle)}
        </div>
    }
    .into_any()
}
