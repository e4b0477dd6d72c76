//! The events, one row each.

use leptos::prelude::*;
use model::event::{Entry, Object};

use crate::paged::Paged;
use crate::ui::Instant;

/// The table of the events loaded so far; more rows are added below.
#[component]
pub(super) fn EventTable(paged: Paged<Entry>) -> impl IntoView {
    view! {
        <div class="grid-scroll" tabindex="0" role="region" aria-label="Event History">
            <table class="plain-table">
                <thead>
                    <tr>
                        <th scope="col">"Time"</th>
                        <th scope="col">"Who"</th>
                        <th scope="col">"What"</th>
                        <th scope="col">"On"</th>
                        <th scope="col">"Old Value"</th>
                        <th scope="col">"New Value"</th>
                        <th scope="col">"Network Address"</th>
                    </tr>
                </thead>
                <tbody>
                    <For
                        each=move || paged.rows()
                        key=|event| event.number
                        children=row
                    />
                </tbody>
            </table>
        </div>
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
