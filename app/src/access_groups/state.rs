//! What the page shows.

use std::sync::Arc;

use leptos::prelude::*;
use model::access::{Entry, GroupId};
use model::groups::{Group, Member, PermissionSet, Tree};

use super::{AllGroups, access_groups};
use crate::loading::Loading;
use crate::ui::memo;

/// The page's content, and the chosen group.
#[derive(Clone, Copy)]
pub(super) struct State {
    pub all: Loading<AllGroups>,
    pub tree: Memo<Arc<Tree>>,
    pub chosen: RwSignal<Option<GroupId>>,
}

impl State {
    pub fn new() -> Self {
        let all = Loading::new(access_groups);
        let tree = memo(move || Arc::new(Tree::new(all.read(|all| all.groups.clone()).unwrap_or_default())));
        Self { all, tree, chosen: RwSignal::new(None) }
    }

    /// The chosen group; the topmost one if it is gone.
    pub fn group(self) -> Option<Group> {
        self.tree.with(|tree| {
            let chosen = self.chosen.get().and_then(|chosen| tree.get(chosen));
            chosen.or_else(|| tree.get(*tree.tops().first()?)).cloned()
        })
    }

    pub fn path(self, group: GroupId) -> String {
        self.tree.with(|tree| tree.path(group))
    }

    pub fn members(self) -> Vec<Member> {
        self.all.read(|all| all.members.clone()).unwrap_or_default()
    }

    pub fn sets(self) -> Vec<PermissionSet> {
        self.all.read(|all| all.sets.clone()).unwrap_or_default()
    }

    /// An entry in words: `All / Tokyo: Licenses, Use`.
    pub fn told(self, entry: &Entry) -> String {
        format!("{}: {}, {}", self.path(entry.group), entry.object.label(), entry.level.label())
    }
}

/// A tree without a group and all below it, to which the group could be moved.
pub(super) fn without(tree: &Tree, group: GroupId) -> Tree {
    let stays = |other: &&Group| !tree.is_within(other.id, group);
    Tree::new(tree.groups().iter().filter(stays).cloned().collect())
}
