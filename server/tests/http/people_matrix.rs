//! Expected responses about users, invitations and roles for each kind of caller.

use app::invitation::{AcceptInvitation, Accepting, NewAccount, SeeInvitation};
use app::organization::{
    AddSubOrganization, MovableLicenses, MoveLicenses, RenameOrganization, SeeOrganization,
};
use app::roles::{AddRole, EditRole, RemoveRole, RoleDraft, Roles};
use app::users::{
    ChangeUserRole, EndUserSessions, InviteUser, LeaveOrganization, RemoveUser, ResendInvitation,
    RolesToGive, TransferSuperAdmin, UnlinkUser, Users, WithdrawInvitation,
};
use model::user::WantedUsers;
use store::people::invitation::InvitationToken;

use crate::customer_roles::INVITED;
use crate::matrix::{Row, function, page};
use crate::world::World;

/// Nobody, whoever asks.
const NOBODY: &str = "1 .... .. .... . .";
/// People with Full Access on people and roles in their own organization.
const FULL: &str = "1 .... 22 2..2 2 .";
/// The only one with that access in the customer.
const PARENT: &str = "1 .... .2 .... . .";
/// The same, with a message about why they may not.
const TOLD: &str = "1 .... .x .... . .";

/// The rows, in the order of PEOPLE: signed out · removed, none, viewer, admin · branch, parent · distributor, partner
/// viewer, reseller, other · vendor · solo.
pub fn rows(world: &World) -> Vec<Row> {
    [pages(), users(world), invitations(world), roles(world), organizations(world)]
        .into_iter()
        .flatten()
        .collect()
}

/// The row that takes everybody out of their organization.
pub fn leave() -> Row {
    function("/api/leave-organization", &LeaveOrganization {}, "1 .222 22 2222 2 .")
}

fn pages() -> Vec<Row> {
    vec![
        page("/users", "3 .... 22 2..2 2 ."),
        page("/roles", "3 .... 22 2..2 2 ."),
        page("/organization", "3 .... 22 2..2 2 ."),
        page("/invitation", "2 2222 22 2222 2 2"),
    ]
}

fn users(world: &World) -> Vec<Row> {
    let (base, crew) = (&world.base, &world.crew);
    let give = |organization| RolesToGive { organization };
    let viewer = world.users["viewer"];
    let change = |organization, user, role| ChangeUserRole { organization, user, role };
    let remove = |organization, user| RemoveUser { organization, user };
    let end = |organization, user| EndUserSessions { organization, user };
    let unlink = |organization, user| UnlinkUser { organization, user };
    let transfer = TransferSuperAdmin { to: viewer, password: Some("wrong".into()) };
    vec![
        function("/api/users", &Users { wanted: WantedUsers::default() }, FULL),
        function("/api/roles-to-give", &give(base.customer), PARENT),
        // People who also have the level on sub-organizations.
        function("/api/roles-to-give", &give(base.sub), "1 .... 22 .... . ."),
        function("/api/roles-to-give", &give(base.other_customer), NOBODY),
        function("/api/roles-to-give", &give(world.missing), NOBODY),
        function("/api/change-user-role", &change(base.customer, viewer, world.viewer_role), PARENT),
        // Admin is above a custom role with the same levels.
        function("/api/change-user-role", &change(base.customer, viewer, crew.admin), TOLD),
        function("/api/change-user-role", &change(base.customer, world.missing, crew.user), NOBODY),
        function("/api/change-user-role", &change(base.customer, viewer, world.missing), NOBODY),
        function("/api/change-user-role", &change(base.other_customer, viewer, crew.user), NOBODY),
        function("/api/end-user-sessions", &end(base.customer, world.users["spare"]), PARENT),
        function("/api/end-user-sessions", &end(base.customer, world.missing), NOBODY),
        function("/api/end-user-sessions", &end(base.sub, viewer), NOBODY),
        function("/api/end-user-sessions", &end(base.other_customer, viewer), NOBODY),
        function("/api/unlink-user", &unlink(base.customer, world.users["spare"]), PARENT),
        function("/api/unlink-user", &unlink(base.customer, world.missing), NOBODY),
        function("/api/unlink-user", &unlink(base.sub, viewer), NOBODY),
        function("/api/unlink-user", &unlink(base.other_customer, viewer), NOBODY),
        function("/api/remove-user", &remove(base.customer, world.users["spare"]), PARENT),
        function("/api/remove-user", &remove(base.customer, world.missing), NOBODY),
        function("/api/remove-user", &remove(base.sub, viewer), NOBODY),
        // None of these people is a Super Admin.
        function("/api/transfer-super-admin", &transfer, NOBODY),
    ]
}

