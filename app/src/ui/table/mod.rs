//! A table of up to millions of rows. Only those in view are elements.

mod heading;
mod measure;
mod resize;
mod row;
mod scroll;

use super::keyed_list::Each;
use super::list_table::PageSelection;
use super::reactive::{effect, live, memo};
use heading::heading;
use leptos::html;
use leptos::prelude::*;
use model::columns::Placed;
use row::TableRow;
use scroll::Scroll;

pub use row::position;

/// What the ids of rows grow by when the columns change, more than there are slots.
const GENERATION: u32 = 1 << 24;

/// Returns a row's distance from the first one, in pixels. For tables without cards.
pub fn row_top(position: usize) -> i32 {
    let height = row::row_height(false, false);
    super::dom::whole(scroll::float(position) * super::dom::rems(height))
}

/// The state that rows share.
#[derive(Clone, Copy)]
struct Shared {
    /// The first row with a slot.
    start: RwSignal<usize>,
    /// The number of slots, which only grows.
    slots: RwSignal<usize>,
    /// Pixels to add to a row's true place; see [`Scroll`].
    shift: RwSignal<f64>,
    /// The height of a row in pixels.
    row: RwSignal<f64>,
    scroll: StoredValue<Scroll>,
}

impl Shared {
    fn change(self, change: impl FnOnce(&mut Scroll)) {
        let Some(scroll) = self.scroll.try_update_value(|scroll| {
            change(scroll);
            *scroll
        }) else {
            return;
        };
        let slots = self.slots.get_untracked().max(scroll.slots());
        let start = scroll.start(slots);
        set_changed(self.slots, slots);
        set_changed(self.start, start);
        set_changed(self.shift, scroll.shift());
    }
}

fn set_changed<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    signal.maybe_update(|old| {
        let changed = *old != value;
        *old = value;
        changed
    });
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

/// A virtual table whose rows have the same height. It has as many row slots as fit the viewport and reuses them while scrolling.
/// The scroller is focusable, so that Page Up, Page Down, Home, End and the arrows scroll it.
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
    let table = NodeRef::<html::Div>::new();
    let body = NodeRef::<html::Div>::new();
    let set = memo(move || columns.with(|all| all.iter().map(|placed| placed.column).collect::<Vec<_>>()));
    effect(move || shared.change(|scroll| scroll.set_rows(count.get())));
    effect(move || {
        let whole = whole.get();
        set.track();
        // Fewer again after printing.
        shared.slots.update_untracked(|slots| *slots = 0);
        shared.change(|scroll| scroll.draw_whole(whole));
        measure::put_in_order_soon(body);
    });
    Effect::watch(move || (sort.get(), restart.get()), move |_, _, _| measure::to_top(table, shared), false);
    effect(move || {
        let row = measured();
        if (row - shared.row.get_untracked()).abs() < 0.5 {
            return;
        }
        shared.row.set(row);
        let mut seen = 0.0;
        shared.change(|scroll| seen = scroll.set_row(row));
        // Once the body has its new height.
        request_animation_frame(move || {
            shared.change(|scroll| {
                measure::scroll_to(table, seen);
                scroll.scrolled(seen);
            });
        });
        measure::put_in_order_soon(body);
    });
    if let Some(call) = on_window {
        let window = memo(move || {
            let (start, count) = (shared.start.get(), count.get());
            (start.min(count), (start + shared.slots.get()).min(count))
        });
        effect(move || call.run(window.get()));
    }
    measure::watch_size(table, body, shared);
    let on_scroll = measure::on_scroll(table, body, shared);

    let tracks = memo(move || columns.with(|all| all.iter().map(track).collect::<Vec<_>>().join(" ")));
    let headings = move || {
        let headings =
            set.get().into_iter().map(|column| heading(column, sort, on_sort, on_resize, selection));
        headings.collect::<Vec<_>>().into_any()
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
    let none = memo(move || count.get() == 0);
    view! {
        <div class="vt-frame">
            <div
                node_ref=table
                class="vt"
                class:whole=move || whole.get()
                class:cards=cards
                class:selectable=selection.is_some()
                class:compact=move || compact.get()
                role="table"
                tabindex="0"
                aria-label=move || label.get()
                aria-rowcount=move || count.get() + 1
                aria-busy=move || if busy.get() { "true" } else { "false" }
                style=("--vt-columns", move || tracks.get())
                style=("--vt-row", move || super::dom::pixels(shared.row.get()))
                on:scroll=move |_| on_scroll()
                on:mouseover=measure::tell_cut_text
                on:mouseout=measure::tell_cut_text
            >
                <div class="vt-inner">
                    <div class="vt-head" role="rowgroup">
                        <div class="vt-headings" role="row" aria-rowindex="1">
                            {live(headings)}
                        </div>
                    </div>
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
            {move || (none.get() && !busy.get()).then(|| empty.run())}
        </div>
    }
}
