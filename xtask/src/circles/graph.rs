//! Finds the circles among modules.

use std::collections::{BTreeMap, BTreeSet};

use super::tree::{Edge, Id, Tree};

/// The imports between modules, by importing module and imported one.
type Between<'a> = BTreeMap<(Id, Id), Vec<&'a Edge>>;

/// Describes each circle: its modules, and the lines that close it.
pub fn findings(tree: &Tree, edges: &[Edge]) -> Vec<String> {
    let mut between = Between::new();
    for edge in edges {
        let is_above = |one, other| tree.line(one).contains(&other);
        if !is_above(edge.from, edge.to) && !is_above(edge.to, edge.from) {
            between.entry((edge.from, edge.to)).or_default().push(edge);
        }
    }
    circles(&between).iter().map(|circle| message(tree, &between, circle)).collect()
}

/// The sets of modules that all lead to each other.
fn circles(between: &Between<'_>) -> Vec<BTreeSet<Id>> {
    let nodes: BTreeSet<Id> = between.keys().map(|(from, _)| *from).collect();
    let reach: BTreeMap<Id, BTreeSet<Id>> =
        nodes.iter().map(|node| (*node, reached(between, *node))).collect();
    let mut circles: Vec<BTreeSet<Id>> = Vec::new();
    for (node, reached) in &reach {
        if !reached.contains(node) || circles.iter().any(|circle| circle.contains(node)) {
            continue;
        }
        let leads_back = |other: &&Id| reach.get(other).is_some_and(|reached| reached.contains(node));
        circles.push(reached.iter().filter(leads_back).copied().collect());
    }
    circles
}

/// All modules that one leads to, including itself if it is in a circle.
fn reached(between: &Between<'_>, start: Id) -> BTreeSet<Id> {
    let mut reached = BTreeSet::new();
    let mut open = vec![start];
    while let Some(node) = open.pop() {
        for (_, to) in between.range((node, Id::MIN)..=(node, Id::MAX)).map(|(pair, _)| pair) {
            if reached.insert(*to) {
                open.push(*to);
            }
        }
    }
    reached
}

fn message(tree: &Tree, between: &Between<'_>, circle: &BTreeSet<Id>) -> String {
    let names: Vec<String> = circle.iter().map(|id| tree.path(*id)).collect();
    let mut lines = vec![format!("A circle of {}:", names.join(", "))];
    for ((from, to), edges) in between {
        if circle.contains(from) && circle.contains(to) {
            lines.push(format!("  {} → {}", tree.path(*from), tree.path(*to)));
            lines.extend(told(edges).into_iter().map(|edge| line(tree, edge)));
        }
    }
    lines.join("\n")
}

/// The imports among these edges, all between the same two modules; the paths in code if there are none.
pub fn told<'a>(edges: &[&'a Edge]) -> Vec<&'a Edge> {
    let has_import = edges.iter().any(|edge| edge.is_import);
    edges.iter().copied().filter(|edge| edge.is_import || !has_import).collect()
}

/// The place of an import, and the imported path.
pub fn line(tree: &Tree, edge: &Edge) -> String {
    format!("    {}:{} {}", tree.module(edge.from).file.display(), edge.line, edge.path)
}
