//! Whatever spelling people type, they find what they mean, everywhere and on both databases.

use model::console::{ConsoleQuery, OrganizationQuery};
use model::event::EventQuery;
use model::user::WantedUsers;
use model::{Action, Actor, Level, Levels, OrganizationKind, ProductKind, Target};
use sea_orm::{ActiveModelTrait as _, ActiveValue::Set, EntityTrait as _};

use crate::db::entity::{deployment, license, user};
use crate::deployments::{Change, DeploymentQuery, HeldLicense, Holder, HostChanges, Named, update};
use crate::events::{Event, Kind};
use crate::licenses::report;
use crate::people::users;
use crate::testing::{self, NOW, NewLicense, TODAY, TestDb, World, actor, add_license, both_databases};
use crate::{Db, console, events, organizations, people};

/// Ways of writing parts of `Österreich 50%_AG` as stored.
const WRITTEN: [&str; 8] = [
    "Österreich",
    "österreich",
    "ÖSTERREICH",
    "osterreich",
    "O\u{308}STER",
    " reich 50%_ag ",
    "50%_",
    "oster\u{ad}reich",
];
/// Strings that find nothing: the characters of patterns have no special meaning.
const NOTHING: [&str; 5] = ["Österreicher", "r%h", "_sterreich", "50_%", "a\0"];

struct Stage {
    member: Actor,
    staff: Actor,
    customer: i64,
    license: i64,
}

impl Stage {
    /// A license, a product, an organization, a person, a host and an event with that name; and others besides them.
    async fn set(db: &Db) -> Self {
        let name = "Österreich 50%_AG";
        World::make(db).await;
        let maker = people::add_organization(db, "Maker", OrganizationKind::Vendor, None, NOW).await.unwrap();
        let staff = actor(db, "staff", Some(maker), Levels::all(Level::FullAccess)).await;
        let customer =
            people::add_organization(db, name, OrganizationKind::Customer, None, NOW).await.unwrap();
        let member = actor(db, "member", Some(customer), Levels::all(Level::FullAccess)).await;
        let called =
            user::ActiveModel { id: Set(member.user), name: Set(name.to_owned()), ..Default::default() };
        called.update(db.connection()).await.unwrap();
        let product = testing::add_product(db, name, ProductKind::OnPremises, true).await;
        let organizations = &[customer];
        let license =
            add_license(db, &NewLicense { key: "K", product, organizations, user: None, deployed: 2 }).await;
        let holder = Holder::Key(HeldLicense::of_key(db, "K", None).await.unwrap().unwrap());
        let changes = HostChanges { host_name: Change::Set(name.to_owned()), ..Default::default() };
        update(db, &holder, Named::Id(license, "K-1"), changes, NOW).await.unwrap();
        let event = Event::of_installation(NOW, Kind::LicenseChanged).on(license).change("", name);
        event.record(db.connection()).await.unwrap();
        Self { member, staff, customer, license }
    }

    /// The number of matches in each place.
    async fn found(&self, db: &Db, text: &str) -> Vec<(&'static str, usize)> {
        let mine = |action| self.member.permit(action, Target::MyOrganization).unwrap();
        let listing = mine(Action::ListLicenses);
        let console = self.staff.permit(Action::SeeConsole, Target::Installation).unwrap();
        let search = text.to_owned();
        let query = ConsoleQuery { search: search.clone(), ..ConsoleQuery::default() };
        let licenses = console::licenses(db, &console, &query, TODAY).await.unwrap();
        let organizations =
            console::organizations(db, &console, &OrganizationQuery::named(text)).await.unwrap();
        let of_events = EventQuery { search: search.clone(), ..EventQuery::default() };
        let seeing = mine(Action::SeeEvents);
        let events = events::page(db, &seeing, &of_events, None, 100, NOW).await.unwrap().events;
        let of_license = events.iter().filter(|event| event.kind == Kind::LicenseChanged).count();
        let deployments = DeploymentQuery { search, limit: 10, ..DeploymentQuery::default() };
        let managing = mine(Action::ManageDeployments);
        let page = crate::deployments::list(db, &managing, self.license, &deployments).await.unwrap();
        let all = crate::deployments::find_all(db, &managing, self.license, text).await.unwrap();
        let wanted = WantedUsers { search: text.to_owned(), ..WantedUsers::default() };
        let people = users::list(db, &mine(Action::ListUsers), None, &wanted, NOW).await.unwrap();
        let editing = mine(Action::EditOrganization);
        let movable = organizations::licenses(db, &editing, &listing, self.customer, text).await.unwrap();
        vec![
            ("licenses", report::search(db, &listing, text).await.unwrap().len()),
            ("licenses to move", movable.licenses.len()),
            ("licenses in the console", licenses.licenses.len()),
            ("organizations in the console", organizations.organizations.len()),
            ("events", of_license),
            ("deployments", page.deployments.len()),
            ("all deployments", all.len()),
            ("people", people.users.len()),
        ]
    }
}

