//! Lists whose entries are kept while others come and go.

use leptos::prelude::*;

/// One view per id. An entry that remains keeps its elements and so the focus. All lists share this component; otherwise each
/// would compile the comparing and moving again.
#[component]
pub fn Each(
    /// The ids in order, without duplicates.
    #[prop(into)]
    ids: Signal<Vec<u32>>,
    /// Creates the view of one.
    #[prop(into)]
    row: Callback<u32, AnyView>,
) -> impl IntoView {
    view! { <For each=move || ids.get() key=|id| *id children=move |id| row.run(id) /> }
}
