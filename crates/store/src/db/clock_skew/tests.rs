use model::access::RoleObject;
use model::activation::{Mode, Request};
use model::{Action, Level, Levels, OrganizationKind, Target};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::*;
use crate::critical_alerts::mail::{self, NewMail, Purpose};
use crate::db::entity::{api_token, event};
use crate::db::lease;
use crate::db::sealed::Sealer;
use crate::db::secret::Secret;
use crate::db::throttle::{self, Caller};
use crate::deployments::idempotency::{self, Answer, Attempt, Begun};
use crate::deployments::{HeldLicense, Holder, Host, NewDeployment, activate};
use crate::events::Kind;
use crate::organizations::mail_domains::verify_by_operator;
use crate::people::invitation::{self, InvitationError, InvitationToken, Inviting};
use crate::people::joining;
use crate::people::{NewUser, PredefinedRole};
use crate::sign_in::api_access::{self, ApiToken, NewToken};
use crate::sign_in::note_failed_sign_in;
use crate::sign_in::password::{self, ResetToken};
use crate::sign_in::second_factor::{self, Account, Beginning};
use crate::sign_in::session::{self, Factor, Token};
use crate::sign_in::single_sign_on::{self, OpenIdError};
use crate::sign_in::viewing;
use crate::sign_in::welcome::{self, SetUpCode, SetUpError};
use crate::testing::{NOW, TestDb, World, actor, both_databases, level, open_session, predefined, totp_code};
use crate::{Db, people};

/// The present on a clock that is two days ahead.
const AHEAD: i64 = NOW + 2 * 86_400_000;
const MINUTE: i64 = 60_000;

#[test]
fn an_end_is_to_come_for_its_lifetime_and_no_longer() {
    for (end, expected) in [
        (NOW, false),
        (NOW + 1, true),
        (NOW + MINUTE, true),
        // Another server's clock is slightly ahead.
        (NOW + MINUTE + SKEW, true),
        (NOW + MINUTE + SKEW + 1, false),
        (i64::MAX, false),
    ] {
        assert_eq!(is_to_come(end, MINUTE, NOW), expected, "{end}");
    }
}

#[both_databases]
async fn jobs_go_on_once_the_clock_is_right_again(database: TestDb) {
    let db = &database.db;
    assert!(lease::take(db, "job", "one", NOW, NOW + MINUTE).await.unwrap());
    assert!(lease::take(db, "job", "one", AHEAD, AHEAD + MINUTE).await.unwrap());
    assert!(lease::take(db, "job", "two", NOW + 20_000, NOW + 80_000).await.unwrap());
    assert!(!lease::take(db, "job", "one", NOW + 21_000, NOW + 81_000).await.unwrap());
    // A clock slightly ahead is not wrong: its turn holds.
    assert!(lease::take(db, "other", "one", NOW + SKEW, NOW + SKEW + MINUTE).await.unwrap());
    assert!(!lease::take(db, "other", "two", NOW, NOW + MINUTE).await.unwrap());
}

#[both_databases]
async fn nobody_is_throttled_by_attempts_of_the_day_after_tomorrow(database: TestDb) {
    let db = &database.db;
    for now in [AHEAD, NOW] {
        throttle::attempt(db, "ada", 1, now).await.unwrap().unwrap();
        assert!(throttle::attempt(db, "ada", 1, now).await.unwrap().is_err());
    }
}

#[both_databases]
async fn a_code_is_taken_after_one_of_the_day_after_tomorrow_was(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let ada = Account::from(&actor(db, "ada", Some(world.customer), Levels::default()).await);
    let sealer = Sealer::new([9; 32]);
    let offer = second_factor::begin(db, ada, &sealer, &[1; 32], NOW).await.unwrap();
    let code = |now| totp_code(&offer.secret, now);
    let here = || Caller::from("192.0.2.1");
    second_factor::confirm(db, ada, &sealer, &code(AHEAD), here(), &[2; 32], AHEAD).await.unwrap();
    assert_eq!(
        second_factor::check(db, ada, &sealer, &code(NOW), here(), NOW).await.unwrap().factor,
        Factor::Totp
    );
    // And that one only once.
    assert!(second_factor::check(db, ada, &sealer, &code(NOW), here(), NOW).await.is_err());
}

