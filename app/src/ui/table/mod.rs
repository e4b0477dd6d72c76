//! A table of up to millions of rows. Only those in view are elements.

mod heading;
mod keys;
mod measure;
mod order;
mod resize;
mod row;
mod scroll;
mod scroller;
mod shared;

use super::keyed_list::Each;
use super::list_table::PageSelection;
use super::reactive::{effect, live, memo};
use heading::heading;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use model::columns::Placed;
use row::TableRow;
use scroll::Scroll;
use scroller::Port;
use shared::Shared;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

pub use resize::{KEYS as RESIZE_KEYS, Resize};
pub use row::position;
pub use scroller::Scroller;

/// The amount by which the ids of rows grow when the columns change; it is larger than the number of slots.
const GENERATION: u32 = 1 << 24;

/// Returns a row's distance from the first one, in pixels. For tables without cards.
pub fn row_top(position: usize) -> i32 {
    let height = row::row_height(false, false);
    super::dom::whole(scroll::float(position) * super::dom::rems(height))
}

/// Returns whether the screen is narrow, as it changes.
pub fn narrow_screen() -> RwSignal<bool> {
    row::cards(true)
}

/// Scrolls to another table of the page, by its accessible name, and moves the focus there.
pub fn go_to_table(label: &str) {
    let table = document().query_selector(&[".vt[aria-label='", label, "']"].concat()).ok().flatten();
    if let Some(table) = table.as_ref().and_then(JsCast::dyn_ref::<HtmlElement>) {
        table.parent_element().unwrap_or_else(|| table.clone().into()).scroll_into_view();
        super::dom::focus_in_place(table);
    }
}

/// Returns a column's CSS grid track. Styles can widen a column that a person has made narrow, for as long as it needs the room.
fn track(placed: &Placed) -> String {
    match placed.width {
        Some(width) => {
            let width = super::dom::pixels(width.into());
            ["max(", &width, ", var(--vt-least-", placed.column.id, ", 0px))"].concat()
        }
        None => placed.column.width.to_owned(),
    }
}

