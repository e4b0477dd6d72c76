//! The dialogs of the page.

mod merge;
mod move_to;
mod rename;
mod split;
mod tags;

use leptos::prelude::*;
use model::LicenseId;
use model::pools::Pool;

use self::merge::MergeDialog;
use self::move_to::MoveDialog;
use self::rename::RenameDialog;
use self::split::SplitDialog;
use self::tags::{TagsDialog, Things};
use super::selection::Selection;
use super::state::State;

/// What each dialog is about; None while it is closed.
#[derive(Clone, Copy)]
pub(super) struct Asking {
    pub move_to: RwSignal<Option<Vec<Pool>>>,
    pub merge: RwSignal<Option<Vec<Pool>>>,
    pub rename: RwSignal<Option<Pool>>,
    pub split: RwSignal<Option<(Pool, Vec<LicenseId>)>>,
    tags: RwSignal<Option<Things>>,
}

impl Asking {
    pub fn new() -> Self {
        Self {
            move_to: RwSignal::new(None),
            merge: RwSignal::new(None),
            rename: RwSignal::new(None),
            split: RwSignal::new(None),
            tags: RwSignal::new(None),
        }
    }

    /// Asks for the tags of the selected pools or, without any, licenses.
    pub fn ask_tags(self, selection: Selection) {
        self.tags.set(Some(Things::of(selection)));
    }
}

/// All dialogs.
#[component]
pub(super) fn Dialogs(state: State, asking: Asking) -> impl IntoView {
    view! {
        <MoveDialog state=state about=asking.move_to />
        <SplitDialog state=state about=asking.split />
        <MergeDialog state=state about=asking.merge />
        <RenameDialog state=state about=asking.rename />
        <TagsDialog state=state about=asking.tags />
    }
}
