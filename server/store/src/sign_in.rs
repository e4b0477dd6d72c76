//! Signing in by e-mail address and password.

use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Argon2, Params};
use model::UserId;
use model::person::PASSWORD_LIMIT;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use sha2::{Digest as _, Sha256};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::Db;
use crate::entity::user;
use crate::event::note_failed_sign_in;
use crate::throttle::{self, Throttled};

/// So many failures of one account from one network address within [`WINDOW`] are taken.
const FAILURES_HERE: i32 = 10;
/// So many failures of one account within [`WINDOW`] are taken from everywhere: many more, for whoever fails on purpose
/// keeps the account's owner out.
const ACCOUNT_FAILURES: i32 = 100;
/// So many failures from one network address within [`WINDOW`] are taken.
const ADDRESS_FAILURES: i32 = 100;

/// Hashing takes a core and 19 MiB for 50 ms: no more at once than there are cores, off the async threads.
static HASHING: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(std::thread::available_parallelism().map_or(1, usize::from)));

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The address is unknown or the password is wrong; which of the two is not told.
    #[error("The e-mail address or the password is wrong.")]
    Wrong,
    /// Too many failures of late.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
    /// Hashing failed.
    #[error("The password could not be checked: {0}")]
    Hash(String),
}

/// Finds the person of that address if the password is its own.
///
/// An attempt is counted before the password is looked at and forgiven when it was right, so that attempts that
/// run side by side can't slip past the limit. `network_address` is where the request comes from.
pub async fn check(
    db: &Db,
    email: &str,
    password: String,
    network_address: &str,
    now: i64,
) -> Result<UserId, SignInError> {
    let email = email.trim().to_lowercase();
    let checked = check_now(db, &email, password, network_address, now).await;
    let why = match &checked {
        Err(SignInError::Wrong) => "Wrong password",
        Err(SignInError::Throttled(_)) => "Too many attempts",
        _ => return checked,
    };
    // It stays a refusal, whether it can be told or not.
    if let Err(error) = note_failed_sign_in(db, &email, why, now).await {
        tracing::warn!(%error, "a failed sign-in could not be told");
    }
    checked
}

async fn check_now(
    db: &Db,
    email: &str,
    password: String,
    network_address: &str,
    now: i64,
) -> Result<UserId, SignInError> {
    let account = throttle::subject("account", email);
    let here = throttle::subject("account and address", &format!("{email}\0{network_address}"));
    let address = throttle::subject("address", network_address);
    throttle::attempt(db, &address, ADDRESS_FAILURES, now).await??;
    throttle::attempt(db, &here, FAILURES_HERE, now).await??;
    throttle::attempt(db, &account, ACCOUNT_FAILURES, now).await??;
    // PostgreSQL takes no NUL in a text, and no address has one.
    let found = if email.contains('\0') {
        None
    } else {
        user::Entity::find().filter(user::Column::Email.eq(email)).one(db.connection()).await?
    };
    let (user, hash) = match found {
        Some(user::Model { id, password_hash: Some(hash), .. }) => (Some(id), hash),
        // The same work for an unknown address: the time taken must not tell (R3).
        _ => (None, NOBODY.clone()),
    };
    let right = verify(password, hash).await?;
    match user {
        Some(user) if right => {
            throttle::forget(db, &here).await?;
            throttle::forget(db, &account).await?;
            throttle::forgive(db, &address).await?;
            Ok(user)
        }
        _ => Err(SignInError::Wrong),
    }
}

/// Whether that is the password of a person who is signed in already, asked for again before something dangerous. Guessing
/// is slowed down as in [`check`]; [`SignInError::Wrong`] says that it is not.
pub async fn confirm(
    db: &Db,
    user: UserId,
    password: String,
    network_address: &str,
    now: i64,
) -> Result<(), SignInError> {
    let email = user::Entity::find_by_id(user).one(db.connection()).await?.map(|found| found.email);
    let found = check(db, &email.ok_or(SignInError::Wrong)?, password, network_address, now).await?;
    if found == user { Ok(()) } else { Err(SignInError::Wrong) }
}

