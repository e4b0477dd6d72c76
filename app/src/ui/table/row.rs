//! One slot of the table.

use super::Shared;
use crate::ui::dom::{Listener, narrow, pixels};
use crate::ui::reactive::{effect, memo};
use leptos::html;
use leptos::prelude::*;
use web_sys::Element;

/// The height of a row in rem: two lines of the size `--dense` (`style/tokens.css`) or of badges, plus the border.
const COMFORTABLE: f64 = 2.5;
/// The height of a compact row: one line.
const COMPACT: f64 = 1.75;
/// The seven lines of a card (`style/components/cards.css`).
const CARD: f64 = 10.5;

/// Returns the height of a row in rem. Styles get it as `--vt-row`.
pub fn row_height(is_compact: bool, is_card: bool) -> f64 {
    match (is_card, is_compact) {
        (true, _) => CARD,
        (false, false) => COMFORTABLE,
        (false, true) => COMPACT,
    }
}

/// Returns whether rows are cards now: while the screen is narrow, if the table `can` have them.
pub fn cards(can: bool) -> RwSignal<bool> {
    let query = narrow().filter(|_| can);
    let is_card = RwSignal::new(query.as_ref().is_some_and(web_sys::MediaQueryList::matches));
    if let Some(query) = query {
        let target = query.clone().into();
        // Removed with the table.
        StoredValue::new_local(Listener::new(target, "change", move |_| is_card.set(query.matches())));
    }
    is_card
}

/// Returns the position of the row around an element.
pub fn position(element: &Element) -> Option<usize> {
    let row = element.closest(".vt-row").ok().flatten()?;
    // The table counts its heading as row 1.
    row.get_attribute("aria-rowindex")?.parse::<usize>().ok()?.checked_sub(2)
}

/// A row slot. It shows the row whose position modulo the number of slots is the slot's own, so that scrolling by one row changes
/// only one slot.
#[component]
pub fn TableRow(
    /// The slot's number.
    number: usize,
    shared: Shared,
    count: Signal<usize>,
    cells: Callback<Signal<usize>, AnyView>,
    row_class: Option<Callback<usize, &'static str>>,
    /// Whether rows can be selected: those with the class `selected` are.
    selectable: bool,
) -> impl IntoView {
    let position = memo(move || {
        let (start, slots) = (shared.start.get(), shared.slots.get().max(1));
        start + (number + slots - start % slots) % slots
    });
    let row = NodeRef::<html::Div>::new();
    // One effect for all attributes: a screen has dozens of rows.
    effect(move || {
        let Some(row) = row.get() else { return };
        let at = position.get();
        let is_blank = at >= count.get();
        let class = row_class.filter(|_| !is_blank).map_or("", |class| class.run(at));
        let top = super::scroll::float(at) * shared.row.get() + shared.shift.get();
        row.set_class_name(&["vt-row ", class].concat());
        row.set_hidden(is_blank);
        // Never fails for these names.
        let _ = row.set_attribute("aria-rowindex", &(at + 2).to_string());
        if selectable {
            let is_selected = if class.contains("selected") { "true" } else { "false" };
            let _ = row.set_attribute("aria-selected", is_selected);
        }
        let _ = web_sys::HtmlElement::style(&row)
            .set_property("transform", &["translateY(", &pixels(top), ")"].concat());
    });
    view! { <div node_ref=row class="vt-row" role="row">{cells.run(position.into())}</div> }
}
