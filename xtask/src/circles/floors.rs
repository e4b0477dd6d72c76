//! The floors of `crates/store`: a room uses those below it.

use std::collections::BTreeMap;
use std::path::Path;

use super::graph::{line, told};
use super::tree::{Edge, Id, Tree};

/// The rooms, from the ground up. `text` and `testing`, which are beside the house, are not included.
const FLOORS: &[&[&str]] = &[
    &["db"],
    &["events"],
    &["critical_alerts", "groups", "tables"],
    &["people", "pools"],
    &["organizations"],
    &["sign_in"],
    &["deployments"],
    &["licenses", "import"],
    &["console", "demo"],
];

/// Reports each room that imports from one that is not below it, with the line.
pub fn findings(tree: &Tree, edges: &[Edge]) -> Vec<String> {
    let room_of = |id| tree.line(id).get(1).map(|room| tree.module(*room).name.as_str());
    let floor_of = |room: &str| FLOORS.iter().position(|floor| floor.contains(&room));
    let climbs = |edge: &&Edge| match (room_of(edge.from), room_of(edge.to)) {
        (Some(from), Some(to)) if from != to => match (floor_of(from), floor_of(to)) {
            (Some(from), Some(to)) => from <= to,
            _ => false,
        },
        _ => false,
    };
    let mut between: BTreeMap<[&Path; 2], Vec<&Edge>> = BTreeMap::new();
    for edge in edges.iter().filter(climbs) {
        let files = [edge.from, edge.to].map(|id: Id| tree.module(id).file.as_path());
        between.entry(files).or_default().push(edge);
    }
    let of_pair = |([_, to], edges): (&[&Path; 2], &Vec<&Edge>)| {
        told(edges)
            .into_iter()
            .map(|edge| format!("{} ({})", line(tree, edge), to.display()))
            .collect::<Vec<_>>()
    };
    let lines: Vec<String> = between.iter().flat_map(of_pair).collect();
    if lines.is_empty() {
        return Vec::new();
    }
    vec![format!("Rooms of crates/store import from the same floor or a higher one:\n{}", lines.join("\n"))]
}
