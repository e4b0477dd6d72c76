//! Signs people in by e-mail address and password.

pub mod api_access;
pub mod passkey;
pub mod password;
pub mod proof;
mod refusals;
pub mod second_factor;
pub mod security;
pub mod session;
pub mod single_sign_on;
pub mod viewing;
pub mod welcome;

use std::sync::LazyLock;
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Argon2, Params};
use model::person::PASSWORD_LIMIT;
use model::{Hidden, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use sha2::{Digest as _, Sha256};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use unicode_normalization::UnicodeNormalization as _;

use crate::db::entity::user;
use crate::db::throttle::{self, Caller, Counted, Network, Throttled};
use crate::people::{account, spelled_email};
use crate::{Db, in_background};

pub use refusals::{note_failed_sign_in, note_refusal};

/// At most this many failures for one account from one network address or known device are accepted within
/// [`WINDOW`](throttle::WINDOW). The larger networks around an IPv6 address may have more, see [`throttle::networks`].
const FAILURES_HERE: i32 = 10;
/// At most this many failures for one account are accepted from all network addresses where nobody has signed in to it. Beyond
/// that its person can sign in only from a place or device where they have signed in before.
const ACCOUNT_FAILURES: i32 = 100;
/// At most this many failures from one network address are accepted.
const ADDRESS_FAILURES: i32 = 100;
/// A password as typed has at most this many bytes: with accents typed separately it is longer than its normal form, which has
/// at most [`PASSWORD_LIMIT`].
const RAW_LIMIT: usize = 4 * PASSWORD_LIMIT;

/// Hashing takes a core and 19 MiB for 50 ms. Half of the cores are left to everything else.
static HASHING: LazyLock<Turns> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    Turns { free: Semaphore::new(hashing_at_once(cores)), patience: Duration::from_secs(10) }
});

/// How many passwords are hashed at once on a machine with that many cores.
fn hashing_at_once(cores: usize) -> usize {
    usize::max(1, cores / 2)
}

/// Turns to hash.
struct Turns {
    free: Semaphore,
    /// How long to wait for a turn.
    patience: Duration,
}

impl Turns {
    /// Runs the work off the async threads once it has a turn, and keeps the turn until the work ends, waited for or not.
    async fn work<T: Send + 'static>(
        &'static self,
        work: impl FnOnce() -> Result<T, SignInError> + Send + 'static,
    ) -> Result<T, SignInError> {
        let turn = timeout(self.patience, self.free.acquire()).await;
        let turn = turn.map_err(|_| SignInError::Busy)?;
        let work = move || {
            let _turn = turn;
            work()
        };
        in_background(work).await.map_err(|error| SignInError::Hash(error.to_string()))?
    }
}

/// Why signing in failed.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The address is unknown or the password is wrong; the message does not say which.
    #[error("The e-mail address or the password is wrong.")]
    Wrong,
    /// Too many recent failures.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
    /// Too many passwords are being checked.
    #[error("Too many people are signing in. Try again in a moment.")]
    Busy,
    /// Hashing failed.
    #[error("The password could not be checked: {0}")]
    Hash(String),
}

/// Returns the person with that address if the password is theirs.
///
/// Wrong passwords count, correct ones don't, however many are tried at once. `caller` is where the request comes from.
pub async fn check(
    db: &Db,
    email: &str,
    password: String,
    caller: impl Into<Caller>,
    now: i64,
) -> Result<UserId, SignInError> {
    let email = email.trim().to_lowercase();
    let checking = check_now(db.clone(), email.clone(), password, caller.into(), now, &HASHING);
    let checked = tokio::spawn(checking).await.map_err(|error| SignInError::Hash(error.to_string()))?;
    let why = match &checked {
        Err(SignInError::Wrong) => "Wrong password",
        Err(SignInError::Throttled(_)) => "Too many attempts",
        _ => return checked,
    };
    // It remains a refusal even if it can't be recorded.
    if let Err(error) = note_failed_sign_in(db, &email, why, now).await {
        tracing::warn!(%error, "a failed sign-in could not be recorded");
    }
    checked
}

