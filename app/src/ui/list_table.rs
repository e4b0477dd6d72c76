//! A table whose rows come from the server, page by page, in the order of a column.

use std::mem;

use leptos::prelude::*;

use super::keyed_list::Each;
use super::reactive::memo;
use super::{Checkbox, Glyph, Icon};

/// A column of a [`ListTable`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListColumn {
    /// Its word in the address, if the table can be sorted by it.
    id: Option<&'static str>,
    label: &'static str,
    numeric: bool,
    unseen: bool,
}

impl ListColumn {
    /// A column to sort by; `id` is its word in the address.
    pub const fn sorted(id: &'static str, label: &'static str) -> Self {
        Self { id: Some(id), label, numeric: false, unseen: false }
    }

    /// A column without an order.
    pub const fn plain(label: &'static str) -> Self {
        Self { id: None, label, numeric: false, unseen: false }
    }

    /// The column of the menus. Its heading is for screen readers alone.
    pub const fn actions() -> Self {
        Self { id: None, label: "Actions", numeric: false, unseen: true }
    }

    /// The same column, for numbers.
    #[must_use]
    pub const fn numeric(self) -> Self {
        Self { numeric: true, ..self }
    }
}

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

/// A table with a heading for each column. The heading is kept while rows come and go, and so does the focus on it.
#[component]
pub fn ListTable(
    /// Its accessible name.
    label: &'static str,
    /// The columns, in order.
    #[prop(into)]
    columns: Signal<Vec<ListColumn>>,
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
    #[prop(optional)]
    selection: Option<PageSelection>,
    /// The rows: see [`kept_rows`].
    rows: AnyView,
) -> impl IntoView {
    let headings = move || {
        let columns = columns.get().into_iter();
        columns.map(|column| heading(column, sort, on_sort)).collect::<Vec<_>>()
    };
    let choose = selection.map(|PageSelection { all, some, choose }| {
        view! {
            <th scope="col" class="choose">
                <Checkbox label="Select all on this page" checked=all mixed=some on_change=choose />
            </th>
        }
        .into_any()
    });
    view! {
        <div class="grid-scroll" tabindex="0" role="region" aria-label=label aria-busy=move || busy.get().to_string()>
            <table class="plain-table">
                <thead>
                    <tr>{choose} {headings}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn heading(
    column: ListColumn,
    sort: Signal<(&'static str, bool)>,
    on_sort: Callback<&'static str>,
) -> AnyView {
    let ListColumn { id, label, numeric, unseen } = column;
    let order = memo(move || {
        let (by, descending) = sort.get();
        (id == Some(by)).then_some(descending)
    });
    let sorted = move || order.get().map(|descending| if descending { "descending" } else { "ascending" });
    let arrow = move || {
        let glyph = |descending| if descending { Glyph::ChevronDown } else { Glyph::ChevronUp };
        order.get().map(|descending| view! { <Icon glyph=glyph(descending) /> }.into_any())
    };
    let content = match id {
        Some(id) => view! {
            <button type="button" class="vt-sort" on:click=move |_| on_sort.run(id)>
                {label}
                {arrow}
            </button>
        }
        .into_any(),
        None => view! { <span class:sr-only=unseen>{label}</span> }.into_any(),
    };
    view! { <th scope="col" class:numeric=numeric aria-sort=sorted>{content}</th> }.into_any()
}

/// The first cell of a row that can be selected.
pub fn choose_cell(label: String, selected: Signal<bool>, on_change: Callback<bool>) -> AnyView {
    view! {
        <td class="choose">
            <Checkbox label=label checked=selected on_change=on_change />
        </td>
    }
    .into_any()
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
