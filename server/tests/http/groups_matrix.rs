//! Expected responses about access groups and permission sets for each kind of caller.

use app::access_groups::{
    AccessGroups, CreateGroup, GivePermissionSet, GroupContents, GroupTree, MoveGroup, PreviewMember,
    RemoveGroup, RemovePermissionSet, RenameGroup, SavePermissionSet, SetHomeGroup, TakePermissionSet,
};
use model::groups::{Contents, SetDraft};

use crate::matrix::{Row, function};
use crate::world::World;

/// Nobody, whoever asks.
const NOBODY: &str = "1 .... .. .... . .";
/// People with Full Access on licenses, in their own organization.
const FULL: &str = "1 ...2 22 2..2 2 .";
/// The same, with a message about their input.
const FULL_TOLD: &str = "1 ...x xx x..x x .";
/// Those in the customer.
const OWN: &str = "1 ...2 .2 .... . .";
/// The same, with a message about their input.
const OWN_TOLD: &str = "1 ...x .x .... . .";

/// The rows, in the order of PEOPLE: signed out · removed, none, viewer, admin · branch, parent · distributor, partner
/// viewer, reseller, other · vendor · solo.
pub fn rows(world: &World) -> Vec<Row> {
    [tree(world), members(world), sets(world)].into_iter().flatten().collect()
}

fn tree(world: &World) -> Vec<Row> {
    let (root, group, missing) = (world.root_group, world.group, world.missing);
    let create = |parent| CreateGroup { parent, name: String::new() };
    let rename = |group| RenameGroup { group, version: 0, name: "Tokyo".into() };
    let shift = |group, to| MoveGroup { group, version: 0, to };
    let remove = |group| RemoveGroup { group, version: 0, told: Contents::default() };
    vec![
        function("/api/access-groups", &AccessGroups {}, FULL),
        // Also for those who only see pools.
        function("/api/group-tree", &GroupTree {}, "1 ..22 22 2..2 2 ."),
        // Without a name there is no group.
        function("/api/create-group", &create(root), OWN_TOLD),
        function("/api/create-group", &create(missing), NOBODY),
        // Renamed to its current name, and moved to where it is: nothing changes.
        function("/api/rename-group", &rename(group), OWN),
        function("/api/rename-group", &rename(root), OWN_TOLD),
        function("/api/rename-group", &rename(missing), NOBODY),
        function("/api/move-group", &shift(group, root), OWN),
        function("/api/move-group", &shift(group, group), OWN_TOLD),
        function("/api/move-group", &shift(group, missing), NOBODY),
        function("/api/move-group", &shift(missing, root), NOBODY),
        function("/api/group-contents", &GroupContents { group }, OWN),
        function("/api/group-contents", &GroupContents { group: missing }, NOBODY),
        function("/api/remove-group", &remove(root), OWN_TOLD),
        function("/api/remove-group", &remove(missing), NOBODY),
    ]
}

fn members(world: &World) -> Vec<Row> {
    let (root, missing, viewer) = (world.root_group, world.missing, world.users["viewer"]);
    let home = |user, home| SetHomeGroup { user, home };
    vec![
        // Their home already.
        function("/api/set-home-group", &home(viewer, root), OWN),
        function("/api/set-home-group", &home(viewer, missing), NOBODY),
        function("/api/set-home-group", &home(missing, root), NOBODY),
        // Nobody changes their own.
        function("/api/set-home-group", &home(world.parent, root), "1 ...x .x .... . ."),
        function("/api/preview-member", &PreviewMember { user: viewer }, OWN),
        function("/api/preview-member", &PreviewMember { user: missing }, NOBODY),
    ]
}

fn sets(world: &World) -> Vec<Row> {
    let (set, viewer) = (world.missing, world.users["viewer"]);
    let draft = || SetDraft { name: "A set".into(), entries: Vec::new() };
    let save = |edited| SavePermissionSet { edited, draft: draft() };
    vec![
        // Without entries there is no set.
        function("/api/save-permission-set", &save(None), FULL_TOLD),
        function("/api/save-permission-set", &save(Some((set, 0))), NOBODY),
        function("/api/remove-permission-set", &RemovePermissionSet { set }, NOBODY),
        function("/api/give-permission-set", &GivePermissionSet { set, users: vec![viewer] }, NOBODY),
        function("/api/take-permission-set", &TakePermissionSet { set, users: vec![viewer] }, NOBODY),
    ]
}
