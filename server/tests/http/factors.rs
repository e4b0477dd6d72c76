//! Second factors, sessions and forgotten passwords, from the browser's side.

use std::sync::Arc;

use app::ApiError;
use app::account_security::{
    BeginApp, ChangePassword, ConfirmApp, EndOtherSessions, EndSession, MySignIn, RemoveApp,
    RenewRecoveryCodes, SignInState,
};
use app::api_access::CreateApiToken;
use app::current_user::{Who, WhoAmI};
use app::password_reset::{RequestPasswordReset, ResetPassword, SeePasswordReset};
use app::profile::DeleteAccount;
use app::proof::{MyProof, Proof, Prove};
use app::second_factor::{AppSecret, BeginEnrollment, FinishEnrollment, GiveCode, SignInStep};
use app::security::SetSecurity;
use app::sign_in::SignedIn;
use http::StatusCode;
use http::header::SET_COOKIE;
use model::security::Settings;
use model::sign_in::{Needs, Session};
use server::{Portal, Site, router};
use server_fn::error::FromServerFnError as _;
use store::Db;
use store::db::sealed::Sealer;
use store::licenses::files::Files;
use store::sign_in::password::{ResetToken, request_reset};
use store::testing::{NOW, TestDb, both_databases, totp_code};

use crate::browser::{Answer, Browser};
use crate::world::{PASSWORD, World};

const STEP: i64 = 30_000;
const NEW: &str = "another long password";

/// A browser at the same portal at another time.
async fn at(db: &Db, clock: fn() -> i64) -> Browser {
    let site = Site::listening("127.0.0.1:3000".parse().unwrap());
    let portal = Portal::new(db.clone(), Files::in_memory(), site).await;
    Browser::new(router::router(Arc::new(portal.with_clock(clock).with_sealer(Sealer::new([5; 32])))))
}

async fn is_signed_in(browser: &Browser) -> bool {
    browser.call("who-am-i", &WhoAmI {}).await.value::<Who>().person.is_some()
}

/// The browser with the cookie of that name from the response.
fn with_cookie(browser: &Browser, answer: &Answer, name: &str) -> Browser {
    let cookies = answer.headers.get_all(SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap());
    let cookie = cookies.map(|cookie| cookie.split(';').next().unwrap()).find(|it| it.starts_with(name));
    browser.with_cookie(cookie.unwrap_or_else(|| panic!("no cookie {name}")))
}

fn error(answer: Answer) -> ApiError {
    ApiError::de(answer.body.into())
}

/// Sets up an app for the signed-in person. Returns its secret and the recovery codes.
async fn set_up(browser: &Browser, now: i64) -> (String, Vec<String>) {
    let offer: AppSecret = browser.call("begin-app", &BeginApp {}).await.value();
    assert!(offer.side > 20 && offer.path.starts_with('M'), "{}", offer.side);
    let secret = offer.typed.replace(' ', "");
    let codes =
        browser.call("confirm-app", &ConfirmApp { code: totp_code(&secret, now).into() }).await.value();
    (secret, codes)
}

/// Changes the settings from the defaults of an organization.
fn set_security(factor_required: bool, idle_minutes: i32) -> SetSecurity {
    let before = Settings { factor_required: false, idle_minutes: 720 };
    SetSecurity { before, demands: Settings { factor_required, idle_minutes } }
}