/// A hash that no password has.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now(b"", &[0; 16]).unwrap_or_default());

/// A salt from a request's random bytes, which may become a secret besides: the salt is kept in the clear and tells nothing
/// of them.
pub fn salt(random: &[u8; 32]) -> [u8; 16] {
    let digest = Sha256::new_with_prefix(b"salt").chain_update(random).finalize();
    std::array::from_fn(|place| digest[place])
}

/// What a hash costs: 19 MiB and 2 passes. A debug build makes next to worthless ones, for tests that hash often, while
/// `GRANTRY_CHEAP_HASHES` is set; a release does not look at it.
fn cost(is_debug_build: bool, is_cheap: impl FnOnce() -> bool) -> Params {
    const CHEAP: Params = match Params::new(Params::MIN_M_COST, 1, 1, None) {
        Ok(cheap) => cheap,
        Err(_) => Params::DEFAULT,
    };
    if is_debug_build && is_cheap() { CHEAP } else { Params::DEFAULT }
}

/// Hashes a password (argon2id) with a random salt.
pub async fn hash_password(password: String, salt: [u8; 16]) -> Result<String, SignInError> {
    let _turn = HASHING.acquire().await;
    let hashed = spawn_blocking(move || hash_now(password.as_bytes(), &salt)).await;
    hashed
        .map_err(|error| SignInError::Hash(error.to_string()))?
        .map_err(|error| SignInError::Hash(error.to_string()))
}

fn hash_now(password: &[u8], salt: &[u8]) -> Result<String, argon2::password_hash::Error> {
    let cost = cost(cfg!(debug_assertions), || std::env::var_os("GRANTRY_CHEAP_HASHES").is_some());
    Ok(Argon2::from(cost).hash_password_with_salt(password, salt)?.to_string())
}

