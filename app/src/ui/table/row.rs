//! One slot of the table.

use super::Shared;
use crate::ui::reactive::memo;
use leptos::prelude::*;

/// A row slot. It shows the row whose position modulo the number of slots is the slot's own, so that scrolling by one row changes
/// only one slot.
#[component]
pub fn TableRow(
    /// The slot's number.
    number: usize,
    shared: Shared,
    count: Signal<usize>,
    numeric: Vec<bool>,
    cells: Callback<Signal<usize>, Vec<AnyView>>,
    row_class: Option<Callback<usize, &'static str>>,
) -> impl IntoView {
    let position = memo(move || {
        let (start, slots) = (shared.start.get(), shared.slots.get().max(1));
        start + (number + slots - start % slots) % slots
    });
    let class = move || match row_class {
        Some(class) if position.get() < count.get() => ["vt-row ", class.run(position.get())].concat(),
        _ => String::from("vt-row"),
    };
    let is_blank = move || position.get() >= count.get();
    let place = move || {
        let top = super::scroll::float(position.get()) * shared.row.get() + shared.shift.get();
        ["translateY(", &crate::ui::dom::pixels(top), ")"].concat()
    };
    let cell = |(view, numeric)| {
        view! { <div class="vt-cell" class:numeric=numeric role="cell">{view}</div> }.into_any()
    };
    view! {
        <div
            class=move || class()
            role="row"
            aria-rowindex=move || position.get() + 2
            hidden=move || is_blank()
            style:transform=move || place()
        >
            {cells.run(position.into()).into_iter().zip(numeric).map(cell).collect::<Vec<_>>()}
        </div>
    }
}
