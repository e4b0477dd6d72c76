//! Signing in and out, and the session's cookie; one story on both databases.

use std::time::Duration;

use app::ApiError;
use app::current_user::{SwitchOrganization, Who, WhoAmI};
use app::sign_in::SignOut;
use axum::body::Body;
use http::StatusCode;
use model::note::NoteKind;
use server::Site;
use server_fn::error::FromServerFnError as _;
use store::testing::{TestDb, both_databases, remove_member};
use tokio::time::timeout;

use crate::browser::{Browser, own_post};
use crate::world::{PASSWORD, World, portal};

async fn who(browser: &Browser) -> Who {
    browser.call("who-am-i", &WhoAmI {}).await.value()
}

#[both_databases]
async fn a_person_signs_in_works_and_signs_out(database: TestDb) {
    let world = World::make(&database).await;
    let email = world.with_password().await;
    let mut browser = world.browser("signed-out");
    assert_eq!(who(&browser).await, Who { person: None, demo: false, sign_up: false, sends_mails: false });

    let wrong = browser.sign_in(email, "something else").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!wrong.headers.contains_key("set-cookie"));
    let unknown = browser.sign_in("nobody@example.org", "something else").await;
    assert_eq!(unknown, wrong, "an unknown address must not be told from a wrong password");

    let signed_in = browser.sign_in(" ADA@example.org", PASSWORD).await;
    assert_eq!(signed_in.status, StatusCode::OK);
    let person = who(&browser).await.person.unwrap();
    assert_eq!((person.name.as_str(), person.email.as_str()), ("Ada", email));
    assert_eq!(person.organizations, [(world.base.customer, "Customer".to_owned())]);
    assert_eq!(browser.get("/licenses").await.status, StatusCode::OK);

    // Signing in again starts another session and ends the one before.
    let before = browser.clone();
    browser.sign_in(email, PASSWORD).await;
    assert_ne!(browser.cookie, before.cookie);
    assert_eq!(who(&before).await.person, None);

    let elsewhere =
        browser.call("switch-organization", &SwitchOrganization { to: world.base.distributor }).await;
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);

    // A removed member is out on the very next request.
    let user = person.actor.user;
    remove_member(&world.db, user, world.base.customer).await;
    assert_eq!(who(&browser).await.person.unwrap().actor.membership, None);

    let out = browser.call("sign-out", &SignOut {}).await;
    assert!(out.header("set-cookie").contains("Max-Age=0"), "{}", out.header("set-cookie"));
    // A cookie that somebody kept opens nothing anymore.
    assert_eq!(who(&browser).await.person, None);
    assert_eq!(browser.get("/licenses").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_cookie_is_for_this_portal_alone_and_out_of_reach_of_scripts() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    let email = world.with_password().await;
    let attributes = |cookie: &str| cookie.split("; ").skip(1).map(str::to_owned).collect::<Vec<_>>();

    let over_http = world.browser("signed-out").sign_in(email, PASSWORD).await;
    let cookie = over_http.header("set-cookie");
    assert!(cookie.starts_with("grantry-session="), "{cookie}");
    assert_eq!(attributes(cookie), ["Path=/", "HttpOnly", "SameSite=Lax", "Max-Age=604800"]);

    let listening = Site::listening("127.0.0.1:3000".parse().unwrap());
    let site = Site { address: "https://licenses.example.org".parse().unwrap(), ..listening };
    let over_https = Browser::new(portal(&database.db, site).await).sign_in(email, PASSWORD).await;
    let cookie = over_https.header("set-cookie");
    assert!(cookie.starts_with("__Host-grantry-session="), "{cookie}");
    assert_eq!(attributes(cookie), ["Path=/", "HttpOnly", "SameSite=Lax", "Max-Age=604800", "Secure"]);
}

#[tokio::test]
async fn guessing_is_throttled_and_says_so() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    let email = world.with_password().await;
    let mut browser = world.browser("signed-out");
    for _ in 0..10 {
        assert_eq!(browser.sign_in(email, "a guess").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let throttled = browser.sign_in(email, PASSWORD).await;
    assert_eq!(throttled.status, StatusCode::TOO_MANY_REQUESTS);
    let error = ApiError::de(throttled.body.into());
    assert_eq!(error.to_string(), "Too many attempts. Try again in 15 minutes.");
}

#[tokio::test]
async fn no_failure_is_answered_at_once() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    for email in [world.with_password().await, "nobody@example.org"] {
        let mut browser = world.browser("signed-out");
        let soon = timeout(Duration::from_millis(200), browser.sign_in(email, "a guess")).await;
        assert!(soon.is_err(), "{email}");
    }
}

#[tokio::test]
async fn cookies_that_are_none_are_nobody() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    let nobody = world.browser("signed-out");
    for cookie in ["grantry-session=", "grantry-session=zz", "__Host-grantry-session=00", "other=1", ";;;="] {
        let browser = nobody.with_cookie(cookie);
        assert_eq!(who(&browser).await.person, None, "{cookie}");
    }
    let unknown = nobody.with_cookie(format!("grantry-session={}", "ab".repeat(32)));
    assert_eq!(who(&unknown).await.person, None);
}

#[both_databases]
async fn a_page_does_nothing_for_an_organization_that_it_does_not_show(database: TestDb) {
    let world = World::make(&database).await;
    let admin = world.browser("admin");
    let note = app::list::EditNote {
        kind: NoteKind::Customer,
        license: world.license,
        version: 0,
        text: "mine".into(),
    };
    let send = async |path: &str, organization: i64, body: Vec<u8>| {
        let mut request = own_post(path).body(Body::from(body)).unwrap();
        request.headers_mut().insert(app::ORGANIZATION, organization.into());
        admin.send(request).await
    };
    let body = postcard::to_stdvec(&note).unwrap();
    let elsewhere = send("/api/edit-note", world.base.distributor, body.clone()).await;
    assert_eq!(elsewhere.status, StatusCode::CONFLICT);
    assert_eq!(postcard::from_bytes(&elsewhere.body), Ok(app::ApiError::Switched));
    // The page finds out, and continues once it shows the organization that it acts for.
    assert_eq!(send("/api/who-am-i", world.base.distributor, Vec::new()).await.status, StatusCode::OK);
    assert_eq!(send("/api/edit-note", world.base.customer, body).await.status, StatusCode::OK);
}
