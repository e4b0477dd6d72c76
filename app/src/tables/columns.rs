//! The button that opens the columns of a table: which are shown, in which order, and how tall rows are.

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;
use model::columns::Column;
use wasm_bindgen::JsCast;

use super::Arranging;
use crate::later::{Part, later, part};
use crate::ui::{Checkbox, Each, Glyph, Icon, PanelButton, Segment, dom};

/// The density of compact rows, in the choice of one.
const COMPACT: &str = "Compact";

/// The button above a table.
#[component]
pub fn ColumnsButton(
    /// The table's arrangement.
    arranging: Arranging,
    /// The table's name.
    table: &'static str,
    /// Returns whether the table has a column here.
    has: Callback<&'static Column, bool>,
) -> impl IntoView {
    let name = ["Columns of ", table].concat();
    let label = name.clone();
    view! {
        <PanelButton label="Columns" name=name>
            {
                let label = label.clone();
                later(move || panel(arranging, label.clone(), has))
            }
        </PanelButton>
    }
}

/// Returns the columns that can be hidden and moved, in order, by their positions in [`Arranging::all`].
fn listed(arranging: Arranging, has: Callback<&'static Column, bool>) -> Vec<u32> {
    let columns = arranging.columns.get();
    let columns = columns.iter().map(|placed| placed.column);
    let columns = columns.filter(|column| !column.fixed && has.run(*column));
    columns
        .filter_map(|column| (0..).zip(arranging.all).find(|(_, other)| *other == column))
        .map(|(at, _)| at)
        .collect()
}

#[wasm_split(on_demand, wasm_split_path = ::leptos::wasm_split, fallible)]
fn panel(arranging: Arranging, label: String, has: Callback<&'static Column, bool>) -> Part {
    let ids = move || listed(arranging, has);
    let density = move || if arranging.compact.get() { COMPACT } else { "" };
    part(
        view! {
            <div role="dialog" aria-label=label class="filter-panel">
                <div class="filter-list columns">
                    <Each ids=Signal::derive(ids) row=move |id: u32| line(arranging, id, has) />
                </div>
                <Segment
                    label="Row height"
                    options=vec![("", "Comfortable"), (COMPACT, COMPACT)]
                    value=Signal::derive(density)
                    on_change=move |chosen: &'static str| arranging.set_compact(chosen == COMPACT)
                />
                <button type="button" class="button link" on:click=move |_| arranging.reset()>
                    "Reset"
                </button>
            </div>
        }
        .into_any(),
    )
}

/// A column, with the buttons that move it.
fn line(arranging: Arranging, id: u32, has: Callback<&'static Column, bool>) -> AnyView {
    let column = &arranging.all[id as usize];
    let shown = move || {
        arranging.columns.with(|all| all.iter().any(|placed| placed.column == column && placed.shown))
    };
    // The neighbor above or below, if any.
    let neighbor = move |down: bool| {
        let ids = listed(arranging, has);
        let at = ids.iter().position(|other| *other == id)?;
        let at = if down { at + 1 } else { at.checked_sub(1)? };
        ids.get(at).map(|id| &arranging.all[*id as usize])
    };
    let mover = move |down: bool| {
        let press = move |_| {
            let focused = dom::focused();
            if let Some(other) = untrack(|| neighbor(down)) {
                arranging.swap(column, other);
                // A line that moves loses the focus.
                request_animation_frame(move || {
                    if let Some(button) = focused.as_ref().and_then(JsCast::dyn_ref) {
                        dom::focus(button);
                    }
                });
            }
        };
        let label = ["Move ", column.label, if down { " down" } else { " up" }].concat();
        view! {
            <button
                type="button"
                class="button icon-only"
                aria-label=label
                aria-disabled=move || neighbor(down).is_none().then_some("true")
                on:click=press
            >
                <Icon glyph=if down { Glyph::ChevronDown } else { Glyph::ChevronUp } />
            </button>
        }
        .into_any()
    };
    view! {
        <div class="columns-line">
            <Checkbox
                label=column.label
                checked=Signal::derive(shown)
                on_change=move |on| arranging.show(column, on)
            />
            {mover(false)}
            {mover(true)}
        </div>
    }
    .into_any()
}
