//! People come, change and go: each change takes effect on the very next request, even in an open page.

use app::ApiError;
use app::current_user::{Who, WhoAmI};
use app::invitation::{AcceptInvitation, Accepting, NewAccount, SeeInvitation};
use app::list::{EditNote, RevealKey};
use app::roles::{EditRole, RoleDraft};
use app::sign_in::SignOut;
use app::users::{ChangeUserRole, RemoveUser, RolesToGive, Users};
use axum::body::Body;
use http::StatusCode;
use model::access::Rank;
use model::invitation::{Invitation, Needs};
use model::note::NoteKind;
use model::role::RoleToGive;
use model::user::{UserList, WantedUsers};
use model::{Action, Level, OrganizationId, RoleObject, Target};
use server_fn::error::FromServerFnError as _;
use store::people::invitation::{InvitationToken, Inviting, LIFETIME, invite};
use store::sign_in::session;
use store::testing::{NOW, TestDb, actor, both_databases, level, open_session};

use crate::browser::{Browser, own_post};
use crate::customer_roles::INVITED;
use crate::world::World;

const PASSWORD: &str = "a password of one's own";

async fn who(browser: &Browser) -> app::current_user::Person {
    browser.call("who-am-i", &WhoAmI {}).await.value::<Who>().person.unwrap()
}

/// The status that a page gets which still shows the customer.
async fn open_page(browser: &Browser, shown: OrganizationId, license: i64) -> StatusCode {
    let body = postcard::to_stdvec(&RevealKey { license }).unwrap();
    let mut request = own_post("/api/reveal-key").body(Body::from(body)).unwrap();
    request.headers_mut().insert(app::ORGANIZATION, shown.into());
    browser.send(request).await.status
}

#[both_databases]
async fn a_removed_member_is_out_on_its_next_request(database: TestDb) {
    let world = World::make(&database).await;
    let (parent, admin) = (world.browser("parent"), world.browser("admin"));
    let (organization, license) = (world.base.customer, world.license);
    assert_eq!(open_page(&admin, organization, license).await, StatusCode::OK);
    let remove = RemoveUser { organization, user: world.users["admin"] };
    assert_eq!(parent.call("remove-user", &remove).await.status, StatusCode::OK);
    // Their session has ended, and an open page says so.
    let page = open_page(&admin, organization, license).await;
    assert_eq!(page, StatusCode::UNAUTHORIZED);
    let answer = admin.call("reveal-key", &RevealKey { license }).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(parent.call("remove-user", &remove).await.status, StatusCode::NOT_FOUND);
}

#[both_databases]
async fn a_lowered_role_holds_on_the_next_request(database: TestDb) {
    let world = World::make(&database).await;
    let (parent, admin, viewer) = (world.browser("parent"), world.browser("admin"), world.browser("viewer"));
    let (organization, license) = (world.base.customer, world.license);
    let note = |version| EditNote { kind: NoteKind::Customer, license, version, text: "mine".into() };
    assert_eq!(admin.call("edit-note", &note(0)).await.status, StatusCode::OK);
    let change = ChangeUserRole { organization, user: world.users["admin"], role: world.crew.user };
    assert_eq!(parent.call("change-user-role", &change).await.status, StatusCode::OK);
    let lowered = admin.call("edit-note", &note(1)).await;
    assert_eq!(lowered.status, StatusCode::NOT_FOUND);
    assert_eq!(open_page(&admin, organization, license).await, StatusCode::OK);

    // The change of a role affects everybody who has it.
    assert_eq!(open_page(&viewer, organization, license).await, StatusCode::OK);
    let draft = RoleDraft { name: "Nothing".into(), ..RoleDraft::default() };
    let levels = level(RoleObject::LicenseManagement, Level::ViewOnly);
    let before = RoleDraft { name: "viewer".into(), levels, ..RoleDraft::default() };
    let edit = EditRole { role: world.viewer_role, before, draft };
    assert_eq!(parent.call("edit-role", &edit).await.status, StatusCode::OK);
    assert_eq!(open_page(&viewer, organization, license).await, StatusCode::NOT_FOUND);

    // An ended session belongs to nobody.
    viewer.call("sign-out", &SignOut {}).await;
    let ended = open_page(&viewer, organization, license).await;
    assert_eq!(ended, StatusCode::UNAUTHORIZED);
}

