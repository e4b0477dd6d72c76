//! The tree on the screen: which of its groups are visible, and how the keys lead through them.

use std::collections::{HashMap, HashSet};

use super::Group;
use crate::access::GroupId;

/// The groups of a reader's tree, indexed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    groups: Vec<Group>,
    place: HashMap<GroupId, usize>,
    /// The groups below each, in the order of the screen; those at which the tree begins are below None.
    below: HashMap<Option<GroupId>, Vec<GroupId>>,
}

/// A group that is visible, as a tree tells it to a screen reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The group.
    pub id: GroupId,
    /// How deep it lies, from 1.
    pub level: usize,
    /// Its place among those beside it, from 1.
    pub position: usize,
    /// How many these are, with it.
    pub size: usize,
    /// Whether it is open; None if nothing is below it.
    pub open: Option<bool>,
}

impl Tree {
    /// Indexes groups. Those beside each other keep their order; a group whose parent is missing begins a tree.
    pub fn new(groups: Vec<Group>) -> Self {
        let place: HashMap<GroupId, usize> =
            groups.iter().enumerate().map(|(place, group)| (group.id, place)).collect();
        let mut below: HashMap<Option<GroupId>, Vec<GroupId>> = HashMap::new();
        for group in &groups {
            let parent = group.parent.filter(|parent| place.contains_key(parent));
            below.entry(parent).or_default().push(group.id);
        }
        Self { groups, place, below }
    }

    /// All groups, in the order in which they came.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The group of that number.
    pub fn get(&self, id: GroupId) -> Option<&Group> {
        self.place.get(&id).and_then(|place| self.groups.get(*place))
    }

    /// The groups at which the tree begins.
    pub fn tops(&self) -> &[GroupId] {
        self.below(None)
    }

    /// The groups directly below one, or those at which the tree begins.
    pub fn below(&self, id: Option<GroupId>) -> &[GroupId] {
        self.below.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The group with all above it in this tree, from below; empty if it is not there.
    pub fn line(&self, id: GroupId) -> Vec<GroupId> {
        let mut line = Vec::new();
        let mut next = self.get(id);
        while let Some(group) = next.filter(|group| !line.contains(&group.id)) {
            line.push(group.id);
            next = group.parent.and_then(|parent| self.get(parent));
        }
        line
    }

    /// The names from the top down, such as `All / Japan / Tokyo`; empty if the group is not there.
    pub fn path(&self, id: GroupId) -> String {
        let line = self.line(id);
        let names = line.iter().rev().filter_map(|id| self.get(*id)).map(|group| group.name.as_str());
        names.collect::<Vec<_>>().join(" / ")
    }

    /// Returns whether `id` is `above` itself or lies below it.
    pub fn is_within(&self, id: GroupId, above: GroupId) -> bool {
        self.line(id).contains(&above)
    }

    /// The visible groups from the top down: those that begin the tree, and those below open ones.
    pub fn visible(&self, open: &HashSet<GroupId>) -> Vec<Node> {
        let mut visible = Vec::new();
        self.add_below(None, 1, open, &mut visible);
        visible
    }

    fn add_below(
        &self,
        parent: Option<GroupId>,
        level: usize,
        open: &HashSet<GroupId>,
        visible: &mut Vec<Node>,
    ) {
        let beside = self.below(parent);
        for (position, id) in (1..).zip(beside) {
            let is_open = (!self.below(Some(*id)).is_empty()).then(|| open.contains(id));
            visible.push(Node { id: *id, level, position, size: beside.len(), open: is_open });
            if is_open == Some(true) {
                self.add_below(Some(*id), level + 1, open, visible);
            }
        }
    }

    /// The next visible group after `from` whose name begins with `typed`, in any case; the search goes on at the top. A single
    /// letter leaves `from`, more of them may stay.
    pub fn named_next(&self, visible: &[Node], from: GroupId, typed: &str) -> Option<GroupId> {
        let typed = typed.to_lowercase();
        let here = visible.iter().position(|node| node.id == from).unwrap_or_default();
        let start = if typed.chars().count() == 1 { here + 1 } else { here };
        let turn = (0..visible.len()).map(|step| (start + step) % visible.len());
        let matches =
            |id: GroupId| self.get(id).is_some_and(|group| group.name.to_lowercase().starts_with(&typed));
        turn.filter_map(|place| visible.get(place)).map(|node| node.id).find(|id| matches(*id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(id: GroupId, parent: Option<GroupId>, name: &str) -> Group {
        Group { id, parent, name: name.to_owned(), version: 0, members: 0, pools: 0 }
    }

    fn tree() -> Tree {
        Tree::new(vec![
            group(1, None, "All"),
            group(2, Some(1), "Japan"),
            group(5, Some(1), "Austria"),
            group(3, Some(2), "Tokyo"),
            group(4, Some(2), "Osaka"),
        ])
    }

    fn ids(nodes: &[Node]) -> Vec<GroupId> {
        nodes.iter().map(|node| node.id).collect()
    }

    #[test]
    fn only_groups_below_open_ones_are_visible() {
        let tree = tree();
        assert_eq!(ids(&tree.visible(&HashSet::new())), [1]);
        assert_eq!(ids(&tree.visible(&HashSet::from([2]))), [1], "the one above is closed");
        assert_eq!(ids(&tree.visible(&HashSet::from([1]))), [1, 2, 5]);
        let all = tree.visible(&HashSet::from([1, 2, 3]));
        assert_eq!(ids(&all), [1, 2, 3, 4, 5]);
        assert_eq!(all[3], Node { id: 4, level: 3, position: 2, size: 2, open: None });
        assert_eq!(all[1], Node { id: 2, level: 2, position: 1, size: 2, open: Some(true) });
    }

    #[test]
    fn paths_begin_where_the_tree_does() {
        assert_eq!((tree().path(3).as_str(), tree().path(9).as_str()), ("All / Japan / Tokyo", ""));
        assert!(tree().is_within(3, 2) && tree().is_within(2, 2) && !tree().is_within(2, 3));
        let branch = Tree::new(vec![group(2, Some(1), "Japan"), group(3, Some(2), "Tokyo")]);
        assert_eq!((branch.tops(), branch.path(3).as_str()), (&[2][..], "Japan / Tokyo"));
    }

    #[test]
    fn typing_leads_to_the_next_name() {
        let tree = tree();
        let visible = tree.visible(&HashSet::from([1, 2]));
        for (from, typed, found) in
            [(1, "a", Some(5)), (5, "a", Some(1)), (1, "al", Some(1)), (4, "TO", Some(3)), (1, "x", None)]
        {
            assert_eq!(tree.named_next(&visible, from, typed), found, "{typed} from {from}");
        }
        assert_eq!(tree.named_next(&[], 1, "a"), None);
    }
}
