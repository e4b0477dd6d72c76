//! Chooses a group, in a form.

use std::sync::Arc;

use leptos::prelude::*;
use model::access::GroupId;
use model::groups::Tree;

use super::tree::GroupsTree;
use crate::ui::{Glyph, Icon};

/// A tree in which one group is chosen, with the path of the chosen one.
#[component]
pub fn GroupPicker(
    /// The groups to choose from.
    #[prop(into)]
    tree: Signal<Arc<Tree>>,
    /// The accessible name, also a heading.
    label: &'static str,
    /// The chosen group.
    chosen: RwSignal<Option<GroupId>>,
    /// Says what is wrong with the choice.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// Takes the focus when it appears.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let path = move || {
        let path = chosen.get().map(|chosen| tree.with(|tree| tree.path(chosen)));
        path.filter(|path| !path.is_empty()).unwrap_or_else(|| "Nothing chosen yet".to_owned())
    };
    view! {
        <div class="field" class:invalid=move || error.with(Option::is_some)>
            <span class="tree-label">{label}</span>
            <GroupsTree tree=tree label=label chosen=chosen autofocus=autofocus />
            <p class="hint" aria-live="polite">{path}</p>
            <p class="field-error" aria-live="polite" hidden=move || error.with(Option::is_none)>
                <Icon glyph=Glyph::Warning />
                <span>{move || error.get()}</span>
            </p>
        </div>
    }
}
