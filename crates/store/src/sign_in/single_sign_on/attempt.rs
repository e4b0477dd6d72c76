//! Sign-ins that a provider has not answered yet.

use model::{Hidden, OrganizationId};
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::OpenIdError;
use crate::Db;
use crate::db::clock_skew;
use crate::db::entity::openid_attempt as row;
use crate::db::secret::Secret;
use crate::db::throttle;

/// How long a provider may take to answer, in milliseconds.
pub const LIFETIME: i64 = 10 * 60_000;
/// At most this many unfinished sign-ins are begun from one network address within [`throttle::WINDOW`]: in an office many
/// people sign in at the same time.
const BEGUN: i32 = 300;
/// The subject they are counted by.
const COUNTED: &str = "single sign-on from";

/// An attempt, returned to whoever brings its state back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The organization whose provider it is.
    pub organization: OrganizationId,
    /// The provider's issuer identifier at the time.
    pub issuer: String,
    /// The nonce that the ID token must repeat.
    pub nonce: Hidden,
    /// The code verifier of PKCE.
    pub verifier: Hidden,
    /// The page that the person wanted to open.
    pub next: String,
}

/// Stores an attempt of the browser that has `browser` in a cookie, until `state` is brought back. `now` in milliseconds since
/// the Unix epoch.
pub async fn begin(
    db: &Db,
    (state, browser): (Secret, Secret),
    attempt: Attempt,
    network_address: &str,
    now: i64,
) -> Result<(), OpenIdError> {
    throttle::attempt_from(db, COUNTED, network_address, BEGUN, now).await??;
    row::Entity::delete_many().filter(row::Column::ExpiresAt.lte(now)).exec(db.connection()).await?;
    let new = row::ActiveModel {
        state_hash: Set(state.hash()),
        browser_hash: Set(browser.hash()),
        organization_id: Set(attempt.organization),
        issuer: Set(attempt.issuer),
        nonce: Set(attempt.nonce.into()),
        verifier: Set(attempt.verifier.into()),
        next: Set(attempt.next),
        expires_at: Set(now + LIFETIME),
    };
    row::Entity::insert(new).exec_without_returning(db.connection()).await?;
    Ok(())
}

/// Takes back one attempt from that network address: it was successful.
pub async fn succeed(db: &Db, network_address: &str) -> Result<(), DbErr> {
    throttle::forgive_from(db, COUNTED, network_address).await
}

/// Returns the attempt with that state once, to the browser that began it. `now` in milliseconds since the Unix epoch.
pub async fn take(db: &Db, state: Secret, browser: Secret, now: i64) -> Result<Attempt, OpenIdError> {
    let found = row::Entity::find_by_id(state.hash()).one(db.connection()).await?.ok_or(OpenIdError::Over)?;
    let removed = row::Entity::delete_by_id(state.hash()).exec(db.connection()).await?;
    if removed.rows_affected == 0
        || !clock_skew::is_to_come(found.expires_at, LIFETIME, now)
        || found.browser_hash != browser.hash()
    {
        return Err(OpenIdError::Over);
    }
    Ok(Attempt {
        organization: found.organization_id,
        issuer: found.issuer,
        nonce: found.nonce.into(),
        verifier: found.verifier.into(),
        next: found.next,
    })
}
