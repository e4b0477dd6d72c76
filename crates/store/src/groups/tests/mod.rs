//! Three branches of an organization, of which each sees its own licenses (R21).

mod oracle;
mod sets;
mod tree;

use model::access::{Entry, GroupId, GroupObject, RoleObject};
use model::event::EventQuery;
use model::query::Column;
use model::{Action, Actor, Level, Levels, LicenseId, Permit, Target};

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use super::placed;
use crate::Db;
use crate::db::batch::insert;
use crate::db::entity::pool;
use crate::deployments::Holder;
use crate::licenses::report::{self, Changes, Generated, Of};
use crate::licenses::{self, LicenseQuery};
use crate::people::{self, PredefinedRole};
use crate::sign_in::{api_access, session};
use crate::testing::groups::{add_group, give_set, pool_of, root_group, set_home};
use crate::testing::{
    NOW, TestDb, World, actor, both_databases, events, level, open_session, predefined, remove_member,
};

/// An organization with two branches, a license in each, and one at its root.
struct Branches {
    world: World,
    root: GroupId,
    tokyo: GroupId,
    sydney: GroupId,
    at_root: LicenseId,
    in_tokyo: LicenseId,
    in_sydney: LicenseId,
}

impl Branches {
    async fn make(db: &Db) -> Self {
        let world = World::make(db).await;
        let root = root_group(db, world.customer).await;
        let tokyo = add_group(db, world.customer, root, "Tokyo").await;
        let shibuya = add_group(db, world.customer, tokyo, "Shibuya").await;
        let sydney = add_group(db, world.customer, root, "Sydney").await;
        let at_root = world.license(db, "ROOT-KEY", &[world.customer]).await;
        let in_tokyo = world.license(db, "TOKYO-KEY", &[world.customer]).await;
        let in_sydney = world.license(db, "SYDNEY-KEY", &[world.customer]).await;
        pool_of(db, world.customer, shibuya, &[in_tokyo]).await;
        pool_of(db, world.customer, sydney, &[in_sydney]).await;
        Self { world, root, tokyo, sydney, at_root, in_tokyo, in_sydney }
    }

    /// A member with that home, as the store sees them on their next request.
    async fn member(&self, db: &Db, name: &str, levels: Levels, home: GroupId) -> Actor {
        let user = actor(db, name, Some(self.world.customer), levels).await.user;
        set_home(db, user, self.world.customer, home).await;
        self.again(db, user).await
    }

    async fn again(&self, db: &Db, user: i64) -> Actor {
        session::actor(db, user, Some(self.world.customer)).await.unwrap()
    }

    async fn give(&self, db: &Db, person: &Actor, group: GroupId, level: Level) -> Actor {
        let entry = Entry { group, object: GroupObject::Licenses, level };
        give_set(db, person.user, self.world.customer, &format!("{group} {level:?}"), &[entry]).await;
        self.again(db, person.user).await
    }
}

fn listing(person: &Actor) -> Permit {
    person.permit(Action::ListLicenses, Target::MyOrganization).unwrap()
}

/// The licenses of the list, by number.
async fn listed(db: &Db, permit: &Permit) -> Vec<LicenseId> {
    let mut listed = report::open(db, permit, Of::Everything, NOW).await.unwrap().rows.license;
    listed.sort_unstable();
    listed
}

