//! Lists, exports and imports take turns: somebody who asks for many at once holds up only themselves.

use std::cell::Cell;
use std::time::Duration;

use app::ApiError;
use app::import::{ApplyImport, ImportPlan, PlanImport};
use app::list::{AskList, OpenList, Opened, Scope, SearchList};
use axum::body::{Body, to_bytes};
use futures::future::join_all;
use http::header::COOKIE;
use http::{Request, StatusCode};
use model::ProductKind;
use server_fn::error::FromServerFnError as _;
use store::testing::{NewLicense, TestDb, add_license, add_product, both_databases, lose_column};
use tokio::time::{Instant, sleep, timeout};
use tower::ServiceExt as _;

use crate::browser::{Answer, own_post};
use crate::stock::organizations_file;
use crate::world::World;

/// Returns whether the response says that others come first, and when to try again.
fn is_told_to_wait(answer: &Answer) -> bool {
    let refused = answer.status == StatusCode::SERVICE_UNAVAILABLE;
    assert_eq!(refused, answer.header("retry-after").parse::<u32>().is_ok(), "{answer:?}");
    refused
}

#[both_databases]
async fn who_opens_many_lists_at_once_is_told_to_wait_and_nobody_else_is(database: TestDb) {
    let world = World::make(&database).await;
    let (greedy, other) = (world.browser("distributor"), world.browser("admin"));
    let mine = OpenList { scope: Scope::MyOrganization(None) };
    let many = join_all((0..40).map(|_| greedy.call("open-list", &mine)));
    let others = join_all((0..3).map(|_| other.call("open-list", &mine)));
    let health = join_all((0..3).map(|_| other.get("/healthz")));
    let (many, others, health) = tokio::join!(many, others, health);
    let (refused, given): (Vec<_>, Vec<_>) = many.iter().partition(|answer| is_told_to_wait(answer));
    assert!(given.len() >= 4 && !refused.is_empty(), "{} given", given.len());
    for answer in given.into_iter().chain(&others) {
        assert!(matches!(answer.value(), Opened::Columns(_)));
    }
    assert!(health.iter().all(|answer| answer.status == StatusCode::OK));
    let told = ApiError::de(refused[0].body.clone().into());
    let ApiError::Busy { message, retry_after } = told else { panic!("{told:?}") };
    let again = format!("This page tries again by itself in {retry_after} seconds.");
    assert!(message.starts_with("Your other lists come first. ") && message.ends_with(&again), "{message}");
    // Once they are done, there is a turn again.
    assert_eq!(greedy.call("open-list", &mine).await.status, StatusCode::OK);
}