#[both_databases]
async fn with_a_second_factor_the_password_alone_opens_nothing(database: TestDb) {
    let world = World::make(&database).await;
    let email = world.with_password().await;
    let mut browser = at(&world.db, || NOW).await;
    assert_eq!(browser.sign_in(email, PASSWORD).await.value::<SignedIn>(), SignedIn::Done);
    let (secret, codes) = set_up(&browser, NOW).await;
    assert_eq!(codes.len(), 10);

    let mut other = at(&world.db, || NOW + STEP).await;
    let half = other.sign_in(email, PASSWORD).await;
    assert_eq!(half.value::<SignedIn>(), SignedIn::HalfWay);
    assert!(!half.header("set-cookie").contains("grantry-session"));
    let half = with_cookie(&other, &half, "grantry-step");
    assert!(!is_signed_in(&half).await);
    assert_eq!(half.call("sign-in-step", &SignInStep {}).await.value::<Needs>(), Needs::Code);
    // Nobody with a factor can set up another one by the password alone.
    for answer in [
        half.call("begin-enrollment", &BeginEnrollment {}).await,
        half.call("finish-enrollment", &FinishEnrollment { code: "000000".into() }).await,
    ] {
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
    // The step's token does not work as a session's.
    let token = half.cookie.clone().unwrap().replace("grantry-step", "grantry-session");
    assert!(!is_signed_in(&half.with_cookie(token)).await);
    let used = GiveCode { code: totp_code(&secret, NOW).into() };
    let refused = half.call("give-code", &used).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let right = GiveCode { code: totp_code(&secret, NOW + STEP).into() };
    let done = half.call("give-code", &right).await;
    assert_eq!(done.status, StatusCode::OK);
    assert!(is_signed_in(&with_cookie(&half, &done, "grantry-session")).await);
    // The step is over, and the code is used.
    assert_eq!(half.call("give-code", &right).await.status, StatusCode::NOT_FOUND);
    let half = other.sign_in(email, PASSWORD).await;
    let half = with_cookie(&other, &half, "grantry-step");
    assert_eq!(half.call("give-code", &right).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    // A recovery code works once.
    let recovery = GiveCode { code: codes[3].clone().into() };
    assert_eq!(half.call("give-code", &recovery).await.status, StatusCode::OK);
    let half = other.sign_in(email, PASSWORD).await;
    let half = with_cookie(&other, &half, "grantry-step");
    assert_eq!(half.call("give-code", &recovery).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    for _ in 0..4 {
        half.call("give-code", &recovery).await;
    }
    // After five codes the password is required again.
    let over = half.call("sign-in-step", &SignInStep {}).await;
    assert_eq!(over.status, StatusCode::NOT_FOUND);
}

#[both_databases]
async fn whoever_knows_the_password_keeps_its_owner_out_of_nothing(database: TestDb) {
    let world = World::make(&database).await;
    let email = world.with_password().await;
    let mut browser = at(&world.db, || NOW).await;
    let signed_in = browser.sign_in(email, PASSWORD).await;
    let device = with_cookie(&browser, &signed_in, "grantry-device").cookie.unwrap();
    let (secret, _) = set_up(&browser, NOW).await;
    let half_way = async |mut browser: Browser| {
        let half = browser.sign_in(email, PASSWORD).await;
        with_cookie(&browser, &half, "grantry-step")
    };
    for _ in 0..2 {
        let attacker = half_way(at(&world.db, || NOW).await).await;
        for _ in 0..5 {
            let wrong = attacker.call("give-code", &GiveCode { code: "000000".into() }).await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
    }
    let half = half_way(at(&world.db, || NOW + STEP).await).await;
    let right = GiveCode { code: totp_code(&secret, NOW + STEP).into() };
    assert_eq!(half.call("give-code", &right).await.status, StatusCode::TOO_MANY_REQUESTS);
    let known = half.with_cookie(format!("{}; {device}", half.cookie.clone().unwrap()));
    assert_eq!(known.call("give-code", &right).await.status, StatusCode::OK);
    let open = at(&world.db, || NOW + 2 * STEP).await.with_cookie(browser.cookie.clone().unwrap());
    let next = Prove { given: totp_code(&secret, NOW + 2 * STEP).into() };
    assert_eq!(open.call("prove", &next).await.status, StatusCode::OK);
}

#[both_databases]
async fn an_organization_that_asks_for_a_second_factor_has_it_set_up_at_the_next_sign_in(database: TestDb) {
    let world = World::make(&database).await;
    let email = world.with_password().await;
    let set = set_security(true, 30);
    let parent = world.browser("parent");
    assert_eq!(parent.call("set-security", &set).await.status, StatusCode::OK);
    let mut browser = at(&world.db, || NOW).await;
    let half = browser.sign_in(email, PASSWORD).await;
    assert_eq!(half.value::<SignedIn>(), SignedIn::HalfWay);
    let half = with_cookie(&browser, &half, "grantry-step");
    assert_eq!(half.call("sign-in-step", &SignInStep {}).await.value::<Needs>(), Needs::Enrollment);
    // Without a factor, no code can be correct.
    let code = GiveCode { code: "000000".into() };
    assert_eq!(half.call("give-code", &code).await.status, StatusCode::NOT_FOUND);
    let offer: AppSecret = half.call("begin-enrollment", &BeginEnrollment {}).await.value();
    let secret = offer.typed.replace(' ', "");
    assert!(!is_signed_in(&half).await);
    let code = totp_code(&secret, NOW);
    let done = half.call("finish-enrollment", &FinishEnrollment { code: code.into() }).await;
    assert_eq!(done.value::<Vec<String>>().len(), 10);
    let signed_in = with_cookie(&half, &done, "grantry-session");
    assert!(is_signed_in(&signed_in).await);
    let kept = signed_in.call("remove-app", &RemoveApp {}).await;
    assert!(error(kept).to_string().contains("Customer requires a second factor"));
}

#[both_databases]
async fn a_session_from_before_the_demand_makes_no_token_by_the_password_alone(database: TestDb) {
    let world = World::make(&database).await;
    let email = world.with_password().await;
    let mut browser = at(&world.db, || NOW).await;
    browser.sign_in(email, PASSWORD).await;
    assert_eq!(browser.call("begin-app", &BeginApp {}).await.status, StatusCode::OK);
    let parent = world.browser("parent");
    assert_eq!(parent.call("set-security", &set_security(true, 30)).await.status, StatusCode::OK);
    for answer in [
        parent.call("create-api-token", &CreateApiToken { name: "Build".into(), last_day: None }).await,
        parent.call("set-security", &set_security(true, 30)).await,
        browser.call("begin-app", &BeginApp {}).await,
        browser.call("delete-account", &DeleteAccount { email: email.into() }).await,
    ] {
        assert_eq!(error(answer), ApiError::ProveAgain);
    }
    assert_eq!(browser.call("my-proof", &MyProof {}).await.value::<Proof>(), Proof::SignIn);
    let proved = browser.call("prove", &Prove { given: PASSWORD.into() }).await;
    assert_eq!(proved.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.sign_in(email, PASSWORD).await.value::<SignedIn>(), SignedIn::HalfWay);
}

#[both_databases]
async fn an_ended_session_is_over_on_its_next_request(database: TestDb) {
    let world = World::make(&database).await;
    let email = world.with_password().await;
    let (mut phone, mut laptop) = (world.browser("signed-out"), world.browser("signed-out"));
    phone.sign_in(email, PASSWORD).await;
    laptop.sign_in(email, PASSWORD).await;
    let sessions = async |browser: &Browser| -> Vec<Session> {
        browser.call("my-sign-in", &MySignIn {}).await.value::<SignInState>().sessions
    };
    let listed = sessions(&laptop).await;
    assert_eq!(listed.iter().filter(|one| one.is_own).count(), 1);
    let other = listed.iter().find(|one| !one.is_own).unwrap();
    let end = EndSession { handle: other.handle.clone() };
    // Nobody else can end it.
    assert_eq!(world.browser("parent").call("end-session", &end).await.status, StatusCode::NOT_FOUND);
    assert_eq!(laptop.call("end-session", &end).await.status, StatusCode::OK);
    assert!(!is_signed_in(&phone).await);
    assert_eq!(sessions(&laptop).await.len(), 1);
    phone.sign_in(email, PASSWORD).await;
    assert_eq!(laptop.call("end-other-sessions", &EndOtherSessions {}).await.value::<usize>(), 1);
    assert!(!is_signed_in(&phone).await && is_signed_in(&laptop).await);

    phone.sign_in(email, PASSWORD).await;
    let change = ChangePassword { current: PASSWORD.into(), new: NEW.into() };
    assert_eq!(laptop.call("change-password", &change).await.status, StatusCode::OK);
    assert!(!is_signed_in(&phone).await && is_signed_in(&laptop).await);
}

#[both_databases]
async fn what_is_dangerous_asks_again_after_a_while(database: TestDb) {
    let world = World::make(&database).await;
    let email = world.with_password().await;
    let mut early = at(&world.db, || NOW).await;
    early.sign_in(email, PASSWORD).await;
    let cookie = early.cookie.clone().unwrap();
    let late = at(&world.db, || NOW + 15 * 60_000 + 1).await.with_cookie(cookie.clone());
    let parent = at(&world.db, || NOW + 15 * 60_000 + 1).await;
    let parent = parent.with_cookie(world.browser("parent").cookie.unwrap());
    let asked = [
        late.call("begin-app", &BeginApp {}).await,
        late.call("confirm-app", &ConfirmApp { code: "000000".into() }).await,
        late.call("remove-app", &RemoveApp {}).await,
        late.call("renew-recovery-codes", &RenewRecoveryCodes {}).await,
        late.call("delete-account", &DeleteAccount { email: email.into() }).await,
        parent.call("create-api-token", &CreateApiToken { name: "Build".into(), last_day: None }).await,
        parent.call("set-security", &set_security(false, 720)).await,
    ];
    for answer in asked {
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert_eq!(error(answer), ApiError::ProveAgain);
    }
    assert_eq!(late.call("my-proof", &MyProof {}).await.value::<Proof>(), Proof::Password);
    let wrong = late.call("prove", &Prove { given: "wrong".into() }).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(late.call("begin-app", &BeginApp {}).await.status, StatusCode::FORBIDDEN);
    assert_eq!(late.call("prove", &Prove { given: PASSWORD.into() }).await.status, StatusCode::OK);
    let later = NOW + 15 * 60_000 + 1;
    let (secret, _) = set_up(&late, later).await;

    // With a second factor, the password is not enough here either.
    let last = at(&world.db, || NOW + 31 * 60_000).await.with_cookie(cookie);
    assert_eq!(last.call("my-proof", &MyProof {}).await.value::<Proof>(), Proof::Code);
    let password = last.call("prove", &Prove { given: PASSWORD.into() }).await;
    assert_eq!(password.status, StatusCode::UNPROCESSABLE_ENTITY);
    let code = Prove { given: totp_code(&secret, NOW + 31 * 60_000).into() };
    assert_eq!(last.call("prove", &code).await.status, StatusCode::OK);
    let gone = last.call("delete-account", &DeleteAccount { email: email.into() }).await;
    assert_eq!(gone.status, StatusCode::OK);
    assert!(!is_signed_in(&last).await);
}

#[tokio::test]
async fn a_program_has_no_business_with_its_persons_account() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    let program = world.browser("signed-out").with_bearer(world.stock.token.to_text());
    let change = ChangePassword { current: PASSWORD.into(), new: NEW.into() };
    for answer in [
        program.call("my-sign-in", &MySignIn {}).await,
        program.call("end-other-sessions", &EndOtherSessions {}).await,
        program.call("change-password", &change).await,
        program.call("begin-app", &BeginApp {}).await,
        program.call("my-proof", &MyProof {}).await,
        program.call("delete-account", &DeleteAccount { email: "parent@example.org".into() }).await,
        program.call("set-security", &set_security(true, 5)).await,
    ] {
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
}

#[both_databases]
async fn a_forgotten_password_is_set_by_a_mailed_link_once(database: TestDb) {
    let world = World::make(&database).await;
    let email = world.with_password().await;
    let mut browser = world.browser("signed-out");
    browser.sign_in(email, PASSWORD).await;
    let stranger = world.browser("signed-out");
    let ask = async |email: &str| {
        stranger.call("request-password-reset", &RequestPasswordReset { email: email.into() }).await
    };
    assert_eq!(ask(email).await, ask("nobody@example.org").await);

    let token = ResetToken([0x5A; 32]);
    request_reset(&world.db, email, token, "", NOW).await.unwrap();
    let see = SeePasswordReset { token: token.to_text().into() };
    assert_eq!(stranger.call("see-password-reset", &see).await.status, StatusCode::OK);
    let set = |new: &str| ResetPassword { token: token.to_text().into(), new: new.into() };
    let short = stranger.call("reset-password", &set("short")).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(stranger.call("reset-password", &set(NEW)).await.status, StatusCode::OK);
    assert_eq!(stranger.call("reset-password", &set(NEW)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(stranger.call("see-password-reset", &see).await.status, StatusCode::NOT_FOUND);
    assert!(!is_signed_in(&browser).await);
    assert_eq!(browser.sign_in(email, PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(browser.sign_in(email, NEW).await.value::<SignedIn>(), SignedIn::Done);
}
