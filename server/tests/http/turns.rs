//! Lists, exports and imports take turns: who asks for many at once holds up nobody but themselves.

use app::ApiError;
use app::list::{AskList, OpenList, Opened, Scope, SearchList};
use futures::future::join_all;
use http::StatusCode;
use server_fn::error::FromServerFnError as _;
use store::testing::databases;

use crate::browser::Answer;
use crate::world::World;

/// Whether the answer says that others come first, and when to try again.
fn is_told_to_wait(answer: &Answer) -> bool {
    let refused = answer.status == StatusCode::SERVICE_UNAVAILABLE;
    assert_eq!(refused, answer.header("retry-after").parse::<u32>().is_ok(), "{answer:?}");
    refused
}

#[tokio::test]
async fn who_opens_many_lists_at_once_is_told_to_wait_and_nobody_else_is() {
    for database in databases().await {
        let world = World::make(&database).await;
        let (greedy, other) = (world.browser("distributor"), world.browser("admin"));
        let mine = OpenList { scope: Scope::MyOrganization(None) };
        let many = join_all((0..40).map(|_| greedy.call("open-list", &mine)));
        let others = join_all((0..3).map(|_| other.call("open-list", &mine)));
        let health = join_all((0..3).map(|_| other.get("/healthz")));
        let (many, others, health) = tokio::join!(many, others, health);
        let (refused, given): (Vec<_>, Vec<_>) = many.iter().partition(|answer| is_told_to_wait(answer));
        assert!(given.len() >= 4 && !refused.is_empty(), "{}: {} given", database.name, given.len());
        for answer in given.into_iter().chain(&others) {
            assert!(matches!(answer.value(), Opened::Columns(_)), "{}", database.name);
        }
        assert!(health.iter().all(|answer| answer.status == StatusCode::OK), "{}", database.name);
        let told = ApiError::de(refused[0].body.clone().into());
        let ApiError::Busy { message, retry_after } = told else { panic!("{told:?}") };
        let again = format!("This page tries again by itself in {retry_after} seconds.");
        assert!(
            message.starts_with("Your other lists come first. ") && message.ends_with(&again),
            "{message}"
        );
        // Once they are done, there is a turn again.
        assert_eq!(greedy.call("open-list", &mine).await.status, StatusCode::OK, "{}", database.name);
    }
}

#[tokio::test]
async fn searches_and_exports_take_turns_too() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    let admin = world.browser("admin");
    let search = SearchList { scope: Scope::MyOrganization(None), text: "key".into() };
    let searches = join_all((0..40).map(|_| admin.call("search-list", &search))).await;
    assert!(searches.iter().any(is_told_to_wait));
    for (who, path) in [("admin", "/export/licenses.csv"), ("parent", "/export/events.csv")] {
        let browser = world.browser(who);
        let exports = join_all((0..20).map(|_| browser.get(path))).await;
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