#[both_databases]
async fn sessions_of_the_day_after_tomorrow_are_over_and_others_last_no_longer(database: TestDb) {
    let db = &database.db;
    let ada = actor(db, "ada", None, Levels::default()).await;
    let (opened, seen) = (Token([1; 32]), Token([2; 32]));
    open_session(db, ada.user, opened, AHEAD).await;
    assert!(session::find(db, opened, NOW).await.unwrap().is_none());
    // A session used while the clock was ten hours ahead does not outlast its idle timeout.
    open_session(db, ada.user, seen, NOW).await;
    assert!(session::find(db, seen, NOW + 10 * 60 * MINUTE).await.unwrap().is_some());
    assert!(session::find(db, seen, NOW + MINUTE).await.unwrap().is_some());
    let idle = NOW + MINUTE + session::IDLE_LIMIT + 1;
    assert!(session::find(db, seen, idle).await.unwrap().is_none());
    assert!(session::is_proved(NOW, NOW + MINUTE) && session::is_proved(NOW + 1, NOW));
    assert!(!session::is_proved(AHEAD, NOW));
}

#[both_databases]
async fn steps_codes_and_views_of_the_day_after_tomorrow_are_over(database: TestDb) {
    let db = &database.db;
    welcome::offer(db, SetUpCode([1; 32]), AHEAD).await.unwrap();
    let code = welcome::check(db, SetUpCode([1; 32]), NOW).await;
    assert!(matches!(code, Err(SetUpError::Code)), "{code:?}");

    let world = World::make(db).await;
    let vendor = people::add_organization(db, "Vendor", OrganizationKind::Vendor, None, NOW).await.unwrap();
    let vera = actor(db, "vera", Some(vendor), Levels::all(Level::FullAccess)).await;
    let step = Token([2; 32]);
    second_factor::open_step(db, vera.user, Beginning::Password, step, AHEAD).await.unwrap();
    assert!(second_factor::step(db, step, NOW).await.unwrap().is_none());
    assert!(!second_factor::count_try(db, step, NOW).await.unwrap());

    let view = Token([3; 32]);
    open_session(db, vera.user, view, NOW).await;
    let permit = vera.permit(Action::ManageConsole, Target::Installation).unwrap();
    viewing::begin(db, &permit, view, world.customer, AHEAD).await.unwrap();
    assert_eq!(session::find(db, view, NOW).await.unwrap().unwrap().actor, vera);
    assert_eq!(viewing::end_expired(db, NOW).await.unwrap(), 1);
}

#[both_databases]
async fn mails_of_the_day_after_tomorrow_are_sent(database: TestDb) {
    let db = &database.db;
    let new = NewMail {
        recipient: "ada@example.org",
        subject: "Subject".into(),
        text: "Text".into(),
        html: "<p>Text</p>".into(),
        purpose: Purpose::CriticalAlert,
        organization: None,
        license: None,
        once: None,
        unsubscribe: None,
        due_at: AHEAD,
    };
    mail::enqueue(db.connection(), new, AHEAD).await.unwrap();
    let [id] = mail::due(db, 10, NOW).await.unwrap()[..] else { panic!("it is not due") };
    // Claimed while the clock was ahead, by a server that then died.
    mail::claim(db, id, AHEAD).await.unwrap().unwrap();
    let letter = mail::claim(db, id, NOW).await.unwrap().unwrap();
    // Its next attempt was scheduled while the clock was ahead.
    mail::failed(db, &letter, "away", AHEAD).await.unwrap();
    assert_eq!(mail::due(db, 10, NOW).await.unwrap(), [id]);
    let letter = mail::claim(db, id, NOW).await.unwrap().unwrap();
    mail::failed(db, &letter, "away", NOW).await.unwrap();
    assert!(mail::due(db, 10, NOW).await.unwrap().is_empty(), "it waits its pause");
}

#[both_databases]
async fn requests_begun_the_day_after_tomorrow_are_not_underway(database: TestDb) {
    let db = &database.db;
    let attempt = |key| Attempt { subject: "a", key, request: "r" };
    for key in ["died", "done"] {
        assert_eq!(idempotency::begin(db, attempt(key), AHEAD).await.unwrap(), Begun::First);
    }
    let answer = Answer { status: 201, body: "{}".into() };
    idempotency::finish(db, attempt("done"), &answer).await.unwrap();
    assert_eq!(idempotency::begin(db, attempt("died"), NOW).await.unwrap(), Begun::First);
    assert_eq!(idempotency::begin(db, attempt("died"), NOW).await.unwrap(), Begun::Underway);
    // A finished request is not done again.
    assert_eq!(idempotency::begin(db, attempt("done"), NOW).await.unwrap(), Begun::Done(answer));
}

