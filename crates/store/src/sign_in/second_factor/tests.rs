use model::Levels;
use model::sign_in::Needs;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};

use super::*;
use crate::Db;
use crate::db::entity::{event as events, organization, passkey, recovery_code, totp_factor, user};
use crate::db::sealed::Sealer;
use crate::db::secret::Secret;
use crate::db::throttle::{self, Caller};
use crate::events::Kind;
use crate::people;
use crate::sign_in::session::{Factor, Token};
use crate::testing::{NOW, TestDb, World, actor, both_databases, notices, totp_code};

const STEP: i64 = 30_000;

fn sealer() -> Sealer {
    Sealer::new([9; 32])
}

async fn person(db: &Db, world: &World, name: &str) -> Account {
    Account::from(&actor(db, name, Some(world.customer), Levels::default()).await)
}

/// [`super::check`] from a place where nobody has signed in.
async fn check(
    db: &Db,
    account: Account,
    sealer: &Sealer,
    code: &str,
    now: i64,
) -> Result<Given, FactorError> {
    super::check(db, account, sealer, code, Caller::from("192.0.2.1"), now).await
}

/// [`super::confirm`] from there.
async fn confirm(
    db: &Db,
    account: Account,
    sealer: &Sealer,
    code: &str,
    random: &[u8; 32],
    now: i64,
) -> Result<Vec<String>, FactorError> {
    super::confirm(db, account, sealer, code, Caller::from("192.0.2.1"), random, now).await
}

/// A code that is wrong around [`NOW`].
fn wrong(secret: &str) -> &'static str {
    let is_right = |code: &str| (-3..=3).any(|step| totp_code(secret, NOW + step * STEP) == code);
    let some = ["000000", "000001", "000002", "000003", "000004", "000005", "000006", "000007"];
    some.into_iter().find(|code| !is_right(code)).unwrap()
}

/// Sets up an app. Returns its secret and the recovery codes.
async fn set_up(db: &Db, account: Account, seed: u8, now: i64) -> (String, Vec<String>) {
    let offer = begin(db, account, &sealer(), &[seed; 32], now).await.unwrap();
    let code = totp_code(&offer.secret, now);
    let codes = confirm(db, account, &sealer(), &code, &[seed + 1; 32], now).await.unwrap();
    (offer.secret, codes)
}

async fn told(db: &Db, kind: Kind) -> u64 {
    let of_kind = events::Entity::find().filter(events::Column::Kind.eq(kind.name()));
    of_kind.count(db.connection()).await.unwrap()
}

#[both_databases]
async fn an_app_counts_once_its_first_code_is_given_and_each_code_once(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let ada = person(db, &world, "ada").await;
    let offer = begin(db, ada, &sealer(), &[1; 32], NOW).await.unwrap();
    assert!(offer.address.starts_with("otpauth://totp/Grantry:ada"), "{}", offer.address);
    assert!(!is_needed(db, ada.user, Beginning::Password, false).await.unwrap());
    let code = totp_code(&offer.secret, NOW);
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let refused = confirm(db, ada, &sealer(), wrong, &[2; 32], NOW).await;
    assert!(matches!(refused, Err(FactorError::Wrong)));
    let codes = confirm(db, ada, &sealer(), &code, &[2; 32], NOW).await.unwrap();
    assert_eq!(codes.len(), 10);
    assert!(is_needed(db, ada.user, Beginning::Password, false).await.unwrap());
    // The code that confirmed it is used up.
    let again = check(db, ada, &sealer(), &code, NOW).await;
    assert!(matches!(again, Err(FactorError::Wrong)));
    let next = totp_code(&offer.secret, NOW + STEP);
    let spaced = format!(" {} {}", &next[..3], &next[3..]);
    // A phone whose clock is one step ahead.
    assert_eq!(check(db, ada, &sealer(), &spaced, NOW).await.unwrap().factor, Factor::Totp);
    for late in [NOW, NOW + STEP] {
        let twice = check(db, ada, &sealer(), &next, late).await;
        assert!(matches!(twice, Err(FactorError::Wrong)));
    }
    let far = totp_code(&offer.secret, NOW + 10 * STEP);
    assert!(check(db, ada, &sealer(), &far, NOW + 8 * STEP).await.is_err());
    // Another person's code is wrong.
    let eve = person(db, &world, "eve").await;
    assert!(check(db, eve, &sealer(), &far, NOW + 10 * STEP).await.is_err());
    assert_eq!(told(db, Kind::FactorAdded).await, 1);
    // The database does not hold the secret itself.
    let kept = totp_factor::Entity::find().one(db.connection()).await.unwrap().unwrap();
    assert!(!kept.sealed.contains(&offer.secret));
    let other_key = check(db, ada, &Sealer::new([1; 32]), &far, NOW + 10 * STEP).await;
    assert!(matches!(other_key, Err(FactorError::Sealed)));
}

