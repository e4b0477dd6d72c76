//! Counts database queries: one statement finds out who asks, and a list takes as many for fifty rows as for one.

use model::access::RoleObject;
use model::console::{ConsoleQuery, OrganizationQuery};
use model::user::WantedUsers;
use model::{Action, Actor, Level, Levels, OrganizationKind, Permit, ProductKind, Target};

use crate::Db;
use crate::console;
use crate::critical_alerts::{self, UnsubscribeToken};
use crate::deployments::HeldLicense;
use crate::organizations;
use crate::people::users;
use crate::people::{self, NewUser, PredefinedRole, add_user, predefined_role};
use crate::sign_in::api_access::{self, ApiToken, NewToken};
use crate::sign_in::session::{self, Factor, Opening, Token};
use crate::sign_in::viewing;
use crate::testing::{
    NOW, TODAY, TestDb, World, actor, add_product, both_databases, level, open_session, predefined,
};

const DAY: i64 = 86_400_000;

fn own(person: &Actor, action: Action) -> Permit {
    person.permit(action, Target::MyOrganization).unwrap()
}

/// The number of statements that find out who asks, by that session.
async fn by_session(db: &Db, token: Token) -> usize {
    let (found, count) = db.counted(session::find(db, token, NOW)).await;
    assert!(found.unwrap().is_some());
    count
}

#[both_databases]
async fn who_asks_is_found_out_by_one_statement(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let vendor = people::add_organization(db, "Maker", OrganizationKind::Vendor, None, NOW).await.unwrap();
    let all = Levels::all(Level::FullAccess);
    let places = [Some(world.customer), Some(world.sub), Some(world.distributor), Some(vendor), None];
    for (number, place) in (1..).zip(places) {
        let person = actor(db, &format!("person-{number}"), place, all).await;
        let token = Token([number; 32]);
        open_session(db, person.user, token, NOW).await;
        assert_eq!(by_session(db, token).await, 1, "{place:?}");
    }
    // Opened by a provider, in a sub-organization.
    let person = actor(db, "by-provider", Some(world.sub), all).await;
    let token = Token([20; 32]);
    let opening = Opening {
        user: person.user,
        token,
        network_address: "192.0.2.1",
        user_agent: "Test",
        factor: Factor::OpenId,
        home: Some(world.customer),
        proof_home: Some(world.customer),
        is_proof: false,
        now: NOW,
    };
    session::open(db, opening).await.unwrap();
    assert_eq!(by_session(db, token).await, 1);
    let found = session::find(db, token, NOW).await.unwrap().unwrap();
    assert_eq!(found.actor, person);

    // A viewer takes two: for themselves, and for the organization they view.
    let staff = session::find(db, Token([4; 32]), NOW).await.unwrap().unwrap().actor;
    let console = staff.permit(Action::ManageConsole, Target::Installation).unwrap();
    viewing::begin(db, &console, Token([4; 32]), world.customer, NOW).await.unwrap();
    assert_eq!(by_session(db, Token([4; 32])).await, 2);

    let program = ApiToken([5; 32]);
    let owner = actor(db, "owner", Some(world.customer), all).await;
    let new = NewToken { name: "Nightly", last_day: None, token: program };
    api_access::create(db, &own(&owner, Action::ManageApiTokens), new, NOW).await.unwrap();
    api_access::find(db, &program.to_text(), NOW).await.unwrap();
    // Its use is recorded once a minute.
    let (found, count) = db.counted(api_access::find(db, &program.to_text(), NOW)).await;
    assert_eq!((found.unwrap(), count), (Some(owner), 1));

    // A product that presents the key of its license, or none.
    let license = world.license(db, "KEY", &[world.customer]).await;
    for (key, expected) in [("KEY", Some(license)), (" KEY ", Some(license)), ("NONE", None)] {
        let (held, count) = db.counted(HeldLicense::of_key(db, key, None)).await;
        let held = held.unwrap().map(|held| held.license());
        assert_eq!((held, count), (expected, 1), "{key}");
    }
}

/// A world in which each list has some rows.
struct Rows<'a> {
    database: &'a TestDb,
    world: World,
    owner: Actor,
    staff: Actor,
    made: usize,
}

impl<'a> Rows<'a> {
    async fn make(database: &'a TestDb) -> Self {
        let db = &database.db;
        let world = World::make(db).await;
        let vendor =
            people::add_organization(db, "Maker", OrganizationKind::Vendor, None, NOW).await.unwrap();
        let staff = level(RoleObject::VendorConsole, Level::FullAccess);
        Self {
            owner: predefined(db, "owner", world.customer, PredefinedRole::SuperAdmin).await,
            staff: actor(db, "staff", Some(vendor), staff).await,
            database,
            world,
            made: 0,
        }
    }