fn invitations(world: &World) -> Vec<Row> {
    let (base, crew) = (&world.base, &world.crew);
    let invite = |organization, role| InviteUser { organization, email: "same@example.org".into(), role };
    let account = || Accepting::New(NewAccount { name: "Newton".into(), password: "short".into() });
    let password = || Accepting::Password("violet gravel teapot".into());
    let unknown = InvitationToken([0; 32]).to_text();
    let see = |token: &str| SeeInvitation { token: token.into() };
    let accept = |token: &str, given| AcceptInvitation { token: token.into(), given };
    let known = INVITED.to_text();
    vec![
        function("/api/invite-user", &invite(base.customer, crew.user), PARENT),
        function("/api/invite-user", &invite(base.customer, crew.admin), TOLD),
        function("/api/invite-user", &invite(base.other_customer, crew.user), NOBODY),
        function("/api/invite-user", &invite(base.customer, world.missing), NOBODY),
        // The link is enough to see what it is for.
        function("/api/see-invitation", &see(&known), "2 2222 22 2222 2 2"),
        function("/api/see-invitation", &see(&unknown), ". .... .. .... . ."),
        function("/api/see-invitation", &see("nonsense"), ". .... .. .... . ."),
        function("/api/accept-invitation", &accept(&unknown, account()), ". .... .. .... . ."),
        // It is for a different person than all of these.
        function("/api/accept-invitation", &accept(&known, Accepting::SignedIn), "1 xxxx xx xxxx x x"),
        // Their sessions apply to all their organizations.
        function("/api/accept-invitation", &accept(&known, password()), "1 .... .. .... . ."),
        function("/api/accept-invitation", &accept(&known, account()), "x xxxx xx xxxx x x"),
        function("/api/resend-invitation", &ResendInvitation { invitation: crew.spare_invitation }, PARENT),
        function("/api/resend-invitation", &ResendInvitation { invitation: world.missing }, NOBODY),
        function(
            "/api/withdraw-invitation",
            &WithdrawInvitation { invitation: crew.spare_invitation },
            PARENT,
        ),
        function("/api/withdraw-invitation", &WithdrawInvitation { invitation: crew.invitation }, PARENT),
        function("/api/withdraw-invitation", &WithdrawInvitation { invitation: world.missing }, NOBODY),
    ]
}

fn roles(world: &World) -> Vec<Row> {
    let crew = &world.crew;
    let draft = || RoleDraft { name: "The same for all".into(), ..RoleDraft::default() };
    let other = || RoleDraft { name: "Another".into(), ..RoleDraft::default() };
    let before = || RoleDraft { name: "Spare".into(), ..RoleDraft::default() };
    let edit = |role, draft| EditRole { role, before: before(), draft };
    vec![
        function("/api/roles", &Roles {}, FULL),
        // Each in their own organization.
        function("/api/add-role", &AddRole { draft: draft() }, FULL),
        function("/api/add-role", &AddRole { draft: RoleDraft::default() }, "1 .... xx x..x x ."),
        function("/api/edit-role", &edit(crew.spare, other()), PARENT),
        // It has changed since it was opened.
        function("/api/edit-role", &edit(crew.spare, draft()), TOLD),
        function("/api/edit-role", &edit(crew.user, other()), TOLD),
        function("/api/edit-role", &edit(world.missing, other()), NOBODY),
        function("/api/remove-role", &RemoveRole { role: world.viewer_role }, TOLD),
        function("/api/remove-role", &RemoveRole { role: crew.spare }, PARENT),
        function("/api/remove-role", &RemoveRole { role: world.missing }, NOBODY),
    ]
}

fn organizations(world: &World) -> Vec<Row> {
    let base = &world.base;
    let rename = |organization, name: &str| RenameOrganization { organization, name: name.into() };
    let movable = |organization| MovableLicenses { organization, search: String::new() };
    let move_to = |license, to| MoveLicenses { licenses: vec![license], from: base.customer, to };
    vec![
        function("/api/see-organization", &SeeOrganization {}, FULL),
        // Renamed to its current name: nothing changes.
        function("/api/rename-organization", &rename(base.customer, "Customer"), PARENT),
        function("/api/rename-organization", &rename(base.customer, "Reseller"), TOLD),
        function("/api/rename-organization", &rename(base.sub, "Customer North"), "1 .... 22 .... . ."),
        function("/api/rename-organization", &rename(base.other_customer, "Mine"), NOBODY),
        function("/api/rename-organization", &rename(world.missing, "Mine"), NOBODY),
        // A sub-organization can't have its own, and no two organizations may have the same name.
        function(
            "/api/add-sub-organization",
            &AddSubOrganization { name: "Customer".into() },
            "1 .... xx x..x x .",
        ),
        function("/api/movable-licenses", &movable(base.customer), PARENT),
        function("/api/movable-licenses", &movable(base.sub), "1 .... 22 .... . ."),
        function("/api/movable-licenses", &movable(base.other_customer), NOBODY),
        function("/api/move-licenses", &move_to(world.license, base.customer), "1 .... xx x..x x ."),
        function("/api/move-licenses", &move_to(world.foreign, base.sub), NOBODY),
        function("/api/move-licenses", &move_to(world.license, base.other_customer), NOBODY),
        function("/api/move-licenses", &move_to(world.missing, base.sub), NOBODY),
    ]
}