#[tokio::test]
async fn searches_and_exports_take_turns_too() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    let admin = world.browser("admin");
    let search = SearchList { scope: Scope::MyOrganization(None), text: "key".into() };
    let searches = join_all((0..40).map(|_| admin.call("search-list", &search))).await;
    assert!(searches.iter().any(is_told_to_wait));
    let customers = format!("/export/customers.csv?orgs={}", world.base.customer);
    for (who, path, form) in [
        ("admin", "/export/licenses.csv", None),
        ("distributor", &customers, None),
        ("parent", "/export/events.csv", None),
        ("admin", "/export/active-deployments.xlsx?license=L-KEY-CUSTOMER", None),
        ("admin", "/export/deployments.csv", Some("license=L-KEY-CUSTOMER&deployments=1-9")),
    ] {
        let browser = world.browser(who);
        let export = async |_| match form {
            None => browser.get(path).await,
            Some(form) => browser.submit(path, form).await,
        };
        let exports = join_all((0..20).map(export)).await;
        let refused: Vec<_> = exports.iter().filter(|answer| is_told_to_wait(answer)).collect();
        let statuses: Vec<_> = exports.iter().map(|answer| answer.status).collect();
        assert!(!refused.is_empty() && refused.len() < exports.len(), "{path}: {statuses:?}");
        assert_eq!(
            refused[0].text().trim(),
            "Your other exports come first. Try again in 30 seconds.",
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_list_that_the_server_keeps_is_asked_by_many_at_once() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    let admin = world.browser("admin");
    let ask = app::list::Ask {
        generated_at: store::testing::NOW,
        query: model::Query::default(),
        windows: vec![(model::report::Section::OnPremises, 0..10)],
    };
    let ask = AskList { scope: Scope::MyOrganization(None), ask };
    let answers = join_all((0..6).map(|_| admin.call("ask-list", &ask))).await;
    let shown: Vec<app::list::Answer> = answers.iter().map(Answer::value).collect();
    assert!(shown.iter().all(|answer| answer.facets == shown[0].facets));
}

#[tokio::test]
async fn imports_take_turns() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    let file = organizations_file("name,kind\nNew,customer\n");
    let vendor = world.browser("vendor");
    let plan = PlanImport { file };
    let plans = join_all((0..20).map(|_| vendor.call("plan-import", &plan))).await;
    let (refused, given): (Vec<_>, Vec<_>) = plans.iter().partition(|answer| is_told_to_wait(answer));
    assert!(!given.is_empty() && !refused.is_empty(), "{} of {} given", given.len(), plans.len());
    for answer in given {
        assert_eq!(answer.value::<ImportPlan>().totals, [1, 0, 0, 0]);
    }
    assert_eq!(refused[0].header("retry-after"), "20");
    let told = ApiError::de(refused[0].body.clone().into()).to_string();
    assert_eq!(told, "Your other imports come first. Try again in 20 seconds.");
    assert_eq!(vendor.call("plan-import", &plan).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_large_import_holds_up_nobody_else() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    let mut bytes = b"name,kind\n".to_vec();
    for number in 0..20_000 {
        bytes.extend(format!("Workshop {number:05} of the guild,customer\n").bytes());
    }
    let (vendor, file) = (world.browser("vendor"), organizations_file(bytes));
    let (plan, apply) = (PlanImport { file: file.clone() }, ApplyImport { file, skip_refused: false });
    // This test has a single async thread: anything that computes on it makes a gap between two beats.
    let (longest_gap, is_over) = (Cell::new(Duration::ZERO), Cell::new(false));
    let beat = async {
        while !is_over.get() {
            let before = Instant::now();
            sleep(Duration::from_millis(1)).await;
            longest_gap.set(longest_gap.get().max(before.elapsed()));
        }
    };
    let import = async {
        let begun = Instant::now();
        let planned = vendor.call("plan-import", &plan).await;
        // So that the last beat counts, too.
        sleep(Duration::from_millis(3)).await;
        let plan_took = (begun.elapsed(), longest_gap.replace(Duration::ZERO));
        let begun = Instant::now();
        let applied = vendor.call("apply-import", &apply).await;
        sleep(Duration::from_millis(3)).await;
        let apply_took = (begun.elapsed(), longest_gap.get());
        is_over.set(true);
        [(planned, false, plan_took), (applied, true, apply_took)]
    };
    let (answers, ()) = tokio::join!(import, beat);
    for (answer, is_done, (whole, gap)) in answers {
        let answer: ImportPlan = answer.value();
        assert_eq!((answer.totals, answer.done), ([20_000, 0, 0, 0], is_done));
        assert!(gap * 3 < whole, "it took {whole:?} and held up others for {gap:?}");
    }
}

#[tokio::test]
async fn a_request_that_fails_gives_its_turn_back() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    let (admin, vendor) = (world.browser("admin"), world.browser("vendor"));
    // More of them than a person has turns, one after the other.
    for _ in 0..14 {
        let garbled = admin.post("/api/search-list", vec![0xff; 8]).await;
        assert!(!is_told_to_wait(&garbled) && garbled.status != StatusCode::OK, "{garbled:?}");
    }
    for _ in 0..3 {
        let chunks = futures::stream::iter([Ok("name"), Err(std::io::Error::other("the person canceled"))]);
        let request = own_post("/api/plan-import").body(Body::from_stream(chunks)).unwrap();
        let broken_off = vendor.send(request).await;
        assert!(broken_off.status.is_client_error(), "{broken_off:?}");
    }
    let plan = PlanImport { file: organizations_file("name,kind\nNew,customer\n") };
    assert_eq!(vendor.call("plan-import", &plan).await.status, StatusCode::OK);
    lose_column(&world.db, "licenses", "suspended").await;
    let open = OpenList { scope: Scope::MyOrganization(None) };
    for _ in 0..14 {
        let failed = admin.call("open-list", &open).await;
        assert_eq!(failed.status, StatusCode::INTERNAL_SERVER_ERROR);
    }
}

#[tokio::test]
async fn a_large_list_holds_a_turn_until_it_is_read() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    // More than a response may have without a turn.
    let product = add_product(&world.db, &"Large ".repeat(50_000), ProductKind::OnPremises, true).await;
    let organizations = &[world.base.customer];
    let new = NewLicense { key: "LARGE", product, organizations, user: None, deployed: 0 };
    add_license(&world.db, &new).await;
    let admin = world.browser("admin");
    let open = OpenList { scope: Scope::MyOrganization(None) };
    let mut unread = Vec::new();
    for _ in 0..12 {
        let body = Body::from(postcard::to_stdvec(&open).unwrap());
        let request = own_post("/api/open-list").header(COOKIE, admin.cookie.clone().unwrap());
        let answer = admin.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        unread.push(answer);
    }
    assert!(is_told_to_wait(&admin.call("open-list", &open).await));
    let read = to_bytes(unread.pop().unwrap().into_body(), 1 << 20).await.unwrap();
    assert!(read.len() > 256 << 10);
    assert!(matches!(admin.call("open-list", &open).await.value(), Opened::Columns(_)));
}

#[tokio::test]
async fn an_organization_takes_no_export_from_another() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    // More than is in transit while nobody reads.
    let product = add_product(&world.db, &"Large ".repeat(50_000), ProductKind::OnPremises, true).await;
    for number in 0..6 {
        let (key, organizations) = (format!("LARGE-{number}"), &[world.base.customer]);
        let new = NewLicense { key: &key, product, organizations, user: None, deployed: 0 };
        add_license(&world.db, &new).await;
    }
    let export = async |who| {
        let browser = world.browser(who);
        let request = Request::get("/export/licenses.csv").header(COOKIE, browser.cookie.unwrap());
        let answer = browser.router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{who}");
        answer
    };
    let mut unread = Vec::new();
    for who in ["admin", "admin", "parent", "parent"] {
        unread.push(export(who).await);
    }
    let soon = Duration::from_millis(300);
    assert!(timeout(soon, export("viewer")).await.is_err(), "the organization has no turn left");
    export("other").await;
    drop(unread);
    export("viewer").await;
}
