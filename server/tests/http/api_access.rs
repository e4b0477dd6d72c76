//! API tokens: a program may do what the person who made its token may do now, and no more.

use app::api_access::{ApiTokens, CreateApiToken, RevokeApiToken};
use app::current_user::{SwitchOrganization, Who, WhoAmI};
use app::invitation::{AcceptInvitation, Accepting};
use app::sign_in::{SignIn, SignOut};
use app::users::LeaveOrganization;
use axum::body::Body;
use http::{Method, Request, StatusCode};
use model::access::RoleObject;
use model::api_access::{Dead, ListedToken};
use model::list::Sort;
use model::{Action, Level, Levels, Target};
use store::people;
use store::people::PredefinedRole;
use store::people::invitation::{InvitationToken, Inviting, invite};
use store::sign_in::api_access::{self, ApiToken, NewToken};
use store::sign_in::session;
use store::testing::{NOW, TODAY, TestDb, both_databases, remove_member};

use crate::browser::Browser;
use crate::stock::upload_address;
use crate::world::{PASSWORD, World};

async fn who(browser: &Browser) -> Option<app::current_user::Person> {
    browser.call("who-am-i", &WhoAmI {}).await.value::<Who>().person
}

/// The status that a program with only its token gets.
async fn program(world: &World, token: &str, method: Method, path: &str, body: &'static str) -> StatusCode {
    let request =
        Request::builder().method(method).uri(path).header("authorization", format!("Bearer {token}"));
    world.browser("signed-out").send(request.body(Body::from(body)).unwrap()).await.status
}

#[both_databases]
async fn a_program_acts_as_the_person_who_made_its_token(database: TestDb) {
    let world = World::make(&database).await;
    let token = world.stock.token.to_text();
    let parent = who(&world.browser("parent")).await.unwrap();
    let by_token = world.browser("signed-out").with_bearer(&token);
    assert_eq!(who(&by_token).await.as_ref(), Some(&parent));
    for path in ["/export/licenses.csv", "/licenses", &crate::stock::address(&world.stock.scanner)] {
        assert_eq!(program(&world, &token, Method::GET, path, "").await, StatusCode::OK, "{path}");
    }
    // Unlike browsers, programs don't say where they come from.
    assert_eq!(program(&world, &token, Method::POST, "/api/my-organizations", "").await, StatusCode::OK);
    assert_eq!(program(&world, &token, Method::POST, "/api/customers", "").await, StatusCode::NOT_FOUND);
    // A token may not do what its person may not do.
    let upload = upload_address(world.base.scanner, "2.0");
    assert_eq!(program(&world, &token, Method::PUT, &upload, "abc").await, StatusCode::NOT_FOUND);
    let new = CreateApiToken { name: "Build".into(), last_day: None };
    let staff: String = world.browser("vendor").call("create-api-token", &new).await.value();
    assert_eq!(program(&world, &staff, Method::PUT, &upload, "abc").await, StatusCode::CREATED);
}

#[tokio::test]
async fn a_request_with_a_bearer_has_no_cookies_and_gets_none() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    let email = world.with_password().await;
    let token = world.stock.token.to_text();
    let both = world.browser("distributor").with_bearer(&token);
    assert_eq!(who(&both).await, who(&world.browser("parent")).await);
    // A rejected token belongs to nobody, whatever cookie comes with it.
    for odd in ["", "grantry_", "nonsense", &ApiToken([1; 32]).to_text()] {
        let odd = world.browser("distributor").with_bearer(odd);
        assert_eq!(who(&odd).await, None);
        assert_eq!(
            odd.call("api-tokens", &ApiTokens { sort: Sort::default() }).await.status,
            StatusCode::UNAUTHORIZED
        );
        assert_eq!(odd.get("/licenses").await.status, StatusCode::SEE_OTHER);
        assert_eq!(odd.get("/export/licenses.csv").await.status, StatusCode::NOT_FOUND);
    }
    let by_token = world.browser("signed-out").with_bearer(&token);
    let switch = by_token.call("switch-organization", &SwitchOrganization { to: world.base.customer }).await;
    assert_eq!(switch.status, StatusCode::UNAUTHORIZED);
    for answer in [
        by_token.call("sign-out", &SignOut {}).await,
        by_token.call("sign-in", &SignIn { email: email.to_owned(), password: PASSWORD.into() }).await,
    ] {
        assert_eq!(answer.status, StatusCode::OK);
        assert!(!answer.headers.contains_key("set-cookie"));
    }
    // Signing out ended no session, not even that of the cookie beside it.
    assert_eq!(both.call("sign-out", &SignOut {}).await.status, StatusCode::OK);
    assert!(who(&world.browser("distributor")).await.is_some());
    assert!(who(&by_token).await.is_some());
}