/// Owns its arguments, so that it continues when nobody waits any longer, and the guess is settled.
async fn check_now(
    db: Db,
    email: String,
    password: String,
    caller: Caller,
    now: i64,
    turns: &'static Turns,
) -> Result<UserId, SignInError> {
    let found = account(db.connection(), &email).await?;
    let id = found.as_ref().map(|found| found.id);
    // Guesses count together however the address is spelled.
    let email = spelled_email(&email);
    let (counted, forgotten) = counted(&db, id, &email, &caller, now).await?;
    let guess = throttle::guess(&db, counted, now).await??;
    let (user, hash) = match found {
        Some(user::Model { id, password_hash: Some(hash), .. }) => (Some(id), Some(hash.into_inner())),
        // An unknown address costs the same work: the time taken must not reveal anything (R3).
        _ => (None, None),
    };
    let (right, renewed) = match verify(password, hash.clone(), turns).await {
        Ok(Verified::Wrong) => (false, None),
        Ok(Verified::Right) => (true, None),
        Ok(Verified::Renewed(renewed)) => (true, Some(renewed)),
        Err(error) => {
            guess.right(&db, &[]).await?;
            return Err(error);
        }
    };
    match user {
        Some(user) if right => {
            guess.right(&db, &forgotten).await?;
            if let (Some(old), Some(new)) = (hash, renewed) {
                // The sign-in stands even if the hash is not renewed: the next one tries again.
                if let Err(error) = renew(&db, user, old, new).await {
                    tracing::warn!(%error, user, "the hash of a password was not renewed");
                }
            }
            Ok(user)
        }
        _ => {
            guess.wrong(&db).await?;
            Err(SignInError::Wrong)
        }
    }
}

/// The counters of a guess, and those that the right password resets.
///
/// A device on which the person has signed in has its own counter, so neither others in its network nor attempts from elsewhere
/// keep the person out. The same goes for such a network address and attempts from elsewhere.
async fn counted(
    db: &Db,
    user: Option<UserId>,
    email: &str,
    caller: &Caller,
    now: i64,
) -> Result<(Vec<Counted>, Vec<String>), DbErr> {
    let is_known_device = throttle::is_known_device(db, user, caller, now).await?;
    let is_known_network = throttle::is_known_network(db, user, caller, now).await?;
    if let (true, Some(device)) = (is_known_device, caller.device) {
        let own = throttle::subject("account and device", &format!("{email}\0{}", device.hash()));
        return Ok((vec![(own.clone(), FAILURES_HERE)], vec![own]));
    }
    let (mut counted, mut forgotten) = (Vec::new(), Vec::new());
    for Network { name, times } in throttle::networks(&caller.network_address) {
        let here = throttle::subject("account and address", &format!("{email}\0{name}"));
        counted.push((throttle::subject("address", &name), ADDRESS_FAILURES * times));
        counted.push((here.clone(), FAILURES_HERE * times));
        forgotten.push(here);
    }
    if !is_known_network {
        counted.push((throttle::subject("account", email), ACCOUNT_FAILURES));
    }
    Ok((counted, forgotten))
}

/// Checks the password of a person who is already signed in, before something dangerous. Guessing is slowed down as in
/// [`check`]; a wrong password is [`SignInError::Wrong`].
pub async fn confirm(
    db: &Db,
    user: UserId,
    password: String,
    caller: impl Into<Caller>,
    now: i64,
) -> Result<(), SignInError> {
    let email = user::Entity::find_by_id(user).one(db.connection()).await?.map(|found| found.email);
    let found = check(db, &email.ok_or(SignInError::Wrong)?, password, caller, now).await?;
    if found == user { Ok(()) } else { Err(SignInError::Wrong) }
}

