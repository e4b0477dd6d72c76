use model::access::{Forbidden, Rank, RoleObject};
use model::person::UserStatus;
use model::user::{User, WantedUsers};
use model::{Action, Actor, Level, Levels, OrganizationId, Permit, Target, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use super::*;
use crate::Db;
use crate::db::entity::{api_token, event, membership, user};
use crate::events::Kind;
use crate::people::{PredefinedRole, add_role, predefined_role};
use crate::sign_in::api_access::{self, ApiToken, NewToken};
use crate::sign_in::hash_password;
use crate::sign_in::session::{self, Token};
use crate::testing::{NOW, TestDb, World, actor, both_databases, level, predefined};

const ADDRESS: &str = "192.0.2.1";
const PASSWORD: &str = "correct horse battery";

fn managing(person: &Actor) -> Permit {
    person.permit(Action::ManageUsers, Target::MyOrganization).unwrap()
}

fn listing(person: &Actor) -> Permit {
    person.permit(Action::ListUsers, Target::MyOrganization).unwrap()
}

fn full() -> Levels {
    Levels::all(Level::FullAccess).with(RoleObject::VendorConsole, Level::None)
}

/// The name of the person's role there.
async fn role_of(db: &Db, user: UserId, organization: OrganizationId) -> Option<String> {
    let held = crate::people::managed_organization::held(db.connection(), organization, user).await.unwrap();
    held.map(|held| held.row.name)
}

/// All events except those of the world's creation: their names.
async fn told(db: &Db) -> Vec<(String, String, String)> {
    let kinds =
        [Kind::MemberRemoved, Kind::MemberRoleChanged, Kind::SuperAdminTransferred, Kind::TokenRevoked];
    let of_kinds = event::Column::Kind.is_in(kinds.map(Kind::name));
    let rows = event::Entity::find().filter(of_kinds).order_by_asc(event::Column::Id).all(db.connection());
    rows.await.unwrap().into_iter().map(|row| (row.kind, row.old, row.new)).collect()
}

/// People of the customer from the highest: its Super Admin, two Admins, a custom role with everything, and a viewer.
struct People5 {
    owner: Actor,
    admin: Actor,
    second: Actor,
    everything: Actor,
    viewer: Actor,
}

impl People5 {
    async fn make(db: &Db, world: &World) -> Self {
        Self {
            owner: predefined(db, "owner", world.customer, PredefinedRole::SuperAdmin).await,
            admin: predefined(db, "admin", world.customer, PredefinedRole::Admin).await,
            second: predefined(db, "second", world.customer, PredefinedRole::Admin).await,
            everything: actor(db, "everything", Some(world.customer), full()).await,
            viewer: actor(
                db,
                "viewer",
                Some(world.customer),
                level(RoleObject::UserManagement, Level::ViewOnly),
            )
            .await,
        }
    }
}

#[both_databases]
async fn nobody_changes_who_stands_above_or_itself(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let people = People5::make(db, &world).await;
    let user = predefined_role(db, world.customer, PredefinedRole::User).await.unwrap();
    let admin = predefined_role(db, world.customer, PredefinedRole::Admin).await.unwrap();
    let change = async |by: &Actor, of: &Actor, to| {
        change_role(db, &managing(by), world.customer, of.user, to, NOW).await
    };
    let take = async |by: &Actor, of: &Actor| remove(db, &managing(by), world.customer, of.user, NOW).await;
    for (by, of) in
        [(&people.admin, &people.owner), (&people.admin, &people.second), (&people.everything, &people.admin)]
    {
        assert!(matches!(change(by, of, user).await, Err(UserError::Forbidden(_))));
        assert!(matches!(take(by, of).await, Err(UserError::Forbidden(_))));
    }
    for oneself in [&people.owner, &people.admin, &people.everything] {
        assert!(matches!(change(oneself, oneself, user).await, Err(UserError::OwnRole)));
        assert!(matches!(take(oneself, oneself).await, Err(UserError::Oneself)));
    }
    // The role itself may be too high.
    let raised = change(&people.everything, &people.viewer, admin).await;
    assert!(matches!(raised, Err(UserError::Forbidden(Forbidden::Admin))));
    assert_eq!(told(db).await, []);

    change(&people.admin, &people.viewer, user).await.unwrap();
    change(&people.owner, &people.second, user).await.unwrap();
    take(&people.admin, &people.everything).await.unwrap();
    assert_eq!(role_of(db, people.viewer.user, world.customer).await.as_deref(), Some("User"));
    assert_eq!(role_of(db, people.second.user, world.customer).await.as_deref(), Some("User"));
    assert_eq!(role_of(db, people.everything.user, world.customer).await, None);
    let expected = [
        ("member-role-changed", "viewer@example.org: viewer", "viewer@example.org: User"),
        ("member-role-changed", "second@example.org: Admin", "second@example.org: User"),
        ("member-removed", "everything@example.org: everything", ""),
    ];
    let expected = expected.map(|(kind, old, new)| (kind.to_owned(), old.to_owned(), new.to_owned()));
    assert_eq!(told(db).await, expected);
    // A permit from before its holder lost their role no longer counts.
    let late = change(&people.everything, &people.viewer, user).await;
    assert!(matches!(late, Err(UserError::Refused(_))));
    let late = change(&people.second, &people.viewer, user).await;
    assert!(matches!(late, Ok(()) | Err(UserError::Forbidden(_))));
}

#[both_databases]
async fn other_organizations_their_people_and_their_roles_are_out_of_reach(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let owner = predefined(db, "owner", world.customer, PredefinedRole::SuperAdmin).await;
    let branch = actor(db, "branch", Some(world.sub), full()).await;
    let stranger = actor(db, "stranger", Some(world.other_customer), Levels::default()).await;
    let member = actor(db, "member", Some(world.customer), Levels::default()).await;
    let foreign = add_role(db, world.other_customer, "Foreign", Levels::default()).await.unwrap();
    let of_sub = predefined_role(db, world.sub, PredefinedRole::User).await.unwrap();
    for (by, organization, user, role) in [
        (&owner, world.other_customer, stranger.user, foreign),
        (&owner, world.customer, stranger.user, foreign),
        (&owner, world.customer, member.user, foreign),
        (&owner, world.customer, member.user, 999_999),
        (&branch, world.customer, member.user, foreign),
        (&branch, world.second_sub, branch.user, of_sub),
    ] {
        let refused = change_role(db, &managing(by), organization, user, role, NOW).await;
        assert!(matches!(refused, Err(UserError::Refused(_))), "{refused:?}");
    }
    for (by, organization, user) in [
        (&owner, world.other_customer, stranger.user),
        (&owner, world.customer, stranger.user),
        (&branch, world.customer, member.user),
    ] {
        let refused = remove(db, &managing(by), organization, user, NOW).await;
        assert!(matches!(refused, Err(UserError::Refused(_))), "{refused:?}");
        let refused = givable(db, &managing(&branch), world.customer).await;
        assert!(matches!(refused, Err(UserError::Refused(_))));
    }
    // A permit to list does not allow changes.
    let refused = remove(db, &listing(&owner), world.customer, member.user, NOW).await;
    assert!(matches!(refused, Err(UserError::Refused(_))));
    // In a sub-organization those who manage users there may.
    change_role(db, &managing(&owner), world.sub, branch.user, of_sub, NOW).await.unwrap();
    remove(db, &managing(&owner), world.sub, branch.user, NOW).await.unwrap();
    assert_eq!(role_of(db, branch.user, world.sub).await, None);
}

#[both_databases]
async fn who_is_removed_is_signed_out_and_who_leaves_goes_on_elsewhere_and_tokens_are_revoked(
    database: TestDb,
) {
    let db = &database.db;
    let world = World::make(db).await;
    let owner = predefined(db, "owner", world.customer, PredefinedRole::SuperAdmin).await;
    let member = actor(db, "member", Some(world.customer), full()).await;
    let elsewhere = add_role(db, world.distributor, "Programs", full()).await.unwrap();
    crate::people::join(db, member.user, world.distributor, elsewhere, NOW).await.unwrap();
    let session = Token([7; 32]);
    crate::testing::open_session(db, member.user, session, NOW).await;
    assert_eq!(
        session::find(db, session, NOW).await.unwrap().unwrap().actor.membership.unwrap().organization,
        world.customer
    );
    let manage = member.permit(Action::ManageApiTokens, Target::MyOrganization).unwrap();
    let [program, other] = [8, 9].map(|byte| ApiToken([byte; 32]));
    let new = |token| NewToken { name: "Export", last_day: None, token };
    api_access::create(db, &manage, new(program), NOW).await.unwrap();
    let there = session::actor(db, member.user, Some(world.distributor)).await.unwrap();
    let there = there.permit(Action::ManageApiTokens, Target::MyOrganization).unwrap();
    api_access::create(db, &there, new(other), NOW).await.unwrap();

    remove(db, &managing(&owner), world.customer, member.user, NOW).await.unwrap();
    assert_eq!(session::find(db, session, NOW).await.unwrap(), None);
    crate::testing::open_session(db, member.user, session, NOW).await;
    let after = session::find(db, session, NOW).await.unwrap().unwrap().actor;
    assert_eq!(after.membership.as_ref().map(|it| it.organization), Some(world.distributor));
    assert_eq!(api_access::find(db, &program.to_text(), NOW).await.unwrap(), None);
    // Their sessions and tokens elsewhere are not affected.
    assert!(api_access::find(db, &other.to_text(), NOW).await.unwrap().is_some());
    let again = remove(db, &managing(&owner), world.customer, member.user, NOW).await;
    assert!(matches!(again, Err(UserError::Refused(_))));

    leave(db, &after, NOW).await.unwrap();
    assert_eq!(api_token::Entity::find().count(db.connection()).await.unwrap(), 0);
    let alone = session::find(db, session, NOW).await.unwrap().unwrap().actor;
    assert_eq!(alone.membership, None);
    assert!(matches!(leave(db, &alone, NOW).await, Err(UserError::Refused(_))));
    let stays = leave(db, &owner, NOW).await;
    assert!(matches!(stays, Err(UserError::Forbidden(Forbidden::SuperAdmin))));
    let kinds: Vec<_> = told(db).await.into_iter().map(|(kind, ..)| kind).collect();
    let expected = ["token-revoked", "member-removed", "token-revoked", "member-removed"];
    assert_eq!(kinds, expected);
}

#[both_databases]
async fn people_are_listed_as_far_as_the_permit_reaches_and_narrowed(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let people = People5::make(db, &world).await;
    let branch = actor(db, "Branch", Some(world.sub), full()).await;
    actor(db, "stranger", Some(world.other_customer), full()).await;
    let names = async |by: &Actor, wanted: WantedUsers| {
        let manage = by.permit(Action::ManageUsers, Target::MyOrganization).ok();
        let list = list(db, &listing(by), manage.as_ref(), &wanted, NOW).await.unwrap();
        let mark = |one: &User| format!("{}{}", one.name, if one.may_change { "*" } else { "" });
        list.users.iter().map(mark).collect::<Vec<_>>()
    };
    let all = || WantedUsers::default();
    let owners = ["admin*", "Branch*", "everything*", "owner", "second*", "viewer*"];
    assert_eq!(names(&people.owner, all()).await, owners);
    let admins = ["admin", "Branch*", "everything*", "owner", "second", "viewer*"];
    assert_eq!(names(&people.admin, all()).await, admins);
    // Without the level on sub-organizations these don't exist, and can't be managed.
    let viewers = ["admin", "everything", "owner", "second", "viewer"];
    assert_eq!(names(&people.viewer, all()).await, viewers);
    assert_eq!(names(&branch, all()).await, ["Branch"]);

    let found = WantedUsers { search: " BRANCH@".into(), ..all() };
    assert_eq!(names(&people.owner, found).await, ["Branch*"]);
    let found = WantedUsers { organizations: vec![world.sub, world.other_customer], ..all() };
    assert_eq!(names(&people.owner, found).await, ["Branch*"]);
    let found = WantedUsers { roles: vec!["Admin".to_owned(), "Nobody's".to_owned()], ..all() };
    assert_eq!(names(&people.owner, found).await, ["admin*", "second*"]);
    assert!(
        names(&people.owner, WantedUsers { status: Some(UserStatus::Pending), ..all() }).await.is_empty()
    );
    assert!(names(&people.owner, WantedUsers { page: 1, ..all() }).await.is_empty());

    let list = list(db, &listing(&people.owner), Some(&managing(&people.owner)), &all(), NOW).await.unwrap();
    assert_eq!((list.found, list.total), (6, 6));
    assert_eq!(list.organizations[0], (world.customer, "Customer".to_owned(), true));
    assert_eq!(list.organizations.len(), 3);
    let owner = list.users.iter().find(|one| one.is_self).unwrap();
    assert_eq!((owner.rank, owner.name.as_str()), (Rank::SuperAdmin, "owner"));
}

#[both_databases]
async fn only_roles_that_are_not_above_are_offered(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let people = People5::make(db, &world).await;
    let manager = level(RoleObject::UserManagement, Level::FullAccess);
    let manager = actor(db, "manager", Some(world.customer), manager).await;
    let names = async |by: &Actor, organization| {
        let givable = givable(db, &managing(by), organization).await.unwrap();
        givable.into_iter().map(|role| role.name).collect::<Vec<_>>()
    };
    let custom = ["everything", "manager", "viewer"];
    let all: Vec<_> = ["Admin", "User"].into_iter().chain(custom).collect();
    assert_eq!(names(&people.owner, world.customer).await, all);
    assert_eq!(names(&people.admin, world.customer).await, all);
    assert_eq!(names(&people.everything, world.customer).await, all[1..]);
    assert_eq!(names(&manager, world.customer).await, ["manager", "viewer"]);
    // Setting up single sign-on needs no User Management, and reaches only the organization itself.
    let guard = level(RoleObject::SecurityManagement, Level::FullAccess);
    let guard = actor(db, "guard", Some(world.customer), guard).await;
    let securing = guard.permit(Action::ManageSecurity, Target::MyOrganization).unwrap();
    let names_for_guard = async |organization| {
        let givable = givable(db, &securing, organization).await;
        givable.map(|roles| roles.into_iter().map(|role| role.name).collect::<Vec<_>>())
    };
    assert_eq!(names_for_guard(world.customer).await.unwrap(), ["guard"]);
    let refused = names_for_guard(world.sub).await;
    assert!(matches!(refused, Err(UserError::Refused(_))), "{refused:?}");
    // A sub-organization without a Super Admin gets one from the Super Admin above it.
    assert_eq!(names(&people.owner, world.sub).await, ["Admin", "User", "Super Admin"]);
    assert_eq!(names(&people.admin, world.sub).await, ["Admin", "User"]);
    let branch = actor(db, "branch", Some(world.sub), full()).await;
    let super_admin = predefined_role(db, world.sub, PredefinedRole::SuperAdmin).await.unwrap();
    let give = async |by: &Actor, to: &Actor| {
        change_role(db, &managing(by), world.sub, to.user, super_admin, NOW).await
    };
    assert!(matches!(give(&people.admin, &branch).await, Err(UserError::Forbidden(_))));
    give(&people.owner, &branch).await.unwrap();
    let second = actor(db, "branch-two", Some(world.sub), full()).await;
    assert!(matches!(give(&people.owner, &second).await, Err(UserError::HasSuperAdmin)));
    assert_eq!(names(&people.owner, world.sub).await[..2], ["Admin", "User"]);
}

/// Gives a person a password.
async fn with_password(db: &Db, name: &str) {
    let hash = hash_password(PASSWORD.to_owned(), [5; 16]).await.unwrap();
    assert!(crate::people::set_password(db, &format!("{name}@example.org"), hash, NOW).await.unwrap());
}

#[both_databases]
async fn the_super_admin_hands_its_role_to_an_admin_with_its_password(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let people = People5::make(db, &world).await;
    with_password(db, "owner").await;
    with_password(db, "admin").await;
    let transfer = async |by: &Actor, to: UserId, password: &str| {
        transfer_super_admin(db, &managing(by), to, Some(password.to_owned()), ADDRESS, NOW).await
    };
    let admin = people.admin.user;
    assert!(matches!(transfer(&people.owner, admin, "a guess").await, Err(TransferError::Password)));
    let nobody = transfer(&people.owner, 999_999, PASSWORD).await;
    assert!(matches!(nobody, Err(TransferError::Refused(_))));
    for low in [people.viewer.user, people.owner.user] {
        let refused = transfer(&people.owner, low, PASSWORD).await;
        assert!(matches!(refused, Err(TransferError::NotAdmin)), "{refused:?}");
    }
    let not_theirs = transfer(&people.admin, people.second.user, PASSWORD).await;
    assert!(matches!(not_theirs, Err(TransferError::Refused(_))));
    transfer(&people.owner, admin, PASSWORD).await.unwrap();
    assert_eq!(role_of(db, admin, world.customer).await.as_deref(), Some("Super Admin"));
    assert_eq!(role_of(db, people.owner.user, world.customer).await.as_deref(), Some("Admin"));
    let again = transfer(&people.owner, admin, PASSWORD).await;
    assert!(matches!(again, Err(TransferError::Refused(_))));
    let (kind, old, new) = told(db).await.pop().unwrap();
    assert_eq!(
        (kind.as_str(), old.as_str(), new.as_str()),
        ("super-admin-transferred", "owner@example.org", "admin@example.org")
    );
    // Guessing is slowed down as at sign-in.
    for _ in 0..10 {
        assert!(matches!(
            transfer(&people.admin, people.owner.user, "guess").await,
            Err(TransferError::Password)
        ));
    }
    let slowed = transfer(&people.admin, people.owner.user, PASSWORD).await;
    assert!(matches!(slowed, Err(TransferError::Throttled(_))));
}

#[both_databases]
async fn there_is_one_super_admin_whatever_happens_at_once(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let people = People5::make(db, &world).await;
    with_password(db, "owner").await;
    let super_admin = predefined_role(db, world.customer, PredefinedRole::SuperAdmin).await.unwrap();
    let user = predefined_role(db, world.customer, PredefinedRole::User).await.unwrap();
    let permit = managing(&people.owner);
    let to = |to: UserId| transfer_super_admin(db, &permit, to, Some(PASSWORD.to_owned()), ADDRESS, NOW);
    let (admin, second) = (people.admin.user, people.second.user);
    let (first, other, demoted, left) = tokio::join!(
        to(admin),
        to(second),
        change_role(db, &permit, world.customer, admin, user, NOW),
        leave(db, &people.second, NOW),
    );
    assert!(!(first.is_ok() && other.is_ok()));
    let held = membership::Entity::find().filter(membership::Column::RoleId.eq(super_admin));
    let holders = held.all(db.connection()).await.unwrap();
    assert_eq!(holders.len(), 1, "{first:?} {other:?} {demoted:?} {left:?}");
    let expected = match (first.is_ok(), other.is_ok()) {
        (true, _) => admin,
        (_, true) => second,
        _ => people.owner.user,
    };
    assert_eq!(holders[0].user_id, expected);
}

#[both_databases]
async fn who_manages_users_ends_the_sessions_of_those_below(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let people = People5::make(db, &world).await;
    let elsewhere = predefined_role(db, world.distributor, PredefinedRole::User).await.unwrap();
    crate::people::join(db, people.viewer.user, world.distributor, elsewhere, NOW).await.unwrap();
    let [here, there, other] = [1, 2, 3].map(|byte| Token([byte; 32]));
    for (person, token) in [(&people.viewer, here), (&people.viewer, there), (&people.second, other)] {
        crate::testing::open_session(db, person.user, token, NOW).await;
    }
    assert!(session::switch(db, &people.viewer, there, world.distributor).await.unwrap());
    let end = async |by: &Actor, organization, of: &Actor| {
        end_sessions(db, &managing(by), organization, of.user, NOW).await
    };
    let above = end(&people.admin, world.customer, &people.second).await;
    assert!(matches!(above, Err(UserError::Forbidden(Forbidden::Admin))));
    let own = end(&people.second, world.customer, &people.second).await;
    assert!(matches!(own, Err(UserError::OwnSessions)));
    for organization in [world.sub, world.other_customer] {
        let foreign = end(&people.admin, organization, &people.viewer).await;
        assert!(matches!(foreign, Err(UserError::Refused(_))));
    }
    let looking = end_sessions(db, &listing(&people.admin), world.customer, people.viewer.user, NOW).await;
    assert!(matches!(looking, Err(UserError::Refused(_))));
    assert!(session::find(db, here, NOW).await.unwrap().is_some());

    assert_eq!(end(&people.admin, world.customer, &people.viewer).await.unwrap(), 2);
    for token in [here, there] {
        assert_eq!(session::find(db, token, NOW).await.unwrap(), None);
    }
    assert!(session::find(db, other, NOW).await.unwrap().is_some());
    // Another organization's history does not say who it was (R3).
    let ended = event::Column::Kind.eq(Kind::SessionEnded.name());
    let rows = event::Entity::find().filter(ended).all(db.connection()).await.unwrap();
    let by: Vec<_> = rows.iter().map(|row| (row.organization_id, row.user_id)).collect();
    assert_eq!(by.len(), 2);
    assert!(by.contains(&(Some(world.customer), Some(people.admin.user))), "{by:?}");
    assert!(by.contains(&(Some(world.distributor), None)), "{by:?}");
}

#[both_databases]
async fn who_has_no_password_transfers_without_and_nobody_else(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let people = People5::make(db, &world).await;
    let permit = managing(&people.owner);
    let to = people.admin.user;
    let hash = hash_password(PASSWORD.to_owned(), [5; 16]).await.unwrap();
    let set = async |hash: Option<String>| {
        user::Entity::update_many()
            .col_expr(user::Column::PasswordHash, Expr::value(hash))
            .filter(user::Column::Id.eq(people.owner.user))
            .exec(db.connection())
            .await
            .unwrap();
    };
    set(Some(hash.into_inner())).await;
    let without = transfer_super_admin(db, &permit, to, None, ADDRESS, NOW).await;
    assert!(matches!(without, Err(TransferError::Password)));
    set(None).await;
    transfer_super_admin(db, &permit, to, None, ADDRESS, NOW).await.unwrap();
    assert_eq!(role_of(db, to, world.customer).await.as_deref(), Some("Super Admin"));
}
