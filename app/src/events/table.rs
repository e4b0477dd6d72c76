//! The events, one row each.

use leptos::prelude::*;
use model::event::{Entry, Object};
use model::table::Table;

use super::filters::{Asked, NAME};
use crate::paged::Paged;
use crate::tables::{ListOf, arranged};
use crate::ui::{Instant, Shown, kept_rows, plain_row};

/// Returns the table of the events loaded so far; more rows are added below.
pub(super) fn table(paged: Paged<Entry>, asked: Asked) -> AnyView {
    let rows = move |shown: Shown| kept_rows(move || paged.rows(), move |event| row(shown, event));
    arranged(ListOf::new(Table::Events, NAME), Some(asked.order()), paged.busy(), None, rows)
}

fn row(shown: Shown, event: Entry) -> AnyView {
    plain_row(shown, move |id| match id {
        "time" => view! { <Instant at=event.at /> }.into_any(),
        "who" => event.who.clone().into_any(),
        "what" => event.kind.label().into_any(),
        "on" => {
            let (name, object) = (event.object_name.clone(), event.object.map(Object::label));
            view! { {name} <div class="hint">{object}</div> }.into_any()
        }
        "old" => event.old.clone().into_any(),
        "new" => event.new.clone().into_any(),
        _ => event.network_address.clone().into_any(),
    })
}
