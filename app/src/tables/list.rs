//! The lists of the portal: tables whose columns people arrange, under a bar with filters and presets.

use leptos::prelude::*;
use model::columns::Column;
use model::table::Table;

use super::{Arranging, ColumnsButton, Presets, use_tables};
use crate::list_query::{Filtering, Order};
use crate::ui::{Choice, FilterChips, FilterMenu, ListTable, PageSelection, Shown, memo};

/// A list of the page.
#[derive(Clone, Copy)]
pub struct ListOf {
    arranging: Arranging,
    name: &'static str,
    has: Callback<&'static Column, bool>,
}

impl ListOf {
    /// Returns the list of a table that the page has provided, with the table's accessible name.
    pub fn new(table: Table, name: &'static str) -> Self {
        Self { arranging: use_tables().of(table), name, has: Callback::new(|_: &'static Column| true) }
    }

    /// The same list with only the columns whose ids `has` returns true for, which may read signals.
    #[must_use]
    pub fn having(self, has: impl Fn(&'static str) -> bool + Send + Sync + 'static) -> Self {
        Self { has: Callback::new(move |column: &'static Column| has(column.id)), ..self }
    }

    /// The same list; with the column of buttons only if they are there.
    #[must_use]
    pub fn with_actions(self, are_there: bool) -> Self {
        self.having(move |id| are_there || id != "actions")
    }

    /// The button that opens the columns.
    pub fn columns_button(self) -> AnyView {
        view! { <ColumnsButton arranging=self.arranging table=self.name has=self.has /> }.into_any()
    }
}

/// The bar above a list: its active filters, the page's presets, the columns.
#[component]
pub fn ListBar(
    /// The list.
    list: ListOf,
    /// Its filters.
    filtering: Filtering,
) -> impl IntoView {
    let Filtering { query, show, filters, cleared } = filtering;
    let words = move || filters.with(|all| all.iter().map(|(words, _)| words.clone()).collect::<Vec<_>>());
    let remove = move |at: usize| {
        if let Some((_, without)) = filters.get_untracked().into_iter().nth(at) {
            show.run(without);
        }
    };
    view! {
        <div class="toolbar">
            <FilterChips
                filters=Signal::derive(words)
                on_remove=remove
                on_clear=move |()| show.run(cleared.get_untracked())
                after="[role=search] input"
            />
            <div class="toolbar-end">
                <Presets query=query show=show />
                {list.columns_button()}
            </div>
        </div>
    }
}

/// Returns a list; `order` is None if it has only one. `rows` draws the rows, with the columns that are shown.
pub fn arranged(
    list: ListOf,
    order: Option<Order>,
    busy: Signal<bool>,
    selection: Option<PageSelection>,
    rows: impl FnOnce(Shown) -> AnyView,
) -> AnyView {
    drawn(list, order, busy, selection, false, Box::new(rows))
}

/// Returns a list whose rows open to further rows: a treegrid. `rows` draws all of them.
pub fn arranged_tree(
    list: ListOf,
    order: Option<Order>,
    busy: Signal<bool>,
    selection: Option<PageSelection>,
    rows: impl FnOnce(Shown) -> AnyView,
) -> AnyView {
    drawn(list, order, busy, selection, true, Box::new(rows))
}

fn drawn(
    list: ListOf,
    order: Option<Order>,
    busy: Signal<bool>,
    selection: Option<PageSelection>,
    tree: bool,
    rows: Box<dyn FnOnce(Shown) -> AnyView + '_>,
) -> AnyView {
    let ListOf { arranging, name, has } = list;
    let columns = memo(move || {
        let mut columns = arranging.columns.get();
        columns.retain(|placed| placed.shown && has.run(placed.column));
        columns
    });
    let shown = memo(move || columns.with(|all| all.iter().map(|placed| placed.column).collect::<Vec<_>>()));
    let (sort, on_sort) =
        order.unwrap_or_else(|| (Signal::stored(("", false)), Callback::new(|_: &'static str| ())));
    // The heading that shows the order may be hidden.
    let unseen = memo(move || {
        let (by, _) = sort.get();
        arranging.columns.with(|all| {
            let hidden = all.iter().find(|placed| !placed.shown && placed.column.id == by);
            hidden.map(|placed| placed.column.label)
        })
    });
    view! {
        {move || unseen.get().map(|label| view! {
            <p class="hint">{["Sorted by ", label, ", which is hidden."].concat()}</p>
        }.into_any())}
        <ListTable
            label=name
            columns=columns
            shown=shown
            on_resize=move |(id, width): (&'static str, Option<u16>)| arranging.resize(id, width)
            compact=arranging.compact
            sort=sort
            on_sort=on_sort
            busy=busy
            selection=selection
            tree=tree
            rows=rows(shown)
        />
    }
    .into_any()
}

/// Returns a list of a few records that arrive together, under the button for its columns.
pub fn small_list(list: ListOf, rows: impl FnOnce(Shown) -> AnyView) -> AnyView {
    view! {
        <div class="toolbar"><div class="toolbar-end">{list.columns_button()}</div></div>
        {arranged(list, None, Signal::stored(false), None, rows)}
    }
    .into_any()
}

/// Returns a menu of values with their labels, of which those in `chosen` filter a list.
pub fn values_menu<T: Clone + PartialEq + Send + Sync + 'static>(
    label: &'static str,
    all: Signal<Vec<(T, String)>>,
    chosen: impl Fn() -> Vec<T> + Send + Sync + 'static,
    on_change: impl Fn(Vec<T>) + Send + Sync + 'static,
) -> AnyView {
    let options = move || {
        let choice = |(id, (_, label)): (u32, &(T, String))| Choice { id, label: label.clone(), count: None };
        all.with(|all| (0..).zip(all).map(choice).collect::<Vec<_>>())
    };
    let picked = move || {
        let chosen = chosen();
        let is_chosen = |(_, (value, _)): &(u32, &(T, String))| chosen.contains(value);
        all.with(|all| (0..).zip(all).filter(is_chosen).map(|(id, _)| id).collect::<Vec<_>>())
    };
    let choose = move |ids: Vec<u32>| {
        let value = |(id, (value, _)): (u32, &(T, String))| ids.contains(&id).then(|| value.clone());
        on_change(all.with_untracked(|all| (0..).zip(all).filter_map(value).collect()));
    };
    view! {
        <FilterMenu
            label=label
            options=Signal::derive(options)
            chosen=Signal::derive(picked)
            on_change=choose
        />
    }
    .into_any()
}
