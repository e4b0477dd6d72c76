//! The messages that people get if the server fails, or if somebody was faster.

use app::cookie::CookieSettings;
use app::list::{OpenList, Scope};
use axum::body::Body;
use http::Request;
use http::StatusCode;
use http::header::{COOKIE, LOCATION};
use store::db::secret::Secret;
use store::sign_in::single_sign_on::Attempt;
use store::testing::{NOW, TestDb, both_databases, lose_column, lose_table, taken};

use crate::world::World;

#[both_databases]
async fn single_sign_on_that_fails_says_so_and_not_that_it_took_too_long(database: TestDb) {
    let world = World::make(&database).await;
    let (state, browser) = (Secret([1; 32]), Secret([2; 32]));
    let back = async || {
        let cookie = CookieSettings { secure: false }.attempt_name(state);
        let request = Request::get(format!("/openid/callback?code=x&state={}", state.to_text()))
            .header(COOKIE, format!("{cookie}={}", browser.to_text()));
        let answer = world.browser("signed-out").send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        answer.headers[LOCATION].to_str().unwrap().to_owned()
    };
    assert_eq!(back().await, "/sso?refused=over");
    let attempt = Attempt {
        organization: world.base.customer,
        issuer: "https://login.example.org".into(),
        nonce: "nonce".into(),
        verifier: "verifier".into(),
        next: String::new(),
    };
    store::sign_in::single_sign_on::begin(&world.db, (state, browser), attempt, "192.0.2.1", NOW)
        .await
        .unwrap();
    lose_table(&world.db, "openid_providers").await;
    assert_eq!(back().await, "/sso?refused=failed");
    lose_table(&world.db, "openid_attempts").await;
    assert_eq!(back().await, "/sso?refused=failed");
}

#[both_databases]
async fn who_comes_second_is_told_so_in_words(database: TestDb) {
    let error = taken(&database.db).await;
    assert!(store::is_taken(&error));
    let told = app::ApiError::from(store::sign_in::password::ChangeError::from(error));
    assert_eq!(told.status(), 422, "{told}");
    assert!(told.to_string().starts_with("Somebody else did the same"), "{told}");
    let failed = store::DbErr::Custom("gone".into());
    assert_eq!(app::ApiError::from(failed), app::ApiError::Failed);
}

#[both_databases]
async fn what_cannot_be_read_is_no_file_and_no_list(database: TestDb) {
    let world = World::make(&database).await;
    let admin = world.browser("admin");
    // The license can still be read, and so can the number of deployed units.
    lose_column(&world.db, "deployments", "host_name").await;
    let report = admin.get("/export/active-deployments.xlsx?license=L-KEY-CUSTOMER").await;
    let form = "license=L-KEY-CUSTOMER&deployments=1-9";
    let selected = admin.submit("/export/deployments.csv", form).await;
    for (what, answer) in [("report", report), ("selection", selected)] {
        let status = answer.status;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR, "{what}");
        assert!(!answer.headers.contains_key("content-disposition"), "{what}");
    }
    lose_column(&world.db, "events", "old").await;
    lose_column(&world.db, "licenses", "note").await;
    let parent = world.browser("parent");
    for path in ["/export/events.csv", "/export/licenses.csv"] {
        let answer = parent.get(path).await;
        let status = answer.status;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR, "{path}");
        assert!(!answer.headers.contains_key("content-disposition"), "{path}");
    }
    lose_column(&world.db, "licenses", "suspended").await;
    let open = OpenList { scope: Scope::MyOrganization(None) };
    let status = parent.call("open-list", &open).await.status;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
}
