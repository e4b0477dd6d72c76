//! A searchable list of access groups, until the picker of `app/src/access_groups` takes its place.

use leptos::prelude::*;
use model::access::GroupId;
use model::pools::GroupChoice;

use crate::ui::{SearchInput, dom, memo};

/// At most this many groups are shown at once; a search finds the others.
const MOST: usize = 200;

/// The groups, indented, of which one is chosen.
#[component]
pub(super) fn GroupList(
    /// All groups, each after the one that it lies in.
    groups: Vec<GroupChoice>,
    /// The chosen one.
    chosen: RwSignal<Option<GroupId>>,
) -> impl IntoView {
    let search = RwSignal::new(String::new());
    let name = dom::fresh_id("groups");
    let groups = StoredValue::new(groups);
    let found = memo(move || {
        let sought = search.with(|text| dom::fold(text));
        let is_found = |group: &&GroupChoice| dom::fold(&group.name).contains(sought.trim());
        groups.with_value(|groups| groups.iter().filter(is_found).cloned().collect::<Vec<_>>())
    });
    let option = move |group: GroupChoice| {
        let (id, indent) = (group.id, format!("{}rem", group.depth.min(12)));
        view! {
            <label class="pool-choice" style=("--indent", indent)>
                <input
                    type="radio"
                    name=name.clone()
                    prop:checked=move || chosen.get() == Some(id)
                    on:change=move |_| chosen.set(Some(id))
                />
                <span>{group.name}</span>
            </label>
        }
        .into_any()
    };
    let options = move || found.get().into_iter().take(MOST).map(&option).collect::<Vec<_>>();
    let left = move || found.with(|found| found.len().saturating_sub(MOST));
    view! {
        <SearchInput label="Search access groups" value=search on_input=move |typed| search.set(typed) />
        <div class="pool-choices" role="radiogroup" aria-label="Access group">{options}</div>
        <p class="hint" role="status">
            {move || match (found.with(Vec::is_empty), left()) {
                (true, _) => "No access group matches.".to_owned(),
                (_, 0) => String::new(),
                (_, left) => format!("{left} more: type part of the name."),
            }}
        </p>
    }
}