async fn verify(password: String, hash: String) -> Result<bool, SignInError> {
    if password.len() > PASSWORD_LIMIT {
        return Ok(false);
    }
    let _turn = HASHING.acquire().await;
    let verified = spawn_blocking(move || {
        let hash = PasswordHash::new(&hash).map_err(|error| SignInError::Hash(error.to_string()))?;
        // At the cost that the hash names.
        Ok(Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    });
    verified.await.map_err(|error| SignInError::Hash(error.to_string()))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::{NewUser, add_user};
    use crate::testing::{NOW, databases};
    use crate::throttle::WINDOW;

    async fn person(db: &Db) -> UserId {
        let hash = hash_password("right".into(), [1; 16]).await.unwrap();
        let new = NewUser { email: "Ada@Example.org", name: "Ada", password_hash: Some(hash) };
        add_user(db, new, NOW).await.unwrap()
    }

    async fn try_in(db: &Db, password: &str, now: i64) -> Result<UserId, SignInError> {
        check(db, " ADA@example.org ", password.into(), "192.0.2.1", now).await
    }

    #[test]
    fn a_release_has_the_full_cost_whatever_it_is_asked_for() {
        let full = Params::new(19 * 1024, 2, 1, None).unwrap();
        assert_eq!(cost(false, || true), full);
        assert_eq!(cost(true, || false), full);
        assert!(cost(true, || true).m_cost() < full.m_cost());
    }

    #[tokio::test]
    async fn the_right_password_signs_in_and_no_other() {
        for database in databases().await {
            let db = &database.db;
            let ada = person(db).await;
            assert_eq!(try_in(db, "right", NOW).await.unwrap(), ada, "{}", database.name);
            for wrong in ["", "Right", "right ", &"x".repeat(PASSWORD_LIMIT + 1)] {
                assert!(matches!(try_in(db, wrong, NOW).await, Err(SignInError::Wrong)));
            }
            let unknown = check(db, "bob@example.org", "right".into(), "192.0.2.1", NOW).await;
            assert!(matches!(unknown, Err(SignInError::Wrong)));
        }
    }

    #[tokio::test]
    async fn guessing_is_slowed_down_and_forgiven_after_a_while() {
        for database in databases().await {
            let db = &database.db;
            let ada = person(db).await;
            for _ in 0..FAILURES_HERE {
                assert!(matches!(try_in(db, "wrong", NOW).await, Err(SignInError::Wrong)));
            }
            // Now even the right one has to wait.
            let refused = try_in(db, "right", NOW + 60_000).await;
            assert!(
                matches!(refused, Err(SignInError::Throttled(Throttled { minutes: 14 }))),
                "{}",
                database.name
            );
            assert_eq!(try_in(db, "right", NOW + WINDOW).await.unwrap(), ada);
            // A success clears the count.
            assert_eq!(try_in(db, "right", NOW + WINDOW + 1).await.unwrap(), ada);
        }
    }

    #[tokio::test]
    async fn a_stranger_who_fails_on_purpose_keeps_nobody_out_elsewhere() {
        for database in databases().await {
            let db = &database.db;
            let ada = person(db).await;
            for _ in 0..2 * FAILURES_HERE {
                let guess = check(db, "ada@example.org", "wrong".into(), "192.0.2.66", NOW).await;
                assert!(guess.is_err(), "{}", database.name);
            }
            assert_eq!(try_in(db, "right", NOW).await.unwrap(), ada, "{}", database.name);
        }
    }

    #[tokio::test]
    async fn guessing_from_many_addresses_is_slowed_down_too() {
        for database in databases().await {
            let db = &database.db;
            person(db).await;
            let account = throttle::subject("account", "ada@example.org");
            for _ in 0..ACCOUNT_FAILURES {
                throttle::attempt(db, &account, ACCOUNT_FAILURES, NOW).await.unwrap().unwrap();
            }
            let refused = try_in(db, "right", NOW).await;
            assert!(matches!(refused, Err(SignInError::Throttled(_))), "{}", database.name);
        }
    }

    #[tokio::test]
    async fn successes_do_not_count_against_a_network_address() {
        for database in databases().await {
            let db = &database.db;
            let ada = person(db).await;
            for _ in 0..=ADDRESS_FAILURES {
                assert_eq!(try_in(db, "right", NOW).await.unwrap(), ada, "{}", database.name);
            }
            assert!(matches!(try_in(db, "wrong", NOW).await, Err(SignInError::Wrong)));
        }
    }

    #[tokio::test]
    async fn what_is_counted_no_longer_is_forgotten_whoever_signs_in() {
        for database in databases().await {
            let db = &database.db;
            person(db).await;
            let guess = check(db, "bob@example.org", "wrong".into(), "192.0.2.9", NOW).await;
            assert!(matches!(guess, Err(SignInError::Wrong)));
            try_in(db, "right", NOW + WINDOW).await.unwrap();
            assert_eq!(throttle::forget_attempts(db, NOW + WINDOW).await.unwrap(), 3, "{}", database.name);
            let left = crate::entity::throttle::Entity::find().all(db.connection()).await.unwrap();
            assert_eq!(left.len(), 1, "{}: the address's own", database.name);
        }
    }

    #[tokio::test]
    async fn an_address_with_nul_is_one_that_nobody_has() {
        for database in databases().await {
            let answer = check(&database.db, "ada\0@example.org", "right".into(), "192.0.2.1", NOW).await;
            assert!(matches!(answer, Err(SignInError::Wrong)), "{}: {answer:?}", database.name);
        }
    }

    #[test]
    fn one_minute_is_one_minute() {
        let text = |minutes| Throttled { minutes }.to_string();
        assert_eq!(text(1), "Too many attempts. Try again in 1 minute.");
        assert_eq!(text(15), "Too many attempts. Try again in 15 minutes.");
    }

    #[tokio::test]
    async fn attempts_side_by_side_do_not_slip_past() {
        for database in databases().await {
            let db = &database.db;
            person(db).await;
            let attempts = (0..30).map(|_| try_in(db, "wrong", NOW));
            let answers = futures::future::join_all(attempts).await;
            let looked_at = answers.iter().filter(|answer| matches!(answer, Err(SignInError::Wrong))).count();
            assert!(looked_at <= usize::try_from(FAILURES_HERE).unwrap(), "{}: {looked_at}", database.name);
        }
    }
}