#[both_databases]
async fn each_branch_sees_its_own_licenses_on_every_path(database: TestDb) {
    let db = &database.db;
    let branches = Branches::make(db).await;
    let full = level(RoleObject::LicenseManagement, Level::FullAccess);
    let (root, tokyo, sydney) = (branches.at_root, branches.in_tokyo, branches.in_sydney);
    let admin = branches.member(db, "admin", full, branches.root).await;
    let makio = branches.member(db, "makio", full, branches.tokyo).await;
    let larry = branches.member(db, "larry", full, branches.sydney).await;
    let both = branches.member(db, "both", full, branches.sydney).await;
    let both = branches.give(db, &both, branches.tokyo, Level::ViewOnly).await;
    for (person, expected) in [
        (&admin, vec![root, tokyo, sydney]),
        (&makio, vec![tokyo]),
        (&larry, vec![sydney]),
        (&both, vec![tokyo, sydney]),
    ] {
        let permit = listing(person);
        assert_eq!(listed(db, &permit).await, expected);
        assert_eq!(report::search(db, &permit, "scan").await.unwrap(), expected);
        let ranked = report::rank(db, &permit, Column::Note).await.unwrap();
        assert_eq!(ranked.into_iter().map(|(license, _)| license).collect::<Vec<_>>(), expected);
        let texts = report::texts(db, &permit, &[root, tokyo, sydney]).await.unwrap();
        let mut texts: Vec<_> = texts.iter().map(|texts| texts.license).collect();
        texts.sort_unstable();
        assert_eq!(texts, expected);
        let holder = Holder::Person(permit);
        let query = LicenseQuery { limit: 10, ..LicenseQuery::default() };
        let mut page: Vec<_> =
            licenses::page(db, &holder, &query).await.unwrap().iter().map(|license| license.id).collect();
        page.sort_unstable();
        assert_eq!(page, expected);
        let history = person.permit(Action::SeeHistory, Target::Anything).unwrap();
        for license in [root, tokyo, sydney] {
            let told = licenses::history(db, &history, None, license).await;
            assert_eq!(told.is_ok(), expected.contains(&license));
        }
    }
    // What View Only by a set shows is not changed by a role elsewhere.
    let note = both.permit(Action::EditNote, Target::Anything).unwrap();
    assert!(licenses::edit_note(db, &note, tokyo, 0, "no", NOW).await.is_err());
    licenses::edit_note(db, &note, sydney, 0, "yes", NOW).await.unwrap();
    assert_eq!(events(db, tokyo).await, []);
}

#[both_databases]
async fn a_set_reveals_keys_at_use_and_a_role_at_view_only(database: TestDb) {
    let db = &database.db;
    let branches = Branches::make(db).await;
    let view = level(RoleObject::LicenseManagement, Level::ViewOnly);
    let (tokyo, sydney) = (branches.in_tokyo, branches.in_sydney);
    let viewer = branches.member(db, "viewer", view, branches.tokyo).await;
    let viewer = branches.give(db, &viewer, branches.sydney, Level::ViewOnly).await;
    let user = branches.member(db, "user", view, branches.tokyo).await;
    let user = branches.give(db, &user, branches.sydney, Level::Use).await;
    for (person, reads) in [(&viewer, vec![tokyo]), (&user, vec![tokyo, sydney])] {
        let permit = listing(person);
        let reading = person.permit(Action::ReadKeys, Target::Anything).unwrap();
        let exported = report::exported(db, &permit, &[tokyo, sydney]).await.unwrap();
        let holder = Holder::Person(permit.clone());
        let query = LicenseQuery { limit: 10, ..LicenseQuery::default() };
        let page = licenses::page(db, &holder, &query).await.unwrap();
        for (license, key, part) in [(tokyo, "TOKYO-KEY", "yokey"), (sydney, "SYDNEY-KEY", "eykey")] {
            let is_read = reads.contains(&license);
            let revealed = licenses::reveal_key(db, &reading, license, NOW).await;
            assert_eq!(revealed.is_ok(), is_read, "{key}");
            let in_export = exported.iter().find(|(texts, _)| texts.license == license).unwrap();
            assert_eq!(in_export.1 == key, is_read, "{key}");
            let in_api = page.iter().find(|listed| listed.id == license).unwrap();
            assert_eq!(in_api.key == key.to_owned().into(), is_read, "{key}");
            // No public ID contains it.
            let found = report::search(db, &permit, part).await.unwrap();
            assert_eq!(found.contains(&license), is_read, "{key}");
        }
    }
}

#[both_databases]
async fn a_product_s_new_licenses_come_into_its_pool_wherever_that_lies(database: TestDb) {
    let db = &database.db;
    let branches = Branches::make(db).await;
    let view = level(RoleObject::LicenseManagement, Level::ViewOnly);
    let makio = listing(&branches.member(db, "makio", view, branches.tokyo).await);
    pool::Entity::update_many()
        .col_expr(pool::Column::GroupId, Expr::value(branches.tokyo))
        .filter(pool::Column::OrganizationId.eq(branches.world.customer))
        .filter(pool::Column::ProductId.is_not_null())
        .exec(db.connection())
        .await
        .unwrap();
    assert_eq!(listed(db, &makio).await, [branches.at_root, branches.in_tokyo]);
    let new = branches.world.license(db, "NEW", &[branches.world.customer]).await;
    assert_eq!(listed(db, &makio).await, [branches.at_root, branches.in_tokyo, new]);
    // Assigned elsewhere it lies in a pool there.
    let there = placed(db.connection(), &[(new, branches.world.direct_customer)]).await.unwrap();
    insert(db.connection(), there).await.unwrap();
    let other = actor(db, "other", Some(branches.world.direct_customer), view).await;
    assert_eq!(listed(db, &listing(&other)).await, [new]);
}

