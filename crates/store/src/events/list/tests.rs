//! What an organization sees in its Event History, and what it must never see.

use model::event::{Category, EventColumn};
use model::list::Sort;
use model::{Day, Level, Levels, LocalDay, Target};
use sea_orm::sea_query::Expr;

use super::*;
use crate::db::request_origin;
use crate::events::Event;
use crate::licenses::{edit_note, set_pin};
use crate::people as store_people;
use crate::testing::{NOW, TODAY, TestDb, World, actor, both_databases};

const DAY: i64 = 86_400_000;

async fn everybody(db: &Db, name: &str, organization: OrganizationId) -> model::Actor {
    actor(db, name, Some(organization), Levels::all(Level::FullAccess)).await
}

async fn from_home<T>(work: impl Future<Output = T>) -> T {
    request_origin::from("192.0.2.1".to_owned(), work).await
}

fn seeing(person: &model::Actor) -> Permit {
    person.permit(Action::SeeEvents, Target::MyOrganization).unwrap()
}

async fn all(db: &Db, permit: &Permit, query: &EventQuery) -> Vec<Entry> {
    page(db, permit, query, None, PAGE_LIMIT, NOW).await.unwrap().events
}

#[both_databases]
async fn an_organization_reads_what_was_done_for_it_and_to_its_licenses_and_nothing_else(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let vendor = store_people::add_organization(db, "Maker", OrganizationKind::Vendor, None, NOW);
    let vendor = vendor.await.unwrap();
    let license = world.license(db, "KEY", &[world.customer]).await;
    let customer = everybody(db, "customer", world.customer).await;
    let partner = everybody(db, "partner", world.distributor).await;
    let stranger = everybody(db, "stranger", world.other_customer).await;
    let staff = everybody(db, "staff", vendor).await;
    let permit = |person: &model::Actor, action| person.permit(action, Target::Anything).unwrap();
    let editing = permit(&customer, Action::EditNote);
    from_home(edit_note(db, &editing, license, 0, "ours", NOW)).await.unwrap();
    let noting = permit(&partner, Action::EditPartnerNote);
    from_home(edit_note(db, &noting, license, 0, "theirs", NOW)).await.unwrap();
    set_pin(db, &permit(&customer, Action::PinLicense), license, true, NOW).await.unwrap();
    let renewing = permit(&staff, Action::ManageConsole);
    let renewed = Event::by(&renewing, NOW, Kind::LicenseChanged).on(license).change("", "renewed");
    from_home(renewed.record(db.connection())).await.unwrap();
    let by_product = Event::of_installation(NOW, Kind::Activated).on(license).of_product();
    from_home(by_product.record(db.connection())).await.unwrap();

    let read = async |person: &model::Actor| {
        let listed = all(db, &seeing(person), &EventQuery::default()).await;
        let of_license = listed.into_iter().filter(|event| event.object == Some(Object::License));
        of_license.map(|event| (event.who, event.kind, event.network_address.is_some())).collect::<Vec<_>>()
    };
    let row = |who: &str, kind, from| (who.to_owned(), kind, from);
    let expected = [
        row("A product", Kind::Activated, true),
        row("Maker", Kind::LicenseChanged, false),
        row("customer@example.org", Kind::NoteEdited, true),
    ];
    assert_eq!(read(&customer).await, expected);
    let expected = [row("partner@example.org", Kind::PartnerNoteEdited, true)];
    assert_eq!(read(&partner).await, expected);
    assert_eq!(read(&stranger).await, []);
    let expected = [row("staff@example.org", Kind::LicenseChanged, true)];
    assert_eq!(read(&staff).await, expected);
    let other = permit(&customer, Action::ListLicenses);
    let refused = page(db, &other, &EventQuery::default(), None, 10, NOW).await;
    assert!(matches!(refused, Err(EventError::Refused(_))));
    let names = people(db, &seeing(&customer)).await.unwrap();
    assert_eq!(names, [(customer.user, "customer".to_owned())]);
}

