//! Event History over HTTP: the events that requests cause, and their export.

use app::events::{ListEvents, SetRetention};
use app::list::{EditNote, RevealKey};
use app::sign_in::SignIn;
use http::StatusCode;
use model::Day;
use model::event::{Category, Entry, EventQuery, Page};
use model::note::NoteKind;
use store::testing::{TestDb, both_databases};

use crate::browser::Browser;
use crate::world::{PASSWORD, World};

async fn events(browser: &Browser, category: Category) -> Vec<(String, String, String, String)> {
    let query = EventQuery { category: Some(category), ..EventQuery::default() };
    let page: Page = browser.call("list-events", &ListEvents { query, after: None }).await.value();
    let row = |event: Entry| {
        let what = event.kind.label().to_owned();
        (event.who, what, event.object_name, event.network_address.unwrap_or_default())
    };
    page.events.into_iter().map(row).collect()
}

fn row(who: &str, what: &str, name: &str) -> (String, String, String, String) {
    // The tests' requests come over no network.
    (who.to_owned(), what.to_owned(), name.to_owned(), "unknown".to_owned())
}

#[both_databases]
async fn sign_ins_and_refusals_are_told_to_the_organization_they_concern(database: TestDb) {
    let world = World::make(&database).await;
    let email = world.with_password().await;
    let parent = world.browser("parent");
    let before = events(&parent, Category::SignIn).await.len();
    let mut ada = world.browser("signed-out");
    for _ in 0..2 {
        let wrong = SignIn { email: email.to_owned(), password: "wrong".into() };
        assert_eq!(ada.call("sign-in", &wrong).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(ada.sign_in(email, PASSWORD).await.status, StatusCode::OK);
    let told = events(&parent, Category::SignIn).await;
    let expected = [row(email, "Signed in", email), row("Somebody not signed in", "Sign-in failed", email)];
    assert_eq!(told[..told.len() - before], expected);

    for _ in 0..2 {
        let hidden = RevealKey { license: world.foreign };
        assert_eq!(ada.call("reveal-key", &hidden).await.status, StatusCode::NOT_FOUND);
    }
    let edit = EditNote { kind: NoteKind::Customer, license: world.foreign, version: 0, text: "mine".into() };
    assert_eq!(parent.call("edit-note", &edit).await.status, StatusCode::NOT_FOUND);
    let expected = [row("parent@example.org", "Refused", "edit-note"), row(email, "Refused", "reveal-key")];
    assert_eq!(events(&parent, Category::Refusal).await, expected);
    for other in ["distributor", "vendor", "other"] {
        let told = events(&world.browser(other), Category::Refusal).await;
        assert_eq!(told, [], "{other}");
    }
}

#[both_databases]
async fn an_export_holds_what_is_asked_for_and_runs_nothing(database: TestDb) {
    let world = World::make(&database).await;
    let parent = world.browser("parent");
    let edit = EditNote { kind: NoteKind::Customer, license: world.license, version: 0, text: "=1+1".into() };
    assert_eq!(parent.call("edit-note", &edit).await.status, StatusCode::OK);
    let answer = parent.get("/export/events.csv?about=license&q=1%2B1").await;
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    let lines: Vec<_> = answer.text().lines().collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].ends_with("Time (UTC),Who,Network Address,What,On,Name,Old Value,New Value,Number"));
    assert!(
        lines[1].contains(",parent@example.org,unknown,Note edited,License,L-KEY-CUSTOMER,,'=1+1,"),
        "{}",
        lines[1]
    );
    let workbook = parent.get("/export/events.xlsx").await;
    assert!(workbook.body.starts_with(b"PK"));
    let odd = parent.get("/export/events.csv?about=nothing").await;
    assert_eq!(odd.status, StatusCode::BAD_REQUEST);
    assert!(odd.text().contains("“nothing”"));
    // The partner's note is the partner's own (R4).
    let seller = world.browser("distributor");
    let note = app::list::EditNote {
        kind: NoteKind::Partner,
        license: world.license,
        version: 0,
        text: "our secret".into(),
    };
    assert_eq!(seller.call("edit-note", &note).await.status, StatusCode::OK);
    let whole = |browser: Browser| async move { browser.get("/export/events.csv").await.text().to_owned() };
    assert!(whole(seller).await.contains("our secret"));
    for other in ["parent", "branch", "other", "vendor"] {
        assert!(!whole(world.browser(other)).await.contains("our secret"), "{other}");
    }
    let tomorrow = Day(store::testing::TODAY.0 + 1);
    let empty = parent.get(&format!("/export/events.csv?from={tomorrow}")).await;
    assert_eq!(empty.text().lines().count(), 1);
    // Far enough to the east it is tomorrow already.
    let there = parent.get(&format!("/export/events.csv?from={tomorrow}%2B13:00&about=license")).await;
    assert_eq!(there.text().lines().count(), 2);
}

#[tokio::test]
async fn a_retention_that_can_not_be_is_told_at_its_field() {
    use app::ApiError;
    use server_fn::error::FromServerFnError as _;

    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    for days in [0, 366, -1] {
        let answer = world.browser("parent").call("set-retention", &SetRetention { days }).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            matches!(ApiError::de(answer.body.into()), ApiError::Invalid { field, .. } if field == "days")
        );
    }
}
