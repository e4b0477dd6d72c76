//! The events, one row each.

use leptos::prelude::*;
use model::event::{Entry, Object};

use super::filters::Asked;
use crate::paged::Paged;
use crate::ui::{Instant, ListColumn, ListTable, kept_rows, memo};

/// The columns. Only the time has a word in the address (`EventColumn`).
fn columns() -> Vec<ListColumn> {
    let others = ["Who", "What", "On", "Old Value", "New Value", "Network Address"];
    let mut columns = vec![ListColumn::sorted("time", "Time")];
    columns.extend(others.map(ListColumn::plain));
    columns
}

/// The table of the events loaded so far; more rows are added below.
#[component]
pub(super) fn EventTable(paged: Paged<Entry>, asked: Asked) -> impl IntoView {
    view! {
        <ListTable
            label="Event History"
            columns=Signal::stored(columns())
            sort=memo(move || asked.query.with(|query| query.sort.shown()))
            on_sort=move |by: &'static str| asked.sort(by)
            busy=paged.busy()
            rows=kept_rows(move || paged.rows(), row)
        />
    }
}

fn row(event: Entry) -> AnyView {
    let Entry { number: _, at, who, network_address, kind, object, object_name, old, new } = event;
    view! {
        <tr>
            <td><Instant at=at /></td>
            <td>{who}</td>
            <th scope="row">{kind.label()}</th>
            <td>{object_name} <div class="hint">{object.map(Object::label)}</div></td>
            <td>{old}</td>
            <td>{new}</td>
            <td>{network_address}</td>
        </tr>
    }
    .into_any()
}
