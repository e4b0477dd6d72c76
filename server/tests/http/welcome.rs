//! The first visit of an empty installation leads, once, to the page where its owner signs up.

use app::ApiError;
use app::current_user::{Who, WhoAmI};
use app::welcome::{NewOwner, SetUp};
use http::StatusCode;
use http::header::LOCATION;
use model::{Action, Target};
use server::Site;
use server_fn::error::FromServerFnError as _;
use store::sign_in::welcome::{self, SetUpCode};
use store::testing::{NOW, TestDb, both_databases};

use crate::browser::Browser;
use crate::world::portal;

const CODE: SetUpCode = SetUpCode([5; 32]);

fn set_up(code: &str, password: &str) -> SetUp {
    let owner = NewOwner {
        organization: "Brightwater Software".into(),
        name: "Vera".into(),
        email: "vera@brightwater.example".into(),
        password: password.into(),
    };
    SetUp { code: code.into(), owner }
}

#[both_databases]
async fn the_first_visit_leads_to_the_owners_sign_up_and_no_later_one_does(database: TestDb) {
    let db = &database.db;
    let browser = Browser::new(portal(db, Site::listening("127.0.0.1:3000".parse().unwrap())).await);
    welcome::offer(db, CODE, NOW).await.unwrap();
    for (path, leads_to) in [
        ("/", "/licenses"),
        ("/licenses", "/sign-in?next=%2Flicenses"),
        ("/nowhere", "/sign-in?next=%2Fnowhere"),
        ("/sign-in?next=%2Flicenses", "/welcome"),
        ("/invitation", "/welcome"),
    ] {
        let answer = browser.get(path).await;
        assert_eq!((answer.status, answer.header(LOCATION.as_str())), (StatusCode::SEE_OTHER, leads_to));
    }
    assert_eq!(browser.get("/welcome").await.status, StatusCode::OK);

    let password = "a password of one's own";
    for (asked, field) in [
        (set_up("", password), "code"),
        (set_up(&SetUpCode([6; 32]).to_text(), password), "code"),
        (set_up(&CODE.to_text(), "short"), "password"),
    ] {
        let answer = browser.call("set-up", &asked).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        let error = ApiError::de(answer.body.into());
        assert!(matches!(&error, ApiError::Invalid { field: at, .. } if at == field), "{error:?}");
    }
    let done = browser.call("set-up", &set_up(&CODE.to_text(), password)).await;
    assert_eq!(done.status, StatusCode::OK);
    let owner = browser.with_cookie(done.header("set-cookie").split(';').next().unwrap());
    let person = owner.call("who-am-i", &WhoAmI {}).await.value::<Who>().person.unwrap();
    assert_eq!(person.email, "vera@brightwater.example");
    assert!(person.actor.may(Action::ManageConsole, Target::Installation));

    let again = browser.call("set-up", &set_up(&CODE.to_text(), password)).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    assert_eq!(owner.get("/welcome").await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get("/welcome").await.header(LOCATION.as_str()), "/sign-in?next=%2Fwelcome");
    assert_eq!(browser.get("/sign-in").await.status, StatusCode::OK);
}
