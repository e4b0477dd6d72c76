//! One slot of the table.

use super::Shared;
use leptos::prelude::*;

/// A row slot: shows the row whose position leaves the same rest as the slot, so that scrolling by one row changes one
/// slot only.
#[component]
pub fn TableRow(
    /// Number of the slot.
    number: usize,
    shared: Shared,
    count: Signal<usize>,
    row_height: f64,
    numeric: Vec<bool>,
    cells: Callback<Signal<usize>, Vec<AnyView>>,
    row_class: Option<Callback<usize, &'static str>>,
) -> impl IntoView {
    let position = Memo::new(move |_| {
        let (start, slots) = (shared.start.get(), shared.slots.get().max(1));
        start + (number + slots - start % slots) % slots
    });
    let class = move || match row_class {
        Some(class) if position.get() < count.get() => ["vt-row ", class.run(position.get())].concat(),
        _ => String::from("vt-row"),
    };
    let place = move || {
        let top = super::scroll::float(position.get()) * row_height + shared.shift.get();
        ["translateY(", &crate::ui::dom::pixels(top), ")"].concat()
    };
    let cell =
        |(view, numeric)| view! { <div class="vt-cell" class:numeric=numeric role="cell">{view}</div> };
    view! {
        <div
            class=class
            role="row"
            aria-rowindex=move || position.get() + 2
            hidden=move || { position.get() >= count.get() }
            style:transform=place
        >
            {cells.run(position.into()).into_iter().zip(numeric).map(cell).collect_view()}
        </div>
    }
}
