//! A NUL character is refused wherever a string comes in: PostgreSQL stores none, and its error would be a 500.

use app::ApiError;
use app::account_security::EndSession;
use app::list::SeeLink;
use http::StatusCode;
use server_fn::error::FromServerFnError as _;
use store::testing::{TestDb, both_databases};

use crate::world::World;

#[both_databases]
async fn a_nul_character_is_refused_in_words(database: TestDb) {
    let world = World::make(&database).await;
    let parent = world.browser("parent");
    let answers = [
        ("handle", parent.call("end-session", &EndSession { handle: "\0b".into() }).await),
        ("name", parent.call("see-link", &SeeLink { name: "a\0".into() }).await),
    ];
    for (at, answer) in answers {
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{at}");
        let error = ApiError::de(answer.body.into());
        assert!(matches!(&error, ApiError::Invalid { field, .. } if field == at), "{error:?}");
        assert!(error.to_string().contains("NUL"), "{error}");
    }
    for address in [
        "/export/licenses.csv?q=%00",
        "/export/events.csv?q=%00",
        "/export/active-deployments.xlsx?license=L-%00",
    ] {
        let answer = parent.get(address).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{address}");
    }
    let distributor = world.browser("distributor").get("/export/customers.csv?orgs=1&q=a%00b").await;
    assert!(distributor.text().contains("NUL"), "{}", distributor.text());
    let form = "license=L-KEY-CUSTOMER%00&deployments=1-9";
    let selected = parent.submit("/export/deployments.csv", form).await;
    assert_eq!(selected.status, StatusCode::NOT_FOUND);
    assert_eq!(parent.get("/unsubscribe/%00").await.status, StatusCode::OK);
}
