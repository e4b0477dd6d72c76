use model::event::{Entry, EventQuery};
use model::{Permit, UserId};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};

use super::*;
use crate::db::entity::event;
use crate::events::{Kind, page, seal};
use crate::people::add_organization;
use crate::sign_in::note_refusal;
use crate::sign_in::session::{ABSOLUTE_LIMIT, Token, close, end_others, find};
use crate::testing::{NOW, TestDb, World, actor, both_databases, open_session, remove_member};

const TOKEN: Token = Token([4; 32]);

/// A member of the vendor's staff with a session: their ID, organization and permit.
async fn staff(db: &Db) -> (UserId, OrganizationId, Permit) {
    let vendor = add_organization(db, "Vendor", OrganizationKind::Vendor, None, NOW).await.unwrap();
    let vera = actor(db, "vera", Some(vendor), Levels::all(Level::FullAccess)).await;
    open_session(db, vera.user, TOKEN, NOW).await;
    let permit = vera.permit(Action::ManageConsole, Target::Installation).unwrap();
    (vera.user, vendor, permit)
}

/// The viewings in an organization's Event History, the latest first: kind and actor.
async fn told(db: &Db, organization: OrganizationId) -> Vec<(&'static str, String)> {
    let of_viewings = |event: &Entry| event.kind.name().starts_with("viewing");
    let found = all(db, organization).await.into_iter().filter(of_viewings);
    found.map(|event| (event.kind.name(), event.who)).collect()
}

/// The Event History of an organization, the latest first.
async fn all(db: &Db, organization: OrganizationId) -> Vec<Entry> {
    seal(db, NOW).await.unwrap();
    let name = format!("reader-{organization}");
    let reader = actor(db, &name, Some(organization), Levels::all(Level::FullAccess)).await;
    let permit = reader.permit(Action::SeeEvents, Target::MyOrganization).unwrap();
    page(db, &permit, &EventQuery::default(), None, 100, NOW).await.unwrap().events
}

#[both_databases]
async fn who_looks_in_acts_there_until_it_ends_and_the_organization_reads_of_it(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let (user, vendor, permit) = staff(db).await;
    let before = find(db, TOKEN, NOW).await.unwrap().unwrap().actor;
    begin(db, &permit, TOKEN, world.customer, NOW).await.unwrap();
    let viewer = find(db, TOKEN, NOW).await.unwrap().unwrap().actor;
    assert_eq!(viewer.user, user);
    let membership = viewer.membership.as_ref().unwrap();
    assert_eq!((membership.organization, membership.viewed), (world.customer, true));
    assert!(membership.has_subs && !membership.has_customers);
    assert!(viewer.may(Action::ListLicenses, Target::MyOrganization));
    assert!(!viewer.may(Action::ManageConsole, Target::Installation));
    let shown = viewed(db, &viewer).await.unwrap();
    assert_eq!(shown, Some((world.customer, "Customer".to_owned())));
    // It ends after an hour.
    assert_eq!(find(db, TOKEN, NOW + LIFETIME).await.unwrap().unwrap().actor, before);
    // Another session of the same person is not affected.
    open_session(db, user, Token([5; 32]), NOW).await;
    assert_eq!(find(db, Token([5; 32]), NOW).await.unwrap().unwrap().actor, before);

    // Nor is a colleague's, in which nobody else begins or ends anything.
    let theirs = Token([7; 32]);
    let paul = actor(db, "paul", Some(vendor), Levels::all(Level::FullAccess)).await;
    open_session(db, paul.user, theirs, NOW).await;
    let refused = begin(db, &permit, theirs, world.customer, NOW).await;
    assert!(matches!(refused, Err(ViewingError::Refused(_))), "{refused:?}");
    let theirs_to_give = paul.permit(Action::ManageConsole, Target::Installation).unwrap();
    begin(db, &theirs_to_give, theirs, world.direct_customer, NOW).await.unwrap();
    let refused = end(db, &viewer, theirs, NOW).await;
    assert!(matches!(refused, Err(ViewingError::Refused(_))), "{refused:?}");

    end(db, &viewer, TOKEN, NOW).await.unwrap();
    assert_eq!(find(db, TOKEN, NOW).await.unwrap().unwrap().actor, before);
    let again = end(db, &viewer, TOKEN, NOW).await;
    assert!(matches!(again, Err(ViewingError::Refused(_))), "{again:?}");
    let expected = ["viewing-ended", "viewing-begun"].map(|kind| (kind, "Vendor".to_owned()));
    assert_eq!(told(db, world.customer).await, expected);
    assert_eq!(told(db, world.other_customer).await, []);

    for hidden in [vendor, 999_999] {
        let refused = begin(db, &permit, TOKEN, hidden, NOW).await;
        assert!(matches!(refused, Err(ViewingError::Refused(_))), "{refused:?}");
    }
    // Nor with somebody else's session, nor with another permit.
    let other = begin(db, &permit, Token([6; 32]), world.customer, NOW).await;
    assert!(matches!(other, Err(ViewingError::Refused(_))), "{other:?}");
    let seeing = before.permit(Action::SeeConsole, Target::Installation).unwrap();
    let other = begin(db, &seeing, TOKEN, world.customer, NOW).await;
    assert!(matches!(other, Err(ViewingError::Refused(_))), "{other:?}");
}