#[both_databases]
async fn of_many_who_give_one_code_at_once_one_is_let_in(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let ada = person(db, &world, "ada").await;
    let (secret, _) = set_up(db, ada, 1, NOW).await;
    let code = totp_code(&secret, NOW + STEP);
    let sealer = sealer();
    let all = (0..8).map(|_| check(db, ada, &sealer, &code, NOW + STEP));
    let answers = futures::future::join_all(all).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
}

#[both_databases]
async fn a_recovery_code_is_good_once(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let (ada, eve) = (person(db, &world, "ada").await, person(db, &world, "eve").await);
    let (_, codes) = set_up(db, ada, 1, NOW).await;
    set_up(db, eve, 3, NOW).await;
    assert!(check(db, eve, &sealer(), &codes[0], NOW).await.is_err());
    let typed = codes[0].to_uppercase().replace('-', " ");
    assert_eq!(check(db, ada, &sealer(), &typed, NOW).await.unwrap().factor, Factor::RecoveryCode);
    assert!(check(db, ada, &sealer(), &codes[0], NOW).await.is_err());
    assert_eq!(state(db, ada.user).await.unwrap().recovery_codes, 9);
    assert_eq!(told(db, Kind::RecoveryCodeUsed).await, 1);
    let rows = recovery_code::Entity::find().all(db.connection()).await.unwrap();
    assert!(rows.iter().all(|row| !codes.contains(&row.code_hash)));
    // New ones replace the old ones.
    let renewed = renew_recovery_codes(db, ada, &[7; 32], NOW).await.unwrap();
    assert!(renewed.iter().all(|code| !codes.contains(code)));
    assert!(check(db, ada, &sealer(), &codes[1], NOW).await.is_err());
    assert!(check(db, ada, &sealer(), &renewed[1], NOW).await.is_ok());
    let expected = [
        "ada@example.org: An authenticator app was set up for you on Grantry",
        "eve@example.org: An authenticator app was set up for you on Grantry",
        "ada@example.org: One of your recovery codes was used on Grantry",
        "ada@example.org: You have new recovery codes on Grantry",
        "ada@example.org: One of your recovery codes was used on Grantry",
    ];
    assert_eq!(notices(db).await, expected);
}

#[both_databases]
async fn guessing_codes_is_slowed_down(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let ada = person(db, &world, "ada").await;
    let (secret, codes) = set_up(db, ada, 1, NOW).await;
    let right = totp_code(&secret, NOW + STEP);
    for _ in 0..10 {
        assert!(matches!(check(db, ada, &sealer(), wrong(&secret), NOW).await, Err(FactorError::Wrong)));
    }
    let throttled = check(db, ada, &sealer(), &right, NOW + STEP).await;
    assert!(matches!(throttled, Err(FactorError::Throttled(_))));
    // Recovery codes count separately.
    for guess in 0..30 {
        let guess = format!("guess-{guess}");
        assert!(matches!(check(db, ada, &sealer(), &guess, NOW).await, Err(FactorError::Wrong)));
    }
    let throttled = check(db, ada, &sealer(), &codes[0], NOW).await;
    assert!(matches!(throttled, Err(FactorError::Throttled(_))));
    let later = NOW + 15 * 60_000;
    let right = totp_code(&secret, later);
    assert!(check(db, ada, &sealer(), &right, later).await.is_ok());
    assert!(told(db, Kind::SignInFailed).await >= 1);
}