    /// Adds rows until each list has that many.
    async fn grow(&mut self, until: usize) {
        let (db, customer) = (&self.database.db, self.world.customer);
        let role = predefined_role(db, customer, PredefinedRole::Admin).await.unwrap();
        for number in self.made..until {
            let email = format!("admin-{number}@example.org");
            let name = format!("Admin {number}");
            let new = NewUser { email: &email, name: &name, password_hash: None };
            let user = add_user(db, new, NOW).await.unwrap();
            people::join(db, user, customer, role, NOW).await.unwrap();
            let admin = session::actor(db, user, Some(customer)).await.unwrap();
            let byte = u8::try_from(number + 1).unwrap();
            let new = NewToken { name: &name, last_day: None, token: ApiToken([byte; 32]) };
            api_access::create(db, &own(&admin, Action::ManageApiTokens), new, NOW).await.unwrap();
            critical_alerts::set_subscribed(db, &admin, true, UnsubscribeToken([byte; 32]), NOW)
                .await
                .unwrap();
            let address = format!("it-{number}@example.org");
            let changing = own(&self.owner, Action::ChangeAlertUsers);
            let token = UnsubscribeToken([byte + 100; 32]);
            critical_alerts::add(db, &changing, &address, token, NOW).await.unwrap();
            let name = format!("Organization {number}");
            let added = people::add_organization(db, &name, OrganizationKind::Customer, None, NOW);
            added.await.unwrap();
            let product = add_product(db, &format!("Product {number}"), ProductKind::OnPremises, true).await;
            let new = crate::testing::NewLicense {
                key: &format!("KEY-{number}"),
                product,
                organizations: &[customer],
                user: None,
                deployed: 1,
            };
            let license = crate::testing::add_license(db, &new).await;
            let soon =
                crate::testing::LicenseChange { expiration: Some(TODAY.plus(70)), ..Default::default() };
            crate::testing::change_license(db, license, soon).await;
        }
        self.made = until;
    }

    /// The number of statements for each list.
    async fn counts(&self) -> Vec<(&'static str, usize)> {
        let (db, owner) = (&self.database.db, &self.owner);
        let see = |action| self.staff.permit(action, Target::Installation).unwrap();
        let (users, seeing) = (own(owner, Action::ListAlertUsers), own(owner, Action::ListLicenses));
        let mut counts = Vec::new();
        let mut note = |what, (length, count): (usize, usize)| {
            assert!(length >= self.made.min(10), "{what} lists {length} of {}", self.made);
            counts.push((what, count));
        };
        let (next, count) = db.counted(critical_alerts::next(db, &users, &seeing, TODAY)).await;
        let next = next.unwrap();
        assert!(next.iter().all(|alert| alert.recipients == 2 * self.made), "{next:?}");
        note("what alerts are next", (next.len(), count));
        let (listed, count) = db.counted(critical_alerts::list(db, &users)).await;
        note("critical alert users", (listed.unwrap().len(), count));
        let (_, count) =
            db.counted(critical_alerts::preview(db, &users, &seeing, "https://a.example", TODAY)).await;
        note("the preview of an alert", (usize::MAX, count));
        let (listed, count) = db.counted(api_access::list(db, &own(owner, Action::ListApiTokens), NOW)).await;
        let listed = listed.unwrap();
        assert!(listed.iter().all(|token| token.dead.is_none()));
        note("API tokens", (listed.len(), count));
        let permit = own(owner, Action::ListUsers);
        let manage = own(owner, Action::ManageUsers);
        let wanted = WantedUsers::default();
        let (people, count) = db.counted(users::list(db, &permit, Some(&manage), &wanted, NOW)).await;
        note("members", (people.unwrap().users.len(), count));
        let (dashboard, count) = db.counted(console::dashboard(db, &see(Action::SeeConsole), TODAY)).await;
        note("the dashboard", (dashboard.unwrap().products.len(), count));
        let query = ConsoleQuery::default();
        let permit = see(Action::SeeConsole);
        let (listed, count) = db.counted(console::licenses(db, &permit, &query, TODAY)).await;
        note("the console's licenses", (listed.unwrap().licenses.len(), count));
        let query = OrganizationQuery::default();
        let (listed, count) = db.counted(console::organizations(db, &permit, &query)).await;
        note("the console's organizations", (listed.unwrap().organizations.len(), count));
        let (seen, count) =
            db.counted(organizations::see(db, &own(owner, Action::SeeOrganization), None, None)).await;
        note("the organization", (seen.map_or(0, |_| usize::MAX), count));
        let (offered, count) = db.counted(session::organizations(db, owner.user)).await;
        note("organizations to switch to", (offered.map_or(0, |_| usize::MAX), count));
        counts
    }

    /// The number of statements that assign a license to all organizations, without their events.
    async fn reassign(&self) -> usize {
        let db = &self.database.db;
        let license = self.world.license(db, &format!("SHARED-{}", self.made), &[self.world.customer]).await;
        let names: Vec<String> = (0..self.made).map(|number| format!("Organization {number}")).collect();
        let managing = self.staff.permit(Action::ManageConsole, Target::Installation).unwrap();
        let (done, count) =
            db.counted(console::reassign(db, &managing, license, &names.join("\n"), NOW + DAY)).await;
        done.unwrap();
        count
    }
}

#[both_databases]
async fn a_list_takes_as_many_statements_for_fifty_rows_as_for_one(database: TestDb) {
    let mut rows = Rows::make(&database).await;
    rows.grow(1).await;
    let (few, reassigned) = (rows.counts().await, rows.reassign().await);
    rows.grow(50).await;
    assert_eq!(rows.counts().await, few);
    assert_eq!(rows.reassign().await, reassigned, "reassign");
}
