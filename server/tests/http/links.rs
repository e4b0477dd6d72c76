//! Short links: an address with hundreds of organizations survives sharing, signing in and exports (R19), and gives no rights (R3).

use app::ApiError;
use app::list::{SaveLink, SeeLink};
use http::StatusCode;
use model::link::{STATE_LIMIT, shortened, split, token};
use model::query::organizations_to_address;
use server_fn::error::FromServerFnError as _;
use store::testing::{TestDb, both_databases};

use crate::browser::{Answer, Browser};
use crate::world::{PASSWORD, World};

/// The limit of strict proxies on a request line, and on the head of a response.
const STRICT: usize = 4 << 10;

/// The query of a report on the world's customers and on hundreds of organizations without ranges, most of which don't exist.
fn scattered(world: &World) -> String {
    let customers = [world.base.customer, world.base.direct_customer, world.base.other_customer];
    let ids: Vec<i64> = (0..600).map(|number| 1_001 + 2 * number).chain(customers).collect();
    format!("orgs={}", organizations_to_address(&ids))
}

/// The query in the address bar, with the server's token.
async fn short(browser: &Browser, query: &str) -> String {
    let (state, others) = split(query).unwrap();
    let token: String = browser.call("save-link", &SaveLink { state }).await.value();
    shortened(&token, &others)
}

async fn opened(browser: &Browser, query: &str) -> Answer {
    browser.call("see-link", &SeeLink { name: token(query).unwrap().to_owned() }).await
}

#[both_databases]
async fn an_export_by_a_short_link_is_that_of_the_long_address(database: TestDb) {
    let world = World::make(&database).await;
    let distributor = world.browser("distributor");
    let long = format!("{}&q=key&sort=-product", scattered(&world));
    let query = short(&distributor, &long).await;
    assert!(query.len() < 100 && long.len() > 2_000, "{query}");
    for page in ["/export/customers.csv", "/export/customers.xlsx"] {
        let by_link = distributor.get(&format!("{page}?{query}")).await;
        assert_eq!(by_link.status, StatusCode::OK, "{page}");
        assert_eq!(by_link, distributor.get(&format!("{page}?{long}")).await, "{page}");
    }
    let csv = distributor.get(&format!("/export/customers.csv?{query}")).await;
    assert!(csv.text().contains("KEY-CUSTOMER") && !csv.text().contains("KEY-FOREIGN"));
    // Filters beside the link apply, and meaningless ones are reported.
    let none = distributor.get(&format!("/export/customers.csv?{query}&status=expired")).await;
    assert!(!none.text().contains("KEY-"));
    let odd = distributor.get(&format!("/export/customers.csv?{query}&status=gone")).await;
    assert_eq!(odd.status, StatusCode::BAD_REQUEST);

    // Somebody else with the link gets the filter, and sees only their own licenses.
    let other = world.browser("other").get(&format!("/export/customers.csv?{query}")).await;
    assert!(other.text().contains("KEY-FOREIGN") && !other.text().contains("KEY-CUSTOMER"));
    let viewer = world.browser("viewer");
    let hidden = viewer.get(&format!("/export/customers.csv?{query}")).await;
    assert_eq!(hidden, viewer.get("/export/nowhere.csv").await);
    assert_eq!(viewer.get(&format!("/customers?{query}")).await, viewer.get("/nowhere").await);
}

#[both_databases]
async fn a_link_that_stands_for_nothing_is_told_and_nothing_is_guessed(database: TestDb) {
    let world = World::make(&database).await;
    let distributor = world.browser("distributor");
    for (query, word) in [("state=unknown", "mistyped"), ("state=%00", "mistyped"), ("state=", "signed in")] {
        let answer = distributor.get(&format!("/export/customers.csv?{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        assert!(answer.text().contains(word), "{}", answer.text());
        assert!(!answer.headers.contains_key("content-disposition"), "{query}");
        let answer = opened(&distributor, query).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        let error = ApiError::de(answer.body.into());
        assert!(matches!(&error, ApiError::Invalid { message, .. } if message.contains(word)), "{error:?}");
    }
}

#[tokio::test]
async fn what_is_no_filter_is_refused_in_words() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    let distributor = world.browser("distributor");
    let long = format!("q={}", "x".repeat(STATE_LIMIT));
    for (state, word) in [
        ("https://evil.example/?orgs=1", "the filter of a list"),
        ("/customers?orgs=1", "the filter of a list"),
        ("next=%2F%2Fevil.example", "the filter of a list"),
        ("orgs=1\r\nSet-Cookie: a=b", "the filter of a list"),
        ("orgs=\0", "NUL character"),
        ("", "the filter of a list"),
        (long.as_str(), "64 KiB"),
    ] {
        let answer = distributor.call("save-link", &SaveLink { state: state.to_owned() }).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{state:.40}");
        let error = ApiError::de(answer.body.into());
        let is_told = matches!(&error, ApiError::Invalid { field, message } if field == "state" && message.contains(word));
        assert!(is_told, "{state:.40}: {error:?}");
    }
}

#[both_databases]
async fn who_signs_in_comes_back_to_the_report(database: TestDb) {
    let world = World::make(&database).await;
    let query = short(&world.browser("distributor"), &scattered(&world)).await;
    let mut browser = world.browser("signed-out");
    let answer = browser.get(&format!("/customers?{query}")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let token = token(&query).unwrap();
    let expected = format!("/sign-in?next=%2Fcustomers%3Fstate%3D{token}");
    assert_eq!(answer.header("location"), expected);
    assert!(model::text::is_local(&format!("/customers?{query}")));
    assert_eq!(opened(&browser, &query).await.status, StatusCode::UNAUTHORIZED);
    let email = world.with_password().await;
    assert_eq!(browser.sign_in(email, PASSWORD).await.status, StatusCode::OK);
    let state: String = opened(&browser, &query).await.value();
    assert_eq!(state, scattered(&world));
}

#[tokio::test]
async fn a_long_address_of_who_is_signed_out_leads_into_no_address_that_proxies_refuse() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    let nobody = world.browser("signed-out");
    let answer = nobody.get(&format!("/customers?{}", scattered(&world))).await;
    assert_eq!(answer.header("location"), "/sign-in?next=%2Fcustomers%3Fstate%3D");
    // The longest address without a token, with the characters that grow most.
    let most = format!("orgs=1{}", ",3".repeat(747));
    assert_eq!(split(&most), None);
    let answer = nobody.get(&format!("/customers?{most}")).await;
    let location = answer.header("location");
    assert!(location.contains("%3D1%2C3") && location.len() < STRICT - 512, "{}", location.len());
}
