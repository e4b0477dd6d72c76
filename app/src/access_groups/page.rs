//! The page `/access-groups`: who sees which licenses of the organization.

use leptos::prelude::*;

use super::details::Details;
use super::group_dialogs::{AddDialog, Asking, MoveDialog, RemoveDialog, RenameDialog};
use super::home::HomeDialog;
use super::members::MembersSection;
use super::preview::PreviewDialog;
use super::sets::SetsSection;
use super::state::State;
use super::tree::{Asked, GroupsTree};
use crate::ui::{PageHeading, effect, memo};

/// Access Groups, for people who manage the licenses of the whole organization.
#[component]
pub fn AccessGroupsPage() -> impl IntoView {
    let state = State::new();
    let asking = Asking::new();
    let is_there = memo(move || state.all.read(|_| ()).is_some());
    // Something is always chosen, so that the arrows have a place to begin.
    effect(move || {
        let chosen = state.chosen.get_untracked();
        let (is_there, top) = state.tree.with(|tree| {
            (chosen.is_some_and(|chosen| tree.get(chosen).is_some()), tree.tops().first().copied())
        });
        if !is_there && top.is_some() {
            state.chosen.set(top);
        }
    });
    let text = "Licenses lie in groups. People see those of their home group and below, and what permission sets add.";
    view! {
        <PageHeading title="Access Groups" text=text />
        {move || (!is_there.get()).then(|| state.all.view(6, "Loading access groups", |_| ().into_any()))}
        {move || is_there.get().then(|| content(state, asking))}
        <AddDialog state=state about=asking.add />
        <RenameDialog state=state about=asking.rename />
        <MoveDialog state=state about=asking.shift />
        <RemoveDialog state=state about=asking.remove />
        <HomeDialog state=state about=asking.home />
        <PreviewDialog state=state about=asking.preview />
    }
}

fn content(state: State, asking: Asking) -> AnyView {
    let ask = move |asked: Asked| {
        // All is always there.
        let Some(group) = state.group().filter(|group| group.parent.is_some()) else { return };
        match asked {
            Asked::Rename => asking.rename.set(Some(group)),
            Asked::Remove => asking.remove.set(Some(group)),
        }
    };
    view! {
        <div class="tree-page">
            <GroupsTree tree=state.tree label="Access groups" chosen=state.chosen on_ask=ask />
            <Details state=state asking=asking />
        </div>
        <SetsSection state=state />
        <MembersSection state=state asking=asking />
    }
    .into_any()
}