#[both_databases]
async fn what_another_organization_alone_may_read_is_never_there(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let ada = everybody(db, "ada", world.customer).await;
    let listed = all(db, &seeing(&ada), &EventQuery::default()).await.len();
    assert!(listed > 0);
    // However it came into its history.
    let hide =
        event::Entity::update_many().col_expr(event::Column::VisibleTo, Expr::value(world.distributor));
    hide.exec(db.connection()).await.unwrap();
    assert_eq!(all(db, &seeing(&ada), &EventQuery::default()).await, []);
}

#[both_databases]
async fn names_are_those_of_the_time(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let ada = everybody(db, "ada", world.customer).await;
    let editing = ada.permit(Action::EditNote, Target::Anything).unwrap();
    let license = world.license(db, "KEY", &[world.customer]).await;
    edit_note(db, &editing, license, 0, "ours", NOW).await.unwrap();
    let renamed = user::Entity::update_many()
        .col_expr(user::Column::Email, Expr::value("married@example.org"))
        .filter(user::Column::Id.eq(ada.user));
    renamed.exec(db.connection()).await.unwrap();
    let listed = all(db, &seeing(&ada), &EventQuery::default()).await;
    let edited = listed.iter().find(|event| event.kind == Kind::NoteEdited).unwrap();
    assert_eq!((&*edited.who, &*edited.object_name), ("ada@example.org", "L-KEY"));
}

#[both_databases]
async fn pages_follow_each_other_and_filters_hold(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let ada = everybody(db, "ada", world.customer).await;
    let bob = everybody(db, "bob", world.customer).await;
    for (number, person) in (0..20).zip([&ada, &bob].into_iter().cycle()) {
        let permit = person.permit(Action::ManageApiTokens, Target::MyOrganization).unwrap();
        // Two at a time have the same time.
        let at = NOW - number / 2 * DAY;
        let text = format!("Token {number} 50%");
        let event = Event::by(&permit, at, Kind::TokenCreated).change("", &text);
        event.record(db.connection()).await.unwrap();
    }
    let permit = seeing(&ada);
    let tokens = EventQuery { category: Some(Category::ApiAccess), ..Default::default() };
    let by_page = async |query: &EventQuery| {
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = page(db, &permit, query, after, 3, NOW).await.unwrap();
            assert!(page.events.len() == 3 || page.next.is_none());
            seen.extend(page.events.into_iter().map(|event| (event.at, event.number)));
            after = page.next;
            if after.is_none() {
                break seen;
            }
        }
    };
    let mut seen = by_page(&tokens).await;
    assert_eq!(seen.len(), 20);
    assert!(seen.is_sorted_by(|a, b| a > b), "{seen:?}");
    seen.reverse();
    let oldest_first = EventQuery { sort: Sort::ascending(EventColumn::Time), ..tokens.clone() };
    assert_eq!(by_page(&oldest_first).await, seen);

    let count = async |query: EventQuery| all(db, &permit, &query).await.len();
    let there = |back, offset| Some(LocalDay { day: Day(TODAY.0 - back), offset });
    let day = |back| there(back, 0);
    for (query, expected) in [
        (EventQuery { user: Some(bob.user), ..tokens.clone() }, 10),
        (EventQuery { from: day(1), ..tokens.clone() }, 4),
        (EventQuery { to: day(8), ..tokens.clone() }, 4),
        (EventQuery { from: day(3), to: day(3), ..tokens.clone() }, 2),
        // All of them happened at 12:00 UTC.
        (EventQuery { from: there(1, -720), ..tokens.clone() }, 4),
        (EventQuery { from: there(1, -721), ..tokens.clone() }, 2),
        (EventQuery { to: there(8, 719), ..tokens.clone() }, 4),
        (EventQuery { to: there(8, 720), ..tokens.clone() }, 2),
        (EventQuery { search: "tOKEN 1".into(), ..tokens.clone() }, 11),
        (EventQuery { search: " bob@ ".into(), ..tokens.clone() }, 10),
        (EventQuery { search: "0%".into(), ..tokens.clone() }, 20),
        (EventQuery { search: "_oken".into(), ..tokens.clone() }, 0),
        (EventQuery { search: "\0".into(), ..tokens.clone() }, 0),
        (EventQuery { category: Some(Category::Product), ..Default::default() }, 0),
        (EventQuery { from: day(-1), ..tokens }, 0),
    ] {
        assert_eq!(count(query.clone()).await, expected, "{query:?}");
    }
}
