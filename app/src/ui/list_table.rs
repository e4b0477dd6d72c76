//! A table whose rows come from the server, page by page, in the order of a column. The person arranges its columns.

use std::mem;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use model::columns::{Cells, Column, Placed};

use super::keyed_list::Each;
use super::reactive::{live, memo};
use super::table::{RESIZE_KEYS, Resize};
use super::{Checkbox, Glyph, Icon, dom};

/// The columns that are shown, in order.
pub type Shown = Memo<Vec<&'static Column>>;

/// The box that selects all rows of a page.
#[derive(Clone, Copy)]
pub struct PageSelection {
    /// Whether all are selected.
    pub all: Signal<bool>,
    /// Whether some are, but not all.
    pub some: Signal<bool>,
    /// Called with whether all shall be selected.
    pub choose: Callback<bool>,
}

/// A table with a heading for each column. The heading stays while rows come and go, and so does the focus on it. Its elements have
/// roles of their own, because they are a grid: a column is as wide as the person made it, whatever it contains.
#[component]
pub fn ListTable(
    /// Its accessible name.
    label: &'static str,
    /// The columns that are shown, with the widths that the person gave them.
    #[prop(into)]
    columns: Signal<Vec<Placed>>,
    /// The same without widths, as rows have it.
    shown: Shown,
    /// Called with a column's id and its new width in pixels, or None for the table's own.
    #[prop(into)]
    on_resize: Callback<(&'static str, Option<u16>)>,
    /// Whether rows are as low as possible.
    #[prop(into)]
    compact: Signal<bool>,
    /// The id of the column that the rows are sorted by, and whether the largest comes first.
    #[prop(into)]
    sort: Signal<(&'static str, bool)>,
    /// Called with a column's id to sort by it, or to reverse the order if that is its order already.
    #[prop(into)]
    on_sort: Callback<&'static str>,
    /// Whether a response is on its way.
    #[prop(into)]
    busy: Signal<bool>,
    /// Each row begins with a box: see [`choose_cell`].
    #[prop(optional_no_strip)]
    selection: Option<PageSelection>,
    /// Whether rows open to further rows.
    #[prop(optional)]
    tree: bool,
    /// The rows: see [`kept_rows`] and [`list_row`].
    rows: AnyView,
) -> impl IntoView {
    // The width that a column was given by key, in words.
    let told = RwSignal::new(String::new());
    let headings = move || {
        let resize = |column| Resize { column, call: on_resize, told };
        let headings = shown.get().into_iter().map(|column| heading(resize(column), sort, on_sort));
        headings.collect::<Vec<_>>().into_any()
    };
    let choose = selection.map(|PageSelection { all, some, choose }| {
        view! {
            <th role="columnheader" class="choose">
                <Checkbox label="Select all on this page" checked=all mixed=some on_change=choose />
            </th>
        }
        .into_any()
    });
    let has_boxes = selection.is_some();
    let tracks = memo(move || {
        let tracks = columns.with(|columns| columns.iter().map(track).collect::<Vec<_>>().join(" "));
        if has_boxes { ["2.25rem ", &tracks].concat() } else { tracks }
    });
    view! {
        <div class="grid-scroll" tabindex="0" role="region" aria-label=label aria-busy=move || busy.get().to_string()>
            <table
                role=if tree { "treegrid" } else { "table" }
                aria-label=tree.then_some(label)
                class="plain-table list"
                class:compact=move || compact.get()
                style=("--vt-columns", move || tracks.get())
            >
                <thead role="rowgroup">
                    <tr role="row" class="vt-headings">{choose} {live(headings)}</tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
            <p class="sr-only" role="status">{move || told.get()}</p>
        </div>
    }
}

/// Returns a column's CSS grid track.
fn track(placed: &Placed) -> String {
    placed.width.map_or_else(|| placed.column.width.to_owned(), |width| dom::pixels(width.into()))
}

fn heading(resize: Resize, sort: Signal<(&'static str, bool)>, on_sort: Callback<&'static str>) -> AnyView {
    let Column { id, label, unseen, sortable, cells, .. } = *resize.column;
    let resize = (!unseen).then_some(resize);
    let keys = resize.map(|_| RESIZE_KEYS);
    let order = memo(move || {
        let (by, descending) = sort.get();
        (sortable && by == id).then_some(descending)
    });
    let sorted = move || order.get().map(|descending| if descending { "descending" } else { "ascending" });
    let arrow = move || {
        let glyph = |descending| if descending { Glyph::ChevronDown } else { Glyph::ChevronUp };
        order.get().map(|descending| view! { <Icon glyph=glyph(descending) /> }.into_any())
    };
    let content = if sortable {
        view! {
            <button type="button" class="vt-sort" aria-keyshortcuts=keys on:click=move |_| on_sort.run(id)>
                {label}
                {arrow}
            </button>
        }
        .into_any()
    } else {
        view! {
            <span class:sr-only=unseen tabindex=keys.map(|_| "0") aria-keyshortcuts=keys>
                {label}
            </span>
        }
        .into_any()
    };
    let keydown = move |event: KeyboardEvent| {
        if let Some(resize) = resize {
            resize.press(&event);
        }
    };
    // Named by itself: the handle's name is not a part of it.
    view! {
        <th
            role="columnheader"
            class="vt-heading"
            class:numeric=cells == Cells::Number
            aria-label=label
            aria-sort=sorted
            on:keydown=keydown
        >
            {content}
            {resize.map(Resize::handle)}
        </th>
    }
    .into_any()
}

/// The first cell of a row that can be selected.
pub fn choose_cell(label: String, selected: Signal<bool>, on_change: Callback<bool>) -> AnyView {
    view! {
        <td role="cell" class="choose">
            <Checkbox label=label checked=selected on_change=on_change />
        </td>
    }
    .into_any()
}

/// A row, with what `cell` returns for the id of each column. `class` may read signals; `choose` is a [`choose_cell`].
pub fn list_row(
    shown: Shown,
    class: impl Fn() -> &'static str + Send + 'static,
    choose: Option<AnyView>,
    cell: impl Fn(&'static str) -> AnyView + Send + 'static,
) -> AnyView {
    let cells = move || {
        let cell = |column: &'static Column| {
            let content = cell(column.id);
            match column.cells {
                Cells::Name => view! { <th role="rowheader">{content}</th> }.into_any(),
                Cells::Text => view! { <td role="cell">{content}</td> }.into_any(),
                Cells::Short => view! { <td role="cell" class="day">{content}</td> }.into_any(),
                Cells::Number => view! { <td role="cell" class="numeric">{content}</td> }.into_any(),
            }
        };
        shown.get().into_iter().map(cell).collect::<Vec<_>>().into_any()
    };
    view! { <tr role="row" class=class>{choose} {live(cells)}</tr> }.into_any()
}

/// The same for a row that looks like any other and has no box.
pub fn plain_row(shown: Shown, cell: impl Fn(&'static str) -> AnyView + Send + 'static) -> AnyView {
    list_row(shown, || "", None, cell)
}

/// Draws the rows. One that has not changed keeps its elements and so the focus, also if its place is another.
pub fn kept_rows<T: Clone + PartialEq + Send + Sync + 'static>(
    rows: impl Fn() -> Vec<T> + Send + Sync + 'static,
    draw: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let kept = StoredValue::new(Kept { rows: Vec::new(), last: 0 });
    let ids = memo(move || {
        let rows = rows();
        kept.try_update_value(|kept| kept.renew(rows)).unwrap_or_default()
    });
    let row = move |id: u32| {
        let row = kept.with_value(|kept| kept.row(id));
        row.map(&draw).into_any()
    };
    view! { <Each ids=ids row=row /> }.into_any()
}

/// The rows that are shown, each with a number.
struct Kept<T> {
    rows: Vec<(u32, T)>,
    /// The number that was given last.
    last: u32,
}

impl<T: Clone + PartialEq> Kept<T> {
    /// Takes the rows of a response and returns their numbers. Equal rows keep theirs.
    fn renew(&mut self, rows: Vec<T>) -> Vec<u32> {
        let mut before: Vec<_> = mem::take(&mut self.rows).into_iter().map(Some).collect();
        for (place, row) in rows.into_iter().enumerate() {
            let is_same = |known: &Option<(u32, T)>| known.as_ref().is_some_and(|(_, known)| *known == row);
            // Most rows stay in their place.
            let stays = before.get(place).is_some_and(is_same).then_some(place);
            let known = stays.or_else(|| before.iter().position(is_same));
            let known = known.and_then(|place| before.get_mut(place)?.take());
            let number = known.map_or_else(|| self.last.wrapping_add(1), |(number, _)| number);
            self.last = self.last.max(number);
            self.rows.push((number, row));
        }
        self.rows.iter().map(|(number, _)| *number).collect()
    }

    fn row(&self, number: u32) -> Option<T> {
        self.rows.iter().find(|(known, _)| *known == number).map(|(_, row)| row.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unchanged_row_keeps_its_number_wherever_it_is_and_equal_rows_have_two() {
        let mut kept = Kept { rows: Vec::new(), last: 0 };
        assert_eq!(kept.renew(vec!["a", "b", "c"]), [1, 2, 3]);
        assert_eq!(kept.renew(vec!["c", "a", "d"]), [3, 1, 4]);
        assert_eq!(kept.renew(vec!["d", "d", "a"]), [4, 5, 1]);
        assert_eq!((kept.row(5), kept.row(2)), (Some("d"), None));
        assert_eq!(kept.renew(Vec::new()), [0_u32; 0]);
        assert_eq!(kept.renew(vec!["d"]), [6]);
    }
}