#[tokio::test]
async fn a_program_neither_leaves_its_organization_nor_enters_another() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    let other = session::actor(&world.db, world.users["other"], Some(world.base.other_distributor)).await;
    let permit = other.unwrap().permit(Action::ManageUsers, Target::MyOrganization).unwrap();
    let link = InvitationToken([0xC1; 32]);
    let role = people::predefined_role(&world.db, world.base.other_distributor, PredefinedRole::User).await;
    let inviting = Inviting {
        organization: world.base.other_distributor,
        email: "parent@example.org",
        role: role.unwrap(),
        token: link,
        site: "",
    };
    invite(&world.db, &permit, inviting, NOW).await.unwrap();
    let accept = || AcceptInvitation { token: link.to_text().into(), given: Accepting::SignedIn };
    let by_token = world.browser("signed-out").with_bearer(world.stock.token.to_text());
    assert_eq!(by_token.call("accept-invitation", &accept()).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        by_token.call("leave-organization", &LeaveOrganization {}).await.status,
        StatusCode::NOT_FOUND
    );
    let person = who(&by_token).await.unwrap();
    assert_eq!(person.organizations.len(), 1, "{:?}", person.organizations);
    // The person can do both.
    let parent = world.browser("parent");
    assert_eq!(parent.call("accept-invitation", &accept()).await.status, StatusCode::OK);
    assert_eq!(parent.call("leave-organization", &LeaveOrganization {}).await.status, StatusCode::OK);
}

#[both_databases]
async fn a_token_that_is_revoked_or_over_or_whose_maker_may_not_any_more_is_nobodys(database: TestDb) {
    let world = World::make(&database).await;
    let db = &world.db;
    let parent = world.browser("parent");
    let user = who(&parent).await.unwrap().actor.user;
    let list = async || {
        parent.call("api-tokens", &ApiTokens { sort: Sort::default() }).await.value::<Vec<ListedToken>>()
    };
    let is_taken = async |token: &str| who(&world.browser("signed-out").with_bearer(token)).await.is_some();

    let new = CreateApiToken { name: " Report ".into(), last_day: Some(TODAY) };
    let made: String = parent.call("create-api-token", &new).await.value();
    assert!(is_taken(&made).await);
    let listed = list().await;
    assert_eq!((listed[0].name.as_str(), listed[0].maker.as_str()), ("Report", "parent"));
    assert_eq!((listed[0].last_day, listed[0].last_used_at), (Some(TODAY), Some(NOW)));
    assert!(made.ends_with(&listed[0].hint) && listed[0].hint.len() == 4);
    let revoked = parent.call("revoke-api-token", &RevokeApiToken { token: listed[0].id }).await;
    assert_eq!(revoked.status, StatusCode::OK);
    assert!(!is_taken(&made).await);

    let actor = session::actor(db, user, Some(world.base.customer)).await.unwrap();
    let permit = actor.permit(Action::ManageApiTokens, Target::MyOrganization).unwrap();
    let over = ApiToken([9; 32]);
    let new = NewToken { name: "Over", last_day: Some(TODAY.plus(-1)), token: over };
    api_access::create(db, &permit, new, NOW - 2 * 86_400_000).await.unwrap();
    assert!(!is_taken(&over.to_text()).await);
    let expired = list().await.into_iter().find(|token| token.name == "Over").unwrap();
    assert_eq!(expired.dead, Some(Dead::Expired));

    // Back in the organization with a lower role, the maker's token gives that role's rights.
    let token = world.stock.token.to_text();
    let access = |level| Levels::default().with(RoleObject::ApiAccess, level);
    for (name, levels, status) in [
        ("Without", access(Level::None), StatusCode::UNAUTHORIZED),
        ("Reader", access(Level::ViewOnly), StatusCode::OK),
        ("Maker", access(Level::FullAccess), StatusCode::OK),
    ] {
        remove_member(db, user, world.base.customer).await;
        assert!(!is_taken(&token).await);
        let role = people::add_role(db, world.base.customer, name, levels).await.unwrap();
        people::join(db, user, world.base.customer, role, NOW).await.unwrap();
        let by_token = world.browser("signed-out").with_bearer(&token);
        let answer = by_token.call("api-tokens", &ApiTokens { sort: Sort::default() }).await;
        assert_eq!(answer.status, status, "{name}");
        // Whatever its maker may do: a token that made another would outlive itself.
        let new = CreateApiToken { name: "Another".into(), last_day: None };
        let answer = by_token.call("create-api-token", &new).await;
        assert_ne!(answer.status, StatusCode::OK, "{name}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_token_is_told_at_its_field() {
    use app::ApiError;
    use server_fn::error::FromServerFnError as _;

    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    for (name, last_day, field) in
        [("", None, "name"), ("a\nb", None, "name"), ("Build", Some(TODAY.plus(-1)), "last_day")]
    {
        let new = CreateApiToken { name: name.into(), last_day };
        let answer = world.browser("parent").call("create-api-token", &new).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            matches!(ApiError::de(answer.body.into()), ApiError::Invalid { field: of, .. } if of == field)
        );
    }
}