#[both_databases]
async fn event_history_tells_a_branch_of_its_own_licenses_alone(database: TestDb) {
    let db = &database.db;
    let branches = Branches::make(db).await;
    let levels = level(RoleObject::LicenseManagement, Level::FullAccess)
        .with(RoleObject::EventHistory, Level::ViewOnly);
    let admin = branches.member(db, "admin", levels, branches.root).await;
    let makio = branches.member(db, "makio", levels, branches.tokyo).await;
    let note = admin.permit(Action::EditNote, Target::Anything).unwrap();
    for license in [branches.at_root, branches.in_tokyo, branches.in_sydney] {
        licenses::edit_note(db, &note, license, 0, &format!("note {license}"), NOW).await.unwrap();
    }
    for (person, expected) in [
        (&admin, vec![branches.at_root, branches.in_tokyo, branches.in_sydney]),
        (&makio, vec![branches.in_tokyo]),
    ] {
        let permit = person.permit(Action::SeeEvents, Target::MyOrganization).unwrap();
        let page = crate::events::page(db, &permit, &EventQuery::default(), None, 100, NOW).await.unwrap();
        let mut told: Vec<_> = page.events.iter().map(|event| event.new.clone()).collect();
        told.retain(|new| new.starts_with("note "));
        told.sort();
        let mut expected: Vec<_> = expected.iter().map(|license| format!("note {license}")).collect();
        expected.sort();
        assert_eq!(told, expected);
    }
}

#[both_databases]
async fn a_report_is_stale_after_a_pool_has_moved(database: TestDb) {
    let db = &database.db;
    let branches = Branches::make(db).await;
    let view = level(RoleObject::LicenseManagement, Level::ViewOnly);
    let makio = listing(&branches.member(db, "makio", view, branches.tokyo).await);
    let names = report::open(db, &makio, Of::Everything, NOW).await.unwrap().dictionaries;
    let generated = Generated { last_event: names.last_event, day: names.today, reach: names.reach };
    let is_stale = async || {
        let changes = report::changed_since(db, &makio, Of::Everything, generated, NOW).await.unwrap();
        changes == Changes::Stale
    };
    assert!(!is_stale().await);
    let before = report::reached(db, &makio).await.unwrap();
    assert_eq!(before, report::reached(db, &makio).await.unwrap());
    pool_of(db, branches.world.customer, branches.tokyo, &[branches.in_sydney]).await;
    assert_ne!(before, report::reached(db, &makio).await.unwrap());
    assert!(is_stale().await);
    // Another organization's members stay by themselves.
    let other = actor(db, "other", Some(branches.world.other_customer), view).await;
    assert!(listed(db, &listing(&other)).await.is_empty());
}

#[both_databases]
async fn a_set_counts_for_its_members_in_its_organization_alone(database: TestDb) {
    let db = &database.db;
    let branches = Branches::make(db).await;
    let view = level(RoleObject::LicenseManagement, Level::ViewOnly);
    let both = branches.member(db, "both", view, branches.tokyo).await;
    let colleague = branches.member(db, "colleague", view, branches.tokyo).await;
    let elsewhere = branches.world.other_customer;
    let role = people::add_role(db, elsewhere, "Viewer of all", view).await.unwrap();
    people::join(db, both.user, elsewhere, role, NOW).await.unwrap();
    branches.give(db, &both, branches.sydney, Level::Use).await;
    let entries = async |user: i64, organization: i64| {
        let person = session::actor(db, user, Some(organization)).await.unwrap();
        person.membership.unwrap().position.entries
    };
    let expected = Entry { group: branches.sydney, object: GroupObject::Licenses, level: Level::Use };
    assert_eq!(entries(both.user, branches.world.customer).await, [expected]);
    assert_eq!(entries(both.user, elsewhere).await, []);
    assert_eq!(entries(colleague.user, branches.world.customer).await, []);
    // Whoever leaves the organization leaves its sets, and has none after coming back.
    remove_member(db, both.user, branches.world.customer).await;
    let again = people::add_role(db, branches.world.customer, "Viewer again", view).await.unwrap();
    people::join(db, both.user, branches.world.customer, again, NOW).await.unwrap();
    assert_eq!(entries(both.user, branches.world.customer).await, []);
    let position = branches.again(db, both.user).await.membership.unwrap().position;
    assert_eq!((position.home, position.root), (branches.root, branches.root));
}