#[both_databases]
async fn wrong_codes_elsewhere_keep_nobody_out_where_they_are_known(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let ada = person(db, &world, "ada").await;
    let (secret, codes) = set_up(db, ada, 1, NOW).await;
    let give = async |asked: Asked, code: &str, now| {
        let given = super::check(db, ada, &sealer(), code, asked, now).await;
        given.map(|given| given.factor)
    };
    let at = |network_address: &str, device: Option<u8>| {
        let device = device.map(|byte| Secret([byte; 32]));
        Caller { network_address: network_address.to_owned(), device }
    };
    let known = at("192.0.2.1", Some(1));
    throttle::remember(db, ada.user, &known, NOW).await.unwrap();
    // Anyone who knows the password can begin to sign in as often as they like.
    for place in (0..10).map(|device| at("203.0.113.1", (device > 4).then_some(device))) {
        let guessed = give(place.into(), wrong(&secret), NOW).await;
        assert!(matches!(guessed, Err(FactorError::Wrong)), "{guessed:?}");
    }
    let right = totp_code(&secret, NOW + STEP);
    // No other network and no other device gives them more guesses.
    for place in [at("203.0.113.2", Some(2)), at("192.0.2.1", None), at("192.0.2.1", Some(3))] {
        let guessed = give(place.into(), &right, NOW).await;
        assert!(matches!(guessed, Err(FactorError::Throttled(_))), "{guessed:?}");
    }
    // Ada comes in with a recovery code, on her own device, and stays in where she is.
    let elsewhere = Asked::from(at("198.51.100.1", None));
    assert_eq!(give(elsewhere, &codes[0], NOW).await.unwrap(), Factor::RecoveryCode);
    assert_eq!(give(known.clone().into(), &right, NOW).await.unwrap(), Factor::Totp);
    let next = totp_code(&secret, NOW + 2 * STEP);
    assert_eq!(give(Token([1; 32]).into(), &next, NOW + STEP).await.unwrap(), Factor::Totp);
    // Each known place has its own limit. The limit for all of them together is enough for the device and four sessions.
    let sessions = (1..5).map(|byte| Asked::from(Token([byte; 32])));
    for place in std::iter::once(Asked::from(known)).chain(sessions) {
        for _ in 0..10 {
            let guessed = give(place.clone(), wrong(&secret), NOW).await;
            assert!(matches!(guessed, Err(FactorError::Wrong)), "{place:?}: {guessed:?}");
        }
        let guessed = give(place.clone(), wrong(&secret), NOW).await;
        assert!(matches!(guessed, Err(FactorError::Throttled(_))), "{place:?}: {guessed:?}");
    }
    let guessed = give(Token([5; 32]).into(), wrong(&secret), NOW).await;
    assert!(matches!(guessed, Err(FactorError::Throttled(_))), "{guessed:?}");
}

#[both_databases]
async fn another_app_takes_the_place_of_the_first_and_who_needs_one_keeps_it(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let ada = person(db, &world, "ada").await;
    assert!(matches!(remove(db, ada, NOW).await, Err(FactorError::Nothing)));
    let (old, _) = set_up(db, ada, 1, NOW).await;
    let (new, _) = set_up(db, ada, 5, NOW).await;
    let now = NOW + 10 * STEP;
    let code = |secret: &str| totp_code(secret, now);
    assert!(check(db, ada, &sealer(), &code(&old), now).await.is_err());
    assert!(check(db, ada, &sealer(), &code(&new), now).await.is_ok());

    let ask = async |required: bool| {
        organization::Entity::update_many()
            .col_expr(organization::Column::FactorRequired, Expr::value(required))
            .filter(organization::Column::Id.eq(world.customer))
            .exec(db.connection())
            .await
            .unwrap();
    };
    ask(true).await;
    assert_eq!(state(db, ada.user).await.unwrap().required_by.as_deref(), Some("Customer"));
    assert!(matches!(remove(db, ada, NOW).await, Err(FactorError::Required(name)) if name == "Customer"));
    ask(false).await;
    assert_eq!(state(db, ada.user).await.unwrap().required_by, None);
    remove(db, ada, NOW).await.unwrap();
    let left = state(db, ada.user).await.unwrap();
    assert_eq!((left.app_since, left.recovery_codes), (None, 0));
    assert_eq!(told(db, Kind::FactorRemoved).await, 1);

    set_up(db, ada, 8, NOW).await;
    assert!(remove_by_operator(db, " ADA@example.org", NOW).await.unwrap());
    assert!(!remove_by_operator(db, "ada@example.org", NOW).await.unwrap());
    let last = events::Entity::find()
        .filter(events::Column::Kind.eq(Kind::FactorRemoved.name()))
        .order_by_desc(events::Column::Id)
        .one(db.connection());
    let named = last.await.unwrap().unwrap().object_name;
    assert_eq!(named, "ada@example.org", "as it was typed");
    let removed = "ada@example.org: Your authenticator app was removed on Grantry".to_owned();
    let told = notices(db).await;
    assert_eq!(told.iter().filter(|notice| **notice == removed).count(), 2, "{told:?}");
    assert!(!is_needed(db, ada.user, Beginning::Password, false).await.unwrap());
}

