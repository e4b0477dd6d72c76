use model::event::EventQuery;
use model::{Permit, UserId};

use super::*;
use crate::event::{Listed, page, seal};
use crate::people::add_organization;
use crate::session::{Token, find};
use crate::testing::{NOW, World, actor, databases, open_session, remove_member};

const TOKEN: Token = Token([4; 32]);

/// A member of the vendor's staff with a session: who, where, and its permit.
async fn staff(db: &Db) -> (UserId, OrganizationId, Permit) {
    let vendor = add_organization(db, "Vendor", OrganizationKind::Vendor, None, NOW).await.unwrap();
    let vera = actor(db, "vera", Some(vendor), Levels::all(Level::FullAccess)).await;
    open_session(db, vera.user, TOKEN, NOW).await;
    let permit = vera.permit(Action::ManageConsole, Target::Installation).unwrap();
    (vera.user, vendor, permit)
}

/// What the Event History of an organisation tells of viewings, the latest first: what, and who.
async fn told(db: &Db, organization: OrganizationId) -> Vec<(&'static str, String)> {
    seal(db, NOW).await.unwrap();
    let name = format!("reader-{organization}");
    let reader = actor(db, &name, Some(organization), Levels::all(Level::FullAccess)).await;
    let permit = reader.permit(Action::SeeEvents, Target::MyOrganization).unwrap();
    let found = page(db, &permit, &EventQuery::default(), None, 100, NOW).await.unwrap();
    let of_viewings = |event: &Listed| event.kind.name().starts_with("viewing");
    found.events.into_iter().filter(of_viewings).map(|event| (event.kind.name(), event.who)).collect()
}

#[tokio::test]
async fn who_looks_in_acts_there_until_it_ends_and_the_organization_reads_of_it() {
    for database in databases().await {
        let db = &database.db;
        let (world, name) = (World::make(db).await, database.name);
        let (user, vendor, permit) = staff(db).await;
        let before = find(db, TOKEN, NOW).await.unwrap().unwrap().actor;
        begin(db, &permit, TOKEN, world.customer, NOW).await.unwrap();
        let viewer = find(db, TOKEN, NOW).await.unwrap().unwrap().actor;
        assert_eq!(viewer.user, user, "{name}");
        let membership = viewer.membership.as_ref().unwrap();
        assert_eq!((membership.organization, membership.viewed), (world.customer, true), "{name}");
        assert!(membership.has_subs && !membership.has_customers, "{name}");
        assert!(viewer.may(Action::ListLicenses, Target::MyOrganization), "{name}");
        assert!(!viewer.may(Action::ManageConsole, Target::Installation), "{name}");
        let shown = viewed(db, &viewer).await.unwrap();
        assert_eq!(shown, Some((world.customer, "Customer".to_owned())), "{name}");
        // It is over after an hour.
        assert_eq!(find(db, TOKEN, NOW + LIFETIME).await.unwrap().unwrap().actor, before, "{name}");
        // Another session of the same person is not concerned.
        open_session(db, user, Token([5; 32]), NOW).await;
        assert_eq!(find(db, Token([5; 32]), NOW).await.unwrap().unwrap().actor, before, "{name}");

        end(db, &viewer, TOKEN, NOW).await.unwrap();
        assert_eq!(find(db, TOKEN, NOW).await.unwrap().unwrap().actor, before, "{name}");
        let again = end(db, &viewer, TOKEN, NOW).await;
        assert!(matches!(again, Err(ViewingError::Refused(_))), "{name}: {again:?}");
        let expected = ["viewing-ended", "viewing-begun"].map(|kind| (kind, "Vendor".to_owned()));
        assert_eq!(told(db, world.customer).await, expected, "{name}");
        assert_eq!(told(db, world.other_customer).await, [], "{name}");

        for hidden in [vendor, 999_999] {
            let refused = begin(db, &permit, TOKEN, hidden, NOW).await;
            assert!(matches!(refused, Err(ViewingError::Refused(_))), "{name}: {refused:?}");
        }
        // Nor with somebody else's session, nor by another permit.
        let other = begin(db, &permit, Token([6; 32]), world.customer, NOW).await;
        assert!(matches!(other, Err(ViewingError::Refused(_))), "{name}: {other:?}");
        let seeing = before.permit(Action::SeeConsole, Target::Installation).unwrap();
        let other = begin(db, &seeing, TOKEN, world.customer, NOW).await;
        assert!(matches!(other, Err(ViewingError::Refused(_))), "{name}: {other:?}");
    }
}

#[tokio::test]
async fn who_leaves_the_vendors_staff_looks_into_nothing_from_its_next_request_on() {
    for database in databases().await {
        let db = &database.db;
        let world = World::make(db).await;
        let (user, vendor, permit) = staff(db).await;
        begin(db, &permit, TOKEN, world.customer, NOW).await.unwrap();
        remove_member(db, user, vendor).await;
        let after = find(db, TOKEN, NOW).await.unwrap().unwrap().actor;
        assert_eq!(after.membership, None, "{}", database.name);
    }
}
