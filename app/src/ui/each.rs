//! Lists whose entries stay what they are while others come and go.

use leptos::prelude::*;

/// A view for each of `ids`: one that stays keeps its elements, and with them the focus. All lists of the portal share
/// this one, as each list of its own would bring its comparing and moving along.
#[component]
pub fn Each(
    /// What is listed, in order, each once.
    #[prop(into)]
    ids: Signal<Vec<u32>>,
    /// Makes the view of one.
    #[prop(into)]
    row: Callback<u32, AnyView>,
) -> impl IntoView {
    view! { <For each=move || ids.get() key=|id| *id children=move |id| row.run(id) /> }
}
