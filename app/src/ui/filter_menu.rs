//! A filter: a button that opens a list of checkboxes.

use super::keyed_list::Each;
use super::reactive::memo;
use super::{Checkbox, PanelButton, SearchInput, dom};
use crate::later::{Part, later, part};
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

/// The fewest options with a search box.
const SEARCHABLE: usize = 9;
/// The most options that are drawn; the search finds the others.
const DRAWN: usize = 200;

/// One option of a [`FilterMenu`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Identifies it in `chosen`.
    pub id: u32,
    /// The visible text.
    pub label: String,
    /// The number of rows that it would show, if known.
    pub count: Option<u64>,
}

/// A multiple choice behind a button such as "Status", which shows how many are chosen.
#[component]
pub fn FilterMenu(
    /// The name of the filter.
    #[prop(into)]
    label: Signal<String>,
    /// The options, in order.
    #[prop(into)]
    options: Signal<Vec<Choice>>,
    /// The ids of the chosen ones; none means no filter.
    #[prop(into)]
    chosen: Signal<Vec<u32>>,
    /// Called with the chosen ids after each change.
    #[prop(into)]
    on_change: Callback<Vec<u32>>,
) -> impl IntoView {
    let number = memo(move || chosen.with(Vec::len));
    let name = move || match number.get() {
        0 => label.get(),
        number => [&label.get(), ", ", &number.to_string(), " chosen"].concat(),
    };
    view! {
        <PanelButton label=label name=Signal::derive(name) number=number>
            {later(move || filter_list(label, options, chosen, on_change))}
        </PanelButton>
    }
}

#[wasm_split(on_demand, wasm_split_path = ::leptos::wasm_split, fallible)]
fn filter_list(
    label: Signal<String>,
    options: Signal<Vec<Choice>>,
    chosen: Signal<Vec<u32>>,
    on_change: Callback<Vec<u32>>,
) -> Part {
    let sought = RwSignal::new(String::new());
    let searchable = memo(move || options.with(|options| options.len() >= SEARCHABLE));
    let found = memo(move || {
        let sought = dom::fold(&sought.get());
        let is_found = |choice: &&Choice| dom::fold(&choice.label).contains(&sought);
        options.with(|options| options.iter().filter(is_found).map(|choice| choice.id).collect::<Vec<_>>())
    });
    let drawn = move || found.with(|found| found.iter().take(DRAWN).copied().collect());
    let toggle = move |id: u32, on: bool| {
        let mut ids = chosen.get_untracked();
        ids.retain(|other| *other != id);
        if on {
            ids.push(id);
        }
        on_change.run(ids);
    };
    let row = move |id: u32| {
        let option = move || options.with(|all| all.iter().find(|choice| choice.id == id).cloned());
        let label = move || option().map_or_else(String::new, |choice| choice.label);
        let count = move || option()?.count;
        let checked = move || chosen.with(|ids| ids.contains(&id));
        view! {
            <Checkbox
                label=Signal::derive(label)
                checked=Signal::derive(checked)
                count=Signal::derive(count)
                on_change=move |on| toggle(id, on)
            />
        }
        .into_any()
    };
    part(view! {
        <div role="dialog" aria-label=move || label.get() class="filter-panel">
            {move || searchable.get().then(|| view! {
                <SearchInput
                    label=Signal::derive(move || ["Search ", &label.get()].concat())
                    value=sought
                    on_input=move |text| sought.set(text)
                />
            })}
            <div class="filter-list">
                <Each ids=Signal::derive(drawn) row=row />
                {move || (found.with(Vec::len) > DRAWN).then(|| view! { <p class="hint">"Search to see more"</p> }.into_any())}
                {move || found.with(Vec::is_empty).then(|| view! { <p class="hint">"Nothing found"</p> }.into_any())}
            </div>
            <button
                type="button"
                class="button link"
                disabled=move || chosen.with(Vec::is_empty)
                on:click=move |_| on_change.run(Vec::new())
            >
                "Clear"
            </button>
        </div>
    }
    .into_any())
}
