//! The order of cards, which have no headings to press.

use crate::ui::Select;
use leptos::prelude::*;
use model::columns::Column;

/// A choice of the column to sort by, and a button that reverses the order.
pub fn order(
    label: Signal<String>,
    columns: Memo<Vec<&'static Column>>,
    sort: Signal<Option<(&'static str, bool)>>,
    on_sort: Callback<&'static str>,
) -> AnyView {
    let by = move || sort.get().map_or("", |(by, _)| by);
    let options = move || {
        let mut options: Vec<_> = columns.with(|all| {
            let all = all.iter().filter(|column| column.sortable);
            all.map(|column| (column.id.to_owned(), column.label.to_owned())).collect()
        });
        // By a hidden column.
        let by = by();
        if options.iter().all(|(id, _)| id != by) {
            options.insert(0, (by.to_owned(), "…".to_owned()));
        }
        options
    };
    let choose = move |id: String| {
        let column = columns.with_untracked(|all| all.iter().find(|column| column.id == id).copied());
        if let Some(column) = column {
            on_sort.run(column.id);
        }
    };
    let is_down = move || sort.get().is_some_and(|(_, descending)| descending);
    let reverse = move |_| {
        if let Some((by, _)) = sort.get_untracked() {
            on_sort.run(by);
        }
    };
    view! {
        <div class="vt-order">
            <span aria-hidden="true">"Sort by"</span>
            <Select
                label=Signal::derive(move || ["Sort ", &label.get(), " by"].concat())
                value=Signal::derive(move || by().to_owned())
                options=Signal::derive(options)
                on_change=choose
            />
            <button type="button" class="button" on:click=reverse>
                {move || if is_down() { "Descending" } else { "Ascending" }}
            </button>
        </div>
    }
    .into_any()
}