#[both_databases]
async fn who_is_invited_sets_a_password_and_is_in(database: TestDb) {
    let world = World::make(&database).await;
    let nobody = world.browser("signed-out");
    let token = INVITED.to_text();
    let (seen, _): (Invitation, Needs) =
        nobody.call("see-invitation", &SeeInvitation { token: token.clone().into() }).await.value();
    assert_eq!(
        (seen.email.as_str(), seen.organization.as_str(), seen.role.as_str(), seen.has_account),
        ("invited@example.org", "Customer", "User", false)
    );
    let accept = |name: &str, password: &str| AcceptInvitation {
        token: token.clone().into(),
        given: Accepting::New(NewAccount { name: name.into(), password: password.into() }),
    };
    for (name, password, field) in
        [("", PASSWORD, "name"), ("Ina", "eleven char", "password"), ("Ina", &"x".repeat(1_025), "password")]
    {
        let wrong = nobody.call("accept-invitation", &accept(name, password)).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let error = ApiError::de(wrong.body.into());
        assert!(matches!(&error, ApiError::Invalid { field: of, .. } if of == field), "{error:?}");
    }
    let accepted = nobody.call("accept-invitation", &accept("Ina", PASSWORD)).await;
    assert_eq!(accepted.status, StatusCode::OK);
    let cookie = accepted.header("set-cookie").split(';').next().unwrap().to_owned();
    let ina = who(&nobody.with_cookie(cookie)).await;
    assert_eq!((ina.name.as_str(), ina.email.as_str()), ("Ina", "invited@example.org"));
    assert!(ina.actor.may(Action::ListLicenses, Target::MyOrganization));
    let mut again = world.browser("signed-out");
    assert_eq!(again.sign_in("invited@example.org", PASSWORD).await.status, StatusCode::OK);
}

#[both_databases]
async fn links_that_are_unknown_expired_or_used_are_one_answer(database: TestDb) {
    let world = World::make(&database).await;
    let parent = session::actor(&world.db, world.users["parent"], Some(world.base.customer)).await.unwrap();
    let permit = parent.permit(Action::ManageUsers, Target::MyOrganization).unwrap();
    let old = InvitationToken([0xE0; 32]);
    let inviting = Inviting {
        organization: world.base.customer,
        email: "old@example.org",
        role: world.crew.user,
        token: old,
        site: "",
    };
    invite(&world.db, &permit, inviting, NOW - LIFETIME).await.unwrap();
    let nobody = world.browser("signed-out");
    let account = || Accepting::New(NewAccount { name: "Ina".into(), password: PASSWORD.into() });
    let used = AcceptInvitation { token: INVITED.to_text().into(), given: account() };
    assert_eq!(nobody.call("accept-invitation", &used).await.status, StatusCode::OK);
    let ask = async |token: String| {
        let seen = nobody.call("see-invitation", &SeeInvitation { token: token.clone().into() }).await;
        let accepted = nobody
            .call("accept-invitation", &AcceptInvitation { token: token.into(), given: account() })
            .await;
        (seen, accepted)
    };
    let unknown = ask(InvitationToken([0; 32]).to_text()).await;
    assert_eq!(unknown.0.status, StatusCode::NOT_FOUND);
    for token in [old.to_text(), INVITED.to_text(), "x".to_owned(), String::new()] {
        assert_eq!(ask(token).await, unknown);
    }
}

#[both_databases]
async fn the_list_says_what_may_be_done_with_whom(database: TestDb) {
    let world = World::make(&database).await;
    let list: UserList =
        world.browser("parent").call("users", &Users { wanted: WantedUsers::default() }).await.value();
    assert_eq!(list.rank, Rank::Member);
    let row = |email: &str| list.users.iter().find(|user| user.email == email).unwrap();
    assert!(row("viewer@example.org").may_change && !row("viewer@example.org").is_self);
    assert!(row("parent@example.org").is_self && !row("parent@example.org").may_change);
    assert!(row("branch@example.org").may_change);
    assert!(row("invited@example.org").may_change && row("invited@example.org").expires_at.is_some());
    assert!(!list.users.iter().any(|user| user.email == "removed@example.org"));
    assert_eq!(list.users.len(), list.total as usize);
}

#[tokio::test]
async fn who_sets_up_single_sign_on_is_offered_roles_without_user_management() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    let levels = level(RoleObject::SecurityManagement, Level::FullAccess);
    let guard = actor(&world.db, "guard", Some(world.base.customer), levels).await;
    let token = session::Token([0xD1; 32]);
    open_session(&world.db, guard.user, token, NOW).await;
    let guard = world.browser("signed-out").with_cookie(format!("grantry-session={}", token.to_cookie()));
    let give = |organization| RolesToGive { organization };
    let roles: Vec<RoleToGive> = guard.call("roles-to-give", &give(world.base.customer)).await.value();
    let names: Vec<_> = roles.iter().map(|role| role.name.as_str()).collect();
    assert_eq!(names, ["guard", "none", "Spare", "spare-member"]);
    for elsewhere in [world.base.sub, world.base.distributor] {
        assert_eq!(guard.call("roles-to-give", &give(elsewhere)).await.status, StatusCode::NOT_FOUND);
    }
}