#[both_databases]
async fn a_step_is_over_after_a_while_or_too_many_codes_and_leads_to_one_session(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let ada = person(db, &world, "ada").await;
    let [first, second] = [Token([1; 32]), Token([2; 32])];
    open_step(db, ada.user, Beginning::Password, first, NOW).await.unwrap();
    let found = step(db, first, NOW).await.unwrap();
    let (needs, beginning) = (Needs::Enrollment, Beginning::Password);
    let expected = Step { account: ada, needs, beginning, has_passkey: false };
    assert_eq!(found, Some(expected));
    set_up(db, ada, 1, NOW).await;
    assert_eq!(step(db, first, NOW).await.unwrap().unwrap().needs, Needs::Code);
    assert_eq!(step(db, second, NOW).await.unwrap(), None);
    assert_eq!(step(db, first, NOW + STEP_LIFETIME).await.unwrap(), None);
    let tries = futures::future::join_all((0..10).map(|_| count_try(db, first, NOW))).await;
    assert_eq!(tries.into_iter().filter(|counted| *counted.as_ref().unwrap()).count(), 5);
    assert_eq!(step(db, first, NOW).await.unwrap(), None);
    open_step(db, ada.user, Beginning::OpenId(world.customer), second, NOW).await.unwrap();
    let by_provider = step(db, second, NOW).await.unwrap().unwrap();
    assert_eq!(by_provider.with_code(Factor::Totp), Factor::OpenIdAndTotp);
    assert_eq!(expected.with_code(Factor::Totp), Factor::Totp);
    assert!(close_step(db, second).await.unwrap());
    assert!(!close_step(db, second).await.unwrap());
}

#[both_databases]
async fn who_has_a_passkey_alone_adds_no_app_by_its_password(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let ada = person(db, &world, "ada").await;
    let eve = person(db, &world, "eve").await;
    let add = async |id: &str, user| {
        let row = passkey::ActiveModel {
            user_id: Set(user),
            credential_id: Set(id.to_owned()),
            credential: Set("{}".to_owned()),
            name: Set("Phone".to_owned()),
            created_at: Set(NOW),
            last_used_at: Set(None),
            ..Default::default()
        };
        row.insert(db.connection()).await.unwrap();
    };
    add("first", ada.user).await;
    let token = Token([3; 32]);
    open_step(db, ada.user, Beginning::Password, token, NOW).await.unwrap();
    assert_eq!(step(db, token, NOW).await.unwrap().unwrap().needs, Needs::Passkey);
    open_step(db, eve.user, Beginning::Password, Token([4; 32]), NOW).await.unwrap();
    let eves = step(db, Token([4; 32]), NOW).await.unwrap().unwrap();
    assert_eq!((eves.needs, eves.has_passkey), (Needs::Enrollment, false));
    // With an app as well, either will do, and one may be removed.
    set_up(db, ada, 1, NOW).await;
    let both = step(db, token, NOW).await.unwrap().unwrap();
    assert_eq!((both.needs, both.has_passkey), (Needs::Code, true));
    organization::Entity::update_many()
        .col_expr(organization::Column::FactorRequired, Expr::value(true))
        .exec(db.connection())
        .await
        .unwrap();
    remove(db, ada, NOW).await.unwrap();
    add("eves", eve.user).await;
    assert!(remove_by_operator(db, "ada@example.org", NOW).await.unwrap());
    let left = passkey::Entity::find().all(db.connection()).await.unwrap();
    let left: Vec<_> = left.iter().map(|row| row.user_id).collect();
    assert_eq!(left, [eve.user]);
}