/// A hash that no password has.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now(b"", &[0; 16]).unwrap_or_default());

/// A salt from a request's random bytes, which may also become a secret: the salt is stored in the clear and reveals nothing of
/// them.
pub fn salt(random: &[u8; 32]) -> [u8; 16] {
    let digest = Sha256::new_with_prefix(b"salt").chain_update(random).finalize();
    std::array::from_fn(|place| digest[place])
}

/// The cost of a hash: 19 MiB and 2 passes. While `GRANTRY_CHEAP_HASHES` is set, debug builds make nearly worthless ones, for
/// tests that hash often; releases ignore it.
fn cost(is_debug_build: bool, is_cheap: impl FnOnce() -> bool) -> Params {
    const CHEAP: Params = match Params::new(Params::MIN_M_COST, 1, 1, None) {
        Ok(cheap) => cheap,
        Err(_) => Params::DEFAULT,
    };
    if is_debug_build && is_cheap() { CHEAP } else { Params::DEFAULT }
}

/// Replaces a hash if it has not changed since it was read.
async fn renew(db: &Db, user: UserId, old: String, new: String) -> Result<(), DbErr> {
    user::Entity::update_many()
        .col_expr(user::Column::PasswordHash, Expr::value(new))
        .filter(user::Column::Id.eq(user))
        .filter(user::Column::PasswordHash.eq(old))
        .exec(db.connection())
        .await?;
    Ok(())
}

/// A password as it is hashed: keyboards and systems compose the same letters differently.
fn normal(password: &str) -> String {
    password.nfc().collect()
}

/// Hashes a password (argon2id) in normal form C, with a random salt.
pub async fn hash_password(password: String, salt: [u8; 16]) -> Result<Hidden, SignInError> {
    HASHING.work(move || hash_now(normal(&password).as_bytes(), &salt)).await.map(Hidden::from)
}

fn hash_now(password: &[u8], salt: &[u8]) -> Result<String, SignInError> {
    let cost = cost(cfg!(debug_assertions), || std::env::var_os("GRANTRY_CHEAP_HASHES").is_some());
    let hash = Argon2::from(cost).hash_password_with_salt(password, salt);
    Ok(hash.map_err(|error| SignInError::Hash(error.to_string()))?.to_string())
}

/// The result of checking a password.
enum Verified {
    /// The password is wrong.
    Wrong,
    /// The password is correct.
    Right,
    /// The password is correct, but its hash is from before passwords were normalized; this is the hash of its normal form.
    Renewed(String),
}

/// Whether the password has that hash. Without a hash it takes as long, and the answer is no.
async fn verify(
    password: String,
    hash: Option<String>,
    turns: &'static Turns,
) -> Result<Verified, SignInError> {
    // Longer ones are not even normalized.
    if password.len() > RAW_LIMIT {
        return Ok(Verified::Wrong);
    }
    let normal = normal(&password);
    // Before passwords were normalized, their length was measured as typed.
    if usize::min(normal.len(), password.len()) > PASSWORD_LIMIT {
        return Ok(Verified::Wrong);
    }
    let work = move || {
        let text = hash.as_deref().unwrap_or(&NOBODY);
        let hash = PasswordHash::new(text).map_err(|error| SignInError::Hash(error.to_string()))?;
        // Uses the cost that the hash names.
        let is = |password: &str| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok();
        if is(&normal) {
            return Ok(Verified::Right);
        }
        // Also tried for an unknown address: the time taken must not reveal anything (R3).
        if normal == password || password.len() > PASSWORD_LIMIT || !is(&password) {
            return Ok(Verified::Wrong);
        }
        // A different salt without random bytes: it must differ, but need not be secret.
        let salt = salt(&Sha256::digest(text).into());
        hash_now(normal.as_bytes(), &salt).map(Verified::Renewed)
    };
    turns.work(work).await
}

#[cfg(test)]
mod tests;
