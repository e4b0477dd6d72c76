//! The list of organizations to choose from. It draws only the lines in view, however many there are.

use std::collections::HashSet;

use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::prelude::*;
use model::OrganizationId;
use model::columns::{Column, Placed, TEXT};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::customer_groups::{Groups, Line};
use crate::ui::{Checkbox, Scroller, VirtualTable, dom, memo, row_position, row_top};

/// The height of the list in rem.
const HEIGHT: f64 = 20.0;

/// The lines that Page Up and Page Down skip.
const PAGE: usize = 8;

static COLUMN: Column =
    Column { id: "organization", label: "Organization", width: "minmax(0, 1fr)", sortable: false, ..TEXT };

/// The lines, each with a checkbox. The arrows, Page Up, Page Down, Home and End move between checkboxes; Tab leaves the list.
#[component]
pub fn Picker(
    groups: StoredValue<Groups>,
    /// The lines that the search finds.
    lines: Memo<Vec<Line>>,
    chosen: RwSignal<HashSet<OrganizationId>>,
    /// Changes with the search.
    restart: RwSignal<u64>,
) -> impl IntoView {
    // The line whose checkbox is in the tab order.
    let active = RwSignal::new(0_usize);
    let count = memo(move || lines.with(Vec::len));
    let cells = move |position: Signal<usize>| line(groups, lines, chosen, active, position);
    let keydown = move |event: KeyboardEvent| {
        let target = event_target::<Element>(&event);
        let last = count.get_untracked().saturating_sub(1);
        let at = active.get_untracked().min(last);
        let to = match event.key().as_str() {
            // From the list itself, the first press leads to that checkbox.
            _ if row_position(&target).is_none() && event.key().starts_with("Arrow") => at,
            "ArrowDown" => at + 1,
            "ArrowUp" => at.saturating_sub(1),
            "PageDown" => at + PAGE,
            "PageUp" => at.saturating_sub(PAGE),
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        active.set(to.min(last));
        go_to(&target, to.min(last));
    };
    let focus = move |event: FocusEvent| {
        if let Some(at) = row_position(&event_target::<Element>(&event)) {
            active.set(at);
        }
    };
    let scroller = Scroller::Own { height: Signal::stored(dom::rems(HEIGHT)) };
    view! {
        <div class="picker" on:keydown=keydown on:focusin=focus>
            <VirtualTable
                label="Organizations"
                columns=vec![Placed { column: &COLUMN, shown: true, width: None }]
                count=count
                cells=cells
                restart=restart
                scroller=scroller
                empty=|| view! { <p class="lead-text">"No organization or reseller name contains this text."</p> }
            />
        </div>
    }
}

fn line(
    groups: StoredValue<Groups>,
    lines: Memo<Vec<Line>>,
    chosen: RwSignal<HashSet<OrganizationId>>,
    active: RwSignal<usize>,
    position: Signal<usize>,
) -> AnyView {
    let line = memo(move || lines.with(|lines| lines.get(position.get()).copied()));
    let label = memo(move || {
        groups.with_value(|groups| line.get().map_or_else(String::new, |line| groups.name(line)))
    });
    // The customers of the line, and how many of them are chosen; a reseller's line counts those below it.
    let state = memo(move || {
        lines.with(|lines| {
            chosen.with(|chosen| {
                groups.with_value(|groups| {
                    let ids = groups.ids(lines, position.get());
                    (ids.len(), ids.iter().filter(|id| chosen.contains(*id)).count())
                })
            })
        })
    });
    let set = move |on: bool| {
        let ids = lines
            .with_untracked(|lines| groups.with_value(|groups| groups.ids(lines, position.get_untracked())));
        chosen.update(|chosen| {
            for id in ids {
                if on {
                    chosen.insert(id);
                } else {
                    chosen.remove(&id);
                }
            }
        });
    };
    let is_heading = move || line.get().is_some_and(Line::is_heading);
    let tabindex = move || Some(if active.get() == position.get() { "0" } else { "-1" });
    view! {
        <div class="vt-cell picker-line" class:heading=is_heading role="cell" title=move || label.get()>
            <Checkbox
                label=label
                checked=Signal::derive(move || state.get().0 == state.get().1)
                mixed=Signal::derive(move || (1..state.get().0).contains(&state.get().1))
                tabindex=MaybeProp::derive(tabindex)
                on_change=set
            />
        </div>
    }
    .into_any()
}

/// Moves the focus to the checkbox of a line, which may not be drawn yet.
fn go_to(from: &Element, line: usize) {
    let Some(list) = from.closest(".vt").ok().flatten() else { return };
    // The table counts its heading as row 1.
    let selector = ["[aria-rowindex='", &(line + 2).to_string(), "']:not([hidden]) input"].concat();
    let focus = move |list: &Element| {
        let found = list.query_selector(&selector).ok().flatten();
        let found = found.and_then(|found| found.dyn_into::<HtmlElement>().ok());
        found.is_some_and(|found| {
            dom::focus(&found);
            true
        })
    };
    if !focus(&list) {
        list.set_scroll_top(row_top(line) - list.client_height() / 2);
        // The browser reports the scroll before it paints; only then are these rows drawn.
        request_animation_frame(move || {
            focus(&list);
        });
    }
}