#[both_databases]
async fn a_session_and_an_api_token_see_a_change_at_the_next_request(database: TestDb) {
    let db = &database.db;
    let branches = Branches::make(db).await;
    let customer = branches.world.customer;
    let levels =
        level(RoleObject::LicenseManagement, Level::ViewOnly).with(RoleObject::ApiAccess, Level::FullAccess);
    let person = actor(db, "person", Some(customer), levels).await;
    let token = session::Token([4; 32]);
    open_session(db, person.user, token, NOW).await;
    let session = async || session::find(db, token, NOW).await.unwrap().unwrap().actor;
    let api = api_access::ApiToken([5; 32]);
    let text = api.to_text();
    let new = api_access::NewToken { name: "Robot", token: api, last_day: None };
    let may_manage = person.permit(Action::ManageApiTokens, Target::MyOrganization).unwrap();
    api_access::create(db, &may_manage, new, NOW).await.unwrap();
    let by_token = async || api_access::find(db, &text, NOW).await.unwrap().unwrap();
    let (root, tokyo, sydney) = (branches.at_root, branches.in_tokyo, branches.in_sydney);
    for found in [session().await, by_token().await] {
        assert_eq!(listed(db, &listing(&found)).await, [root, tokyo, sydney]);
    }
    set_home(db, person.user, customer, branches.tokyo).await;
    for found in [session().await, by_token().await] {
        assert_eq!(listed(db, &listing(&found)).await, [tokyo]);
    }
    branches.give(db, &person, branches.sydney, Level::ViewOnly).await;
    for found in [session().await, by_token().await] {
        assert_eq!(listed(db, &listing(&found)).await, [tokyo, sydney]);
    }
}

#[both_databases]
async fn who_manages_people_of_a_branch_changes_nobody_beside_or_above_it(database: TestDb) {
    let db = &database.db;
    let branches = Branches::make(db).await;
    let customer = branches.world.customer;
    let levels = level(RoleObject::UserManagement, Level::FullAccess)
        .with(RoleObject::LicenseManagement, Level::ViewOnly);
    let manager = branches.member(db, "manager", levels, branches.tokyo).await;
    let permit = manager.permit(Action::ManageUsers, Target::MyOrganization).unwrap();
    let view = level(RoleObject::LicenseManagement, Level::ViewOnly);
    let role = people::add_role(db, customer, "Another", view).await.unwrap();
    for (name, home, allowed) in
        [("below", branches.tokyo, true), ("beside", branches.sydney, false), ("above", branches.root, false)]
    {
        let other = branches.member(db, name, view, home).await;
        let changed = people::users::change_role(db, &permit, customer, other.user, role, NOW).await;
        assert_eq!(changed.is_ok(), allowed, "{name}: {changed:?}");
    }
    // Whom they invite comes into their own group.
    let token = people::invitation::InvitationToken([8; 32]);
    let inviting = people::invitation::Inviting {
        organization: customer,
        email: "new@example.org",
        role,
        token,
        site: "https://licenses.example.org",
    };
    people::invitation::invite(db, &permit, inviting, NOW).await.unwrap();
    let by = people::invitation::By::New { name: "New", password_hash: "hash".into() };
    let accepted = people::invitation::accept(db, token, by, NOW).await.unwrap();
    let position = branches.again(db, accepted.user).await.membership.unwrap().position;
    assert_eq!((position.home, position.root), (branches.tokyo, branches.root));
}

#[both_databases]
async fn a_new_super_admin_s_home_is_all(database: TestDb) {
    let db = &database.db;
    let branches = Branches::make(db).await;
    let (customer, other) = (branches.world.customer, branches.world.other_customer);
    let owner = predefined(db, "owner", customer, PredefinedRole::SuperAdmin).await;
    let heir = predefined(db, "heir", customer, PredefinedRole::Admin).await.user;
    set_home(db, heir, customer, branches.tokyo).await;
    // They are elsewhere, too.
    let viewer = level(RoleObject::LicenseManagement, Level::ViewOnly);
    let role = people::add_role(db, other, "Viewer of all", viewer).await.unwrap();
    people::join(db, heir, other, role, NOW).await.unwrap();
    let branch = add_group(db, other, root_group(db, other).await, "Branch").await;
    set_home(db, heir, other, branch).await;
    let permit = owner.permit(Action::ManageUsers, Target::MyOrganization).unwrap();
    people::users::transfer_super_admin(db, &permit, heir, None, "192.0.2.1", NOW).await.unwrap();
    let home = async |organization| {
        session::actor(db, heir, Some(organization)).await.unwrap().membership.unwrap().position.home
    };
    assert_eq!((home(customer).await, home(other).await), (branches.root, branch));
}
