//! Actions on several licenses of a list, and on all that match: right to the license.

use app::ApiError;
use app::list::{ActOnLicenses, Acted, BulkAction, Chosen, Matched, OpenList, Opened, Scope};
use http::StatusCode;
use model::bulk::{CHUNK, Reason};
use model::report::{Report, Section};
use model::{LicenseId, Query};
use server_fn::error::FromServerFnError as _;
use store::testing::{NOW, TestDb, both_databases, reassign};

use crate::browser::{Answer, Browser};
use crate::world::World;

/// Licenses of on-premises products, without some.
fn matched(count: u64, except: &[LicenseId]) -> Matched {
    Matched {
        generated_at: NOW,
        query: Query::default(),
        section: Section::OnPremises,
        except: except.to_vec(),
        count,
        fingerprint: None,
        after: None,
    }
}

async fn act(browser: &Browser, chosen: Chosen, action: BulkAction) -> Answer {
    let scope = Scope::MyOrganization(None);
    browser.call("act-on-licenses", &ActOnLicenses { scope, chosen, action }).await
}

async fn done(browser: &Browser, chosen: Chosen, action: BulkAction) -> Acted {
    act(browser, chosen, action).await.value()
}

/// Returns why an action did not begin.
fn not_begun(told: Answer) -> String {
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    match ApiError::de(told.body.into()) {
        ApiError::Invalid { field, message } => {
            assert_eq!(field, "count");
            message
        }
        other => panic!("{other:?}"),
    }
}

fn changed(changed: u64) -> Acted {
    Acted { changed, ..Acted::default() }
}

#[both_databases]
async fn all_that_match_are_pinned_but_the_exceptions(database: TestDb) {
    let world = World::make(&database).await;
    let parent = world.browser("parent");
    let all = |count, except: &[LicenseId]| Chosen::Matching(Box::new(matched(count, except)));
    let told = not_begun(act(&parent, all(3, &[world.identity]), BulkAction::Pin).await);
    assert!(told.contains("2 licenses match now, 3 were selected"), "{told}");
    // What the same action has done before, the server does not know; the page says it.
    assert!(!told.contains("Nothing"), "{told}");
    // Nothing was pinned. From its place, the action goes on without what came before.
    let later = Matched { after: Some(world.license.max(world.identity)), ..matched(3, &[]) };
    assert_eq!(done(&parent, Chosen::Matching(Box::new(later)), BulkAction::Pin).await, changed(1));
    let pinned = done(&parent, all(2, &[world.identity]), BulkAction::Pin).await;
    assert_eq!(pinned, Acted { unchanged: 1, ..changed(1) });
    let unpinned = done(&parent, all(3, &[]), BulkAction::Unpin).await;
    assert_eq!(unpinned, Acted { unchanged: 1, ..changed(2) });
    // Another person's list has other licenses, and other pins.
    let viewer = world.browser("viewer");
    assert_eq!(done(&viewer, all(2, &[]), BulkAction::Unpin).await, Acted { unchanged: 2, ..changed(0) });
}

/// Opens the list, and returns the fingerprint of all that match in it, as the browser computes it.
async fn fingerprint(browser: &Browser) -> u64 {
    let open = OpenList { scope: Scope::MyOrganization(None) };
    let opened: Opened = browser.call("open-list", &open).await.value();
    let Opened::Columns(columns) = opened else { panic!("the browser has not all rows") };
    let report = Report::new(*columns).unwrap();
    report.matching(&Query::default(), Section::OnPremises, &[], None, 0).fingerprint
}

#[both_databases]
async fn as_many_others_are_not_those_that_were_selected(database: TestDb) {
    let world = World::make(&database).await;
    let (viewer, parent) = (world.browser("viewer"), world.browser("parent"));
    let all = async |browser: &Browser, count| {
        let fingerprint = Some(fingerprint(browser).await);
        Chosen::Matching(Box::new(Matched { fingerprint, ..matched(count, &[]) }))
    };
    let of_viewer = all(&viewer, 2).await;
    assert_eq!(done(&viewer, of_viewer, BulkAction::Pin).await, changed(2));
    let of_parent = all(&parent, 3).await;
    // One comes, another goes.
    reassign(&world.db, world.foreign, world.base.customer).await;
    reassign(&world.db, world.identity, world.base.other_customer).await;
    let told = not_begun(act(&parent, of_parent, BulkAction::Pin).await);
    assert!(told.contains("but not the same ones"), "{told}");
}

#[both_databases]
async fn what_somebody_else_took_away_is_refused_and_named(database: TestDb) {
    let world = World::make(&database).await;
    let parent = world.browser("parent");
    reassign(&world.db, world.identity, world.base.other_customer).await;
    let these = Chosen::These(vec![world.license, world.identity, world.foreign, world.missing]);
    let acted = done(&parent, these, BulkAction::Pin).await;
    assert_eq!((acted.changed, acted.refused), (1, vec![(Reason::Gone, 3)]));
    let mut named = vec![world.identity, world.foreign, world.missing];
    named.sort_unstable();
    assert_eq!(acted.examples, named);
    // Too many at once, and nothing at all.
    let many = Chosen::These(vec![1; CHUNK + 1]);
    assert_eq!(act(&parent, many, BulkAction::Pin).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(done(&parent, Chosen::These(Vec::new()), BulkAction::Pin).await, changed(0));
}

#[both_databases]
async fn all_that_match_are_moved_from_where_they_are(database: TestDb) {
    let world = World::make(&database).await;
    let (main, sub) = (world.base.customer, world.base.sub);
    let way = BulkAction::Move { from: main, to: sub };
    let all = || Chosen::Matching(Box::new(matched(3, &[])));
    for refused in ["viewer", "admin"] {
        let all = Chosen::Matching(Box::new(matched(2, &[])));
        assert_eq!(act(&world.browser(refused), all, way).await.status, StatusCode::NOT_FOUND, "{refused}");
    }
    let parent = world.browser("parent");
    let moved = done(&parent, all(), way).await;
    assert_eq!((moved.changed, moved.refused), (2, vec![(Reason::Elsewhere, 1)]));
    assert_eq!(moved.examples, [world.sub_license]);
    // They still match: the list shows the sub-organization's licenses, too.
    let again = done(&parent, all(), way).await;
    assert_eq!((again.changed, again.refused), (0, vec![(Reason::Elsewhere, 3)]));
    let back = BulkAction::Move { from: sub, to: main };
    assert_eq!(done(&parent, all(), back).await, changed(3));
}

#[both_databases]
async fn what_left_the_list_by_the_action_takes_nothing_with_it(database: TestDb) {
    let world = World::make(&database).await;
    let (main, sub) = (world.base.customer, world.base.sub);
    let (parent, way) = (world.browser("parent"), BulkAction::Move { from: main, to: sub });
    // The main organization's own list, from which licenses disappear as they move.
    let scope = || Scope::MyOrganization(Some(main));
    let first = Chosen::These(vec![world.license]);
    let moved = ActOnLicenses { scope: scope(), chosen: first, action: way };
    assert_eq!(parent.call("act-on-licenses", &moved).await.value::<Acted>(), changed(1));
    // The next request comes to a server that generates the list anew.
    let rest = Chosen::Matching(Box::new(Matched { after: Some(world.license), ..matched(2, &[]) }));
    let rest = ActOnLicenses { scope: scope(), chosen: rest, action: way };
    assert_eq!(parent.call("act-on-licenses", &rest).await.value::<Acted>(), changed(1));
}