#[both_databases]
async fn a_providers_second_factor_is_enough_for_its_own_organization(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let ada = person(db, &world, "ada").await;
    let needs = async |proved_at: Option<i64>| {
        let beginning = Beginning::OpenId(proved_at.unwrap_or(world.customer));
        is_needed(db, ada.user, beginning, proved_at.is_some()).await.unwrap()
    };
    assert!(!needs(None).await);
    let ask = async |id| {
        organization::Entity::update_many()
            .col_expr(organization::Column::FactorRequired, Expr::value(true))
            .filter(organization::Column::Id.eq(id))
            .exec(db.connection())
            .await
            .unwrap();
    };
    ask(world.customer).await;
    ask(world.sub).await;
    let join = async |organization| {
        let role = people::predefined_role(db, organization, people::PredefinedRole::User).await.unwrap();
        people::join(db, ada.user, organization, role, NOW).await.unwrap();
    };
    join(world.sub).await;
    assert!(needs(None).await && !needs(Some(world.customer)).await);
    assert!(needs(Some(world.sub)).await && needs(Some(world.distributor)).await);
    ask(world.distributor).await;
    join(world.distributor).await;
    assert!(needs(Some(world.customer)).await);
    // A provider that asks for one factor can't bypass an app that the person has set up.
    let eve = Account::from(&actor(db, "eve", Some(world.direct_customer), Levels::default()).await);
    let beginning = Beginning::OpenId(world.direct_customer);
    assert!(!is_needed(db, eve.user, beginning, false).await.unwrap());
    set_up(db, eve, 3, NOW).await;
    assert!(is_needed(db, eve.user, beginning, false).await.unwrap());
    assert!(!is_needed(db, eve.user, beginning, true).await.unwrap());
}

#[both_databases]
async fn a_provider_alone_adds_no_factor_to_an_account_with_a_password(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let ada = person(db, &world, "ada").await;
    let needs = async |beginning, token| {
        open_step(db, ada.user, beginning, token, NOW).await.unwrap();
        step(db, token, NOW).await.unwrap().unwrap().needs
    };
    let by_provider = Beginning::OpenId(world.customer);
    assert!(!has_own(db.connection(), ada.user).await.unwrap());
    assert_eq!(needs(by_provider, Token([1; 32])).await, Needs::Enrollment);
    user::Entity::update_many()
        .col_expr(user::Column::PasswordHash, Expr::value("hash"))
        .filter(user::Column::Id.eq(ada.user))
        .exec(db.connection())
        .await
        .unwrap();
    assert!(has_own(db.connection(), ada.user).await.unwrap());
    assert_eq!(needs(by_provider, Token([2; 32])).await, Needs::Password);
    assert_eq!(needs(Beginning::Password, Token([3; 32])).await, Needs::Enrollment);
}

#[both_databases]
async fn of_two_who_confirm_one_app_at_once_one_sets_it_up(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let ada = person(db, &world, "ada").await;
    let sealer = sealer();
    let offer = begin(db, ada, &sealer, &[1; 32], NOW).await.unwrap();
    let code = totp_code(&offer.secret, NOW);
    let seeds: Vec<[u8; 32]> = (2..8).map(|seed| [seed; 32]).collect();
    let all = seeds.iter().map(|seed| confirm(db, ada, &sealer, &code, seed, NOW));
    let done: Vec<_> = futures::future::join_all(all).await.into_iter().filter_map(Result::ok).collect();
    assert_eq!(done.len(), 1);
    // The codes that somebody saw are the valid ones.
    assert!(check(db, ada, &sealer, &done[0][0], NOW).await.is_ok());
}