#[both_databases]
async fn letters_are_found_in_any_case_with_and_without_accents_and_signs_as_they_stand(database: TestDb) {
    let stage = Stage::set(&database.db).await;
    for text in WRITTEN {
        for (place, found) in stage.found(&database.db, text).await {
            assert_eq!(found, 1, "{text:?} among {place}");
        }
    }
    for text in NOTHING {
        for (place, found) in stage.found(&database.db, text).await {
            assert_eq!(found, 0, "{text:?} among {place}");
        }
    }
}

#[both_databases]
async fn a_search_of_any_length_has_an_answer(database: TestDb) {
    let stage = Stage::set(&database.db).await;
    for text in ["x".repeat(1 << 20), "%".repeat(100_000), "ﷺ".repeat(100_000), "\\".repeat(100_000)] {
        for (place, found) in stage.found(&database.db, &text).await {
            assert_eq!(found, 0, "among {place}");
        }
    }
}

#[both_databases]
async fn a_deployment_is_found_by_what_it_is_called_now_however_it_came_to_be(database: TestDb) {
    let stage = Stage::set(&database.db).await;
    let rows = deployment::Entity::find().all(database.db.connection()).await.unwrap();
    assert!(rows.iter().all(|row| row.text_folded == row.to_searched()));
    let before = stage.found(&database.db, "host-1").await;
    assert!(before.contains(&("deployments", 0)), "{before:?}");
}

#[both_databases]
async fn who_acted_for_another_organization_is_found_by_nobody_else(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let license = world.license(db, "KEY", &[world.customer]).await;
    let partner = actor(db, "secret-partner", Some(world.distributor), Levels::all(Level::FullAccess)).await;
    let customer = actor(db, "customer", Some(world.customer), Levels::all(Level::FullAccess)).await;
    let acting = partner.permit(Action::ManageDeployments, Target::Anything).unwrap();
    let told = Event::by(&acting, NOW, Kind::DeploymentChanged).on(license).change("", "by hand");
    told.record(db.connection()).await.unwrap();
    for (reader, text, is_found) in [
        (&customer, "by hand", true),
        (&customer, "secret-partner", false),
        (&partner, "secret-partner", true),
    ] {
        let seeing = reader.permit(Action::SeeEvents, Target::MyOrganization).unwrap();
        let query = EventQuery { search: text.to_owned(), ..EventQuery::default() };
        let found = events::page(db, &seeing, &query, None, 100, NOW).await.unwrap().events;
        let found = found.iter().any(|event| event.kind == Kind::DeploymentChanged);
        assert_eq!(found, is_found, "{text}");
    }
}

#[both_databases]
async fn keys_of_any_script_are_found_by_their_parts(database: TestDb) {
    let db = &database.db;
    let stage = Stage::set(db).await;
    let change =
        license::ActiveModel { id: Set(stage.license), ..license::ActiveModel::keyed("SCHLÜSSEL-Ñ1") };
    change.update(db.connection()).await.unwrap();
    let listing = stage.member.permit(Action::ListLicenses, Target::MyOrganization).unwrap();
    for text in ["schlüssel", "SCHLUSSEL", "-ñ", "n1", "sel\u{2013}Ñ", "schlussel n", "SEL\u{200b}N1"] {
        let found = report::search(db, &listing, text).await.unwrap();
        assert_eq!(found, [stage.license], "{text}");
    }
    assert!(report::search(db, &listing, "\u{2013}").await.unwrap().is_empty());
}