#[both_databases]
async fn what_is_noted_now_and_then_is_noted_after_the_day_after_tomorrow_was(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    for now in [AHEAD, NOW, NOW] {
        note_failed_sign_in(db, "ada@example.org", "Wrong password", now).await.unwrap();
    }
    let failed = event::Entity::find().filter(event::Column::Kind.eq(Kind::SignInFailed.name()));
    assert_eq!(failed.count(db.connection()).await.unwrap(), 2);

    let license = world.license(db, "KEY", &[world.customer]).await;
    let holder = Holder::Key(HeldLicense::of_key(db, "KEY", None).await.unwrap().unwrap());
    let request = Request { deployment: "pc", quantity: 11, mode: Mode::Online, product: None };
    let too_many = NewDeployment { request, host: Host::default() };
    for now in [AHEAD, NOW, NOW] {
        activate(db, &holder, license, &too_many, now).await.unwrap_err();
    }
    let refused = event::Entity::find().filter(event::Column::Kind.eq(Kind::ActivationRefused.name()));
    assert_eq!(refused.count(db.connection()).await.unwrap(), 2);

    let levels = level(RoleObject::ApiAccess, Level::FullAccess);
    let ada = actor(db, "ada", Some(world.customer), levels).await;
    let permit = ada.permit(Action::ManageApiTokens, Target::MyOrganization).unwrap();
    let secret = ApiToken([7; 32]);
    let new = NewToken { name: "Export", last_day: None, token: secret };
    api_access::create(db, &permit, new, NOW).await.unwrap();
    for now in [AHEAD, NOW] {
        api_access::find(db, &secret.to_text(), now).await.unwrap().unwrap();
        assert_eq!(last_used(db).await, Some(now));
    }
}

async fn last_used(db: &Db) -> Option<i64> {
    api_token::Entity::find().one(db.connection()).await.unwrap().unwrap().last_used_at
}

#[both_databases]
async fn links_and_attempts_of_the_day_after_tomorrow_are_over(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let admin = predefined(db, "admin", world.customer, PredefinedRole::Admin).await;
    let manage = admin.permit(Action::ManageUsers, Target::MyOrganization).unwrap();
    let role = people::predefined_role(db, world.customer, PredefinedRole::User).await.unwrap();
    let invited = InvitationToken([1; 32]);
    let inviting = |token| {
        let email = "new@example.org";
        Inviting { organization: world.customer, email, role, token, site: "" }
    };
    invitation::invite(db, &manage, inviting(invited), AHEAD).await.unwrap();
    assert!(invitation::find(db, invited, AHEAD).await.is_ok());
    let found = invitation::find(db, invited, NOW).await;
    assert!(matches!(found, Err(InvitationError::Refused(_))), "{found:?}");
    // It does not prevent a new invitation.
    invitation::invite(db, &manage, inviting(InvitationToken([2; 32])), NOW).await.unwrap();

    verify_by_operator(db, "Customer", "customer.example", Secret([9; 32]), NOW).await.unwrap();
    let link = Secret([3; 32]);
    joining::sign_up(db, "new@customer.example", link, "", AHEAD).await.unwrap();
    assert!(joining::find(db, link, AHEAD).await.is_ok());
    assert!(joining::find(db, link, NOW).await.is_err());

    let link = ResetToken([4; 32]);
    let ruth = NewUser { email: "ruth@example.org", name: "Ruth", password_hash: Some("hash".into()) };
    people::add_user(db, ruth, NOW).await.unwrap();
    password::request_reset(db, "ruth@example.org", link, "", AHEAD).await.unwrap();
    assert!(password::is_good(db, link, AHEAD).await.unwrap());
    assert!(!password::is_good(db, link, NOW).await.unwrap());

    let (state, browser) = (Secret([5; 32]), Secret([6; 32]));
    let attempt = single_sign_on::Attempt {
        organization: world.customer,
        issuer: "https://login.example.org".into(),
        nonce: "nonce".into(),
        verifier: "verifier".into(),
        next: String::new(),
    };
    single_sign_on::begin(db, (state, browser), attempt, "192.0.2.1", AHEAD).await.unwrap();
    let taken = single_sign_on::take(db, state, browser, NOW).await;
    assert!(matches!(taken, Err(OpenIdError::Over)), "{taken:?}");
}

#[both_databases]
async fn guesses_and_places_of_the_day_after_tomorrow_lock_nobody_out(database: TestDb) {
    let db = &database.db;
    for now in [AHEAD, NOW] {
        let guess = async || throttle::guess(db, vec![("ada".to_owned(), 1)], now).await.unwrap();
        guess().await.unwrap().wrong(db).await.unwrap();
        assert!(guess().await.is_err());
    }
    let ada = actor(db, "ada", None, Levels::default()).await.user;
    let caller = Caller::from("192.0.2.1");
    let is_known = async |now| throttle::is_known_network(db, Some(ada), &caller, now).await.unwrap();
    throttle::remember(db, ada, &caller, AHEAD).await.unwrap();
    assert!(is_known(NOW).await, "it has been there");
    throttle::remember(db, ada, &caller, NOW).await.unwrap();
    let quarter = 90 * 86_400_000;
    assert!(is_known(NOW + quarter - 1).await && !is_known(NOW + quarter).await);
}