/// A virtual table whose rows have the same height. It has as many row slots as fit the view and reuses them while scrolling. The
/// table is focusable, so that keys scroll it; see `keys`.
#[component]
pub fn VirtualTable(
    /// The accessible name.
    #[prop(into)]
    label: Signal<String>,
    /// The columns, with the widths that the person gave them. The first and the last one stay in place when the table scrolls
    /// sideways.
    #[prop(into)]
    columns: Signal<Vec<Placed>>,
    /// The number of rows.
    #[prop(into)]
    count: Signal<usize>,
    /// Creates the cells of one slot, once, and again when the columns change: an element with `class="vt-cell"` and
    /// `role="cell"` per column. The argument is the row's position. It changes when the slot is reused and may briefly be past
    /// the last row: return blanks then.
    #[prop(into)]
    cells: Callback<Signal<usize>, AnyView>,
    /// The sorted column, and whether it is descending.
    #[prop(optional, into)]
    sort: Signal<Option<(&'static str, bool)>>,
    /// Called with a column's id when its heading is pressed.
    #[prop(optional, into)]
    on_sort: Option<Callback<&'static str>>,
    /// Called with a column's id and its new width in pixels, or None for the table's own. Without it, columns have no handles.
    #[prop(optional, into)]
    on_resize: Option<Callback<(&'static str, Option<u16>)>>,
    /// Whether rows have one line rather than two.
    #[prop(optional, into)]
    compact: Signal<bool>,
    /// Called while scrolling with the first row that has a slot and the one after the last: wait a little before requesting them
    /// from a server.
    #[prop(optional, into)]
    on_window: Option<Callback<(usize, usize)>>,
    /// Called with each click and each key pressed in a row, which spares each button its own listeners. [`position`] tells the
    /// row.
    #[prop(optional, into)]
    on_press: Option<Callback<web_sys::Event>>,
    /// Whether rows are cards on a narrow screen.
    #[prop(optional)]
    cards: bool,
    /// The box of the heading that selects all rows, if the first column has boxes.
    #[prop(optional_no_strip)]
    selection: Option<PageSelection>,
    /// Returns a class for the row at a position, such as `pinned` or `dimmed`; may read signals.
    #[prop(optional, into)]
    row_class: Option<Callback<usize, &'static str>>,
    /// What scrolls it.
    #[prop(default = Scroller::Window)]
    scroller: Scroller,
    /// A line above the heading, which stays in view with it.
    #[prop(optional, into)]
    bar: ViewFn,
    /// Scrolls the table to its top whenever it changes, as `sort` does: for a new filter.
    #[prop(optional, into)]
    restart: Signal<u64>,
    /// Whether the rows are loading.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Draws all rows, in view or not: for printing.
    #[prop(optional, into)]
    whole: Signal<bool>,
    /// Shown instead of rows if there are none.
    #[prop(optional, into)]
    empty: ViewFn,
) -> impl IntoView {
    let is_card = row::cards(cards);
    let measured = move || super::dom::rems(row::row_height(compact.get(), is_card.get()));
    let row_height = untrack(measured);
    let shared = Shared {
        start: RwSignal::new(0),
        slots: RwSignal::new(0),
        shift: RwSignal::new(0.0),
        row: RwSignal::new(row_height),
        scroll: StoredValue::new(Scroll::new(row_height)),
    };
    let is_own = matches!(scroller, Scroller::Own { .. });
    let port = Port::new(scroller);
    let Port { bar: bar_node, table, head, wide, body, .. } = port;
    let set = memo(move || columns.with(|all| all.iter().map(|placed| placed.column).collect::<Vec<_>>()));
    effect(move || shared.change(|scroll| scroll.set_rows(count.get())));
    effect(move || {
        let whole = whole.get();
        set.track();
        // Fewer again after printing.
        shared.slots.update_untracked(|slots| *slots = 0);
        shared.change(|scroll| scroll.draw_whole(whole));
        measure::put_in_order_soon(port);
    });
    Effect::watch(move || (sort.get(), restart.get()), move |_, _, _| measure::to_top(port, shared), false);
    effect(move || {
        let row = measured();
        if (row - shared.row.get_untracked()).abs() < 0.5 {
            return;
        }
        shared.row.set(row);
        let (mut seen, mut is_inside) = (0.0, false);
        shared.change(|scroll| {
            is_inside = scroll.is_inside();
            seen = scroll.set_row(row);
        });
        // Once the body has its new height, and with it what is above.
        request_animation_frame(move || {
            if is_inside && port.measure().is_some() {
                port.go(seen);
                shared.change(|scroll| scroll.scrolled(seen));
            }
        });
        measure::put_in_order_soon(port);
    });
    if let Some(call) = on_window {
        let window = memo(move || {
            let (start, count) = (shared.start.get(), count.get());
            (start.min(count), (start + shared.slots.get()).min(count))
        });
        effect(move || call.run(window.get()));
    }
    measure::watch_size(port, shared);
    let on_scroll = measure::on_scroll(port, shared);
    let on_sideways = measure::on_sideways(port);
    // Of the window; a table's own scrolling is no event of it.
    let listener = window_event_listener_untyped("scroll", move |_| on_scroll());
    on_cleanup(move || listener.remove());

    let tracks = memo(move || columns.with(|all| all.iter().map(track).collect::<Vec<_>>().join(" ")));
    // The width that a column was given by key, in words.
    let told = RwSignal::new(String::new());
    let headings = move || {
        let is_card = is_card.get();
        let (on_sort, on_resize) = (on_sort.filter(|_| !is_card), on_resize.filter(|_| !is_card));
        let heading = |column| heading(column, sort, on_sort, on_resize, told, selection);
        let headings = set.get().into_iter().map(heading);
        headings.collect::<Vec<_>>().into_any()
    };
    // Cards have no headings in view.
    let order = move || {
        let call = on_sort.filter(|_| is_card.get());
        call.map(|call| order::order(label, set, sort, call)).into_any()
    };
    // Other columns take other ids for all rows, which recreates their cells.
    let made = StoredValue::new(0_u32);
    let generation = memo(move || {
        set.track();
        made.update_value(|made| *made = made.wrapping_add(GENERATION));
        made.get_value()
    });
    let height = move || super::dom::pixels(Scroll::body_height(count.get(), shared.row.get()));
    let slots = Signal::derive(move || {
        let generation = generation.get();
        (0..).take(shared.slots.get()).map(|slot| generation + slot).collect::<Vec<u32>>()
    });
    let row = move |id: u32| {
        view! {
            <TableRow
                number=(id % GENERATION) as usize
                shared=shared
                count=count
                cells=cells
                row_class=row_class
                selectable=selection.is_some()
            />
        }
        .into_any()
    };
    let press = move |event: web_sys::Event| {
        if let Some(call) = on_press {
            call.run(event);
        }
    };
    let keydown = move |event: KeyboardEvent| keys::press(port, shared, count.get_untracked(), &event);
    let none = memo(move || count.get() == 0);
    view! {
        <div class="vt-frame">
            {live(order)}
            <div node_ref=bar_node class="vt-bar">{bar.run()}</div>
            <div
                node_ref=table
                class="vt"
                class:own=is_own
                class:whole=move || whole.get()
                class:cards=cards
                class:selectable=selection.is_some()
                class:compact=move || compact.get()
                role="table"
                tabindex="0"
                aria-label=move || label.get()
                aria-rowcount=move || count.get() + 1
                aria-busy=move || if busy.get() { "true" } else { "false" }
                style:max-height=move || port.height().map(super::dom::pixels).unwrap_or_default()
                style=("--vt-columns", move || tracks.get())
                style=("--vt-row", move || super::dom::pixels(shared.row.get()))
                on:scroll=move |_| on_scroll()
                on:keydown=keydown
                on:mouseover=measure::tell_cut_text
                on:mouseout=measure::tell_cut_text
            >
                <div node_ref=head class="vt-head" role="rowgroup" on:scroll=move |_| on_sideways(true)>
                    <div class="vt-headings" role="row" aria-rowindex="1">
                        {live(headings)}
                    </div>
                </div>
                <div node_ref=wide class="vt-wide" on:scroll=move |_| on_sideways(false)>
                    <div
                        node_ref=body
                        class="vt-body"
                        role="rowgroup"
                        style:height=move || height()
                        on:click=move |event| press(event.into())
                        on:keydown=move |event| press(event.into())
                    >
                        <Each ids=slots row=row />
                    </div>
                </div>
            </div>
            {on_resize.map(|_| view! { <p class="sr-only" role="status">{move || told.get()}</p> }.into_any())}
            {move || (none.get() && !busy.get()).then(|| empty.run())}
        </div>
    }
}