#[both_databases]
async fn a_refusal_of_who_looks_in_does_not_tell_the_organization_who_it_is(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let (_, vendor, permit) = staff(db).await;
    begin(db, &permit, TOKEN, world.customer, NOW).await.unwrap();
    let viewer = find(db, TOKEN, NOW).await.unwrap().unwrap().actor;
    let noted = note_refusal(db, &viewer, "license-history", NOW);
    crate::db::request_origin::from("192.0.2.7".to_owned(), noted).await.unwrap();
    for (organization, who, address) in
        [(world.customer, "Vendor", None), (vendor, "vera@example.org", Some("192.0.2.7".to_owned()))]
    {
        let read = all(db, organization).await;
        let refused = read.iter().find(|event| event.kind == Kind::Refused).unwrap();
        assert_eq!((&*refused.who, &refused.network_address), (who, &address));
    }
}

#[both_databases]
async fn each_viewing_has_its_end_in_the_history_however_it_ends(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let (user, _, permit) = staff(db).await;
    let begin_again = async |token: Token| {
        open_session(db, user, token, NOW).await;
        begin(db, &permit, token, world.customer, NOW).await.unwrap();
    };
    // By viewing another, by signing out, by ending the session, or with an expired one.
    begin(db, &permit, TOKEN, world.customer, NOW).await.unwrap();
    begin(db, &permit, TOKEN, world.other_customer, NOW).await.unwrap();
    close(db, TOKEN, NOW).await.unwrap();
    begin_again(Token([5; 32])).await;
    end_others(db, user, TOKEN, NOW).await.unwrap();
    begin_again(Token([6; 32])).await;
    open_session(db, user, Token([7; 32]), NOW + ABSOLUTE_LIMIT + 1).await;
    let told_of = |kinds: Vec<&'static str>| -> Vec<_> {
        kinds.into_iter().map(|kind| (kind, "Vendor".to_owned())).collect()
    };
    let expected = told_of(vec!["viewing-ended", "viewing-begun"]);
    assert_eq!(told(db, world.other_customer).await, expected);
    // The last one lasted its full hour.
    let again = ["viewing-ended", "viewing-begun"].repeat(3);
    let (later, kind) = (NOW + LIFETIME, event::Column::Kind);
    assert_eq!(told(db, world.customer).await, told_of(again));
    // Without anybody's help: once, and on time.
    let token = Token([8; 32]);
    begin_again(token).await;
    assert_eq!(end_expired(db, later - 1).await.unwrap(), 0);
    assert_eq!(end_expired(db, later + 60_000).await.unwrap(), 1);
    assert_eq!(end_expired(db, later + 60_000).await.unwrap(), 0);
    let ends = event::Entity::find().filter(kind.eq(Kind::ViewingEnded.name()));
    let last = ends.order_by_desc(event::Column::Id).one(db.connection()).await.unwrap().unwrap();
    assert_eq!((last.at, &*last.new), (later, "The hour was up"));
    assert!(find(db, token, later).await.unwrap().is_some(), "the session goes on");
}

#[both_databases]
async fn who_leaves_the_vendors_staff_looks_into_nothing_from_its_next_request_on(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let (user, vendor, permit) = staff(db).await;
    begin(db, &permit, TOKEN, world.customer, NOW).await.unwrap();
    remove_member(db, user, vendor).await;
    let after = find(db, TOKEN, NOW).await.unwrap().unwrap().actor;
    assert_eq!(after.membership, None);
}
