//! Short links: tokens for parts of addresses that are too long ([`model::link`]).
//!
//! The token is a digest of the filter: the same filter always gives the same link, and whoever has a token got it from
//! somebody who has the filter. So everybody who is signed in may open it. A filter holds numbers and Grantry's own words,
//! never text that somebody typed. It gives no right: what it shows is decided as if the filter were in the address (R3).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::link::{StateError, checked};
use model::{Action, Permit, Refused, UserId};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use sha2::{Digest as _, Sha256};

use crate::Db;
use crate::db::clock_skew;
use crate::db::entity::short_link;
use crate::db::throttle::{self, Throttled};

/// How long a link is kept after it was last saved or opened, in milliseconds.
pub const KEPT: i64 = 400 * DAY;
/// A person has at most this many links. A further one replaces the one unused for longest.
pub const MOST_OF_PERSON: u64 = 500;
/// A person may save at most this many new links within [`throttle::WINDOW`]: 500 an hour.
const MOST_NEW: i32 = 125;
/// At most this many old links are removed at once, so that other writers don't wait long.
const AT_ONCE: u64 = 1_000;
/// How exactly the last use is recorded, in milliseconds: opening a link rarely writes.
const USED_STEP: i64 = DAY;
const DAY: i64 = 24 * 3_600_000;
/// Bytes of the digest in a token: too many to guess, or to find two filters with the same.
const TOKEN_BYTES: usize = 24;
/// Characters of a token.
const TOKEN_LENGTH: usize = TOKEN_BYTES / 3 * 4;

/// Why a link was not saved or opened.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// The person may not (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The text is not a filter, or is too long.
    #[error(transparent)]
    State(#[from] StateError),
    /// The person saved too many recently.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

/// The token of a filter: 32 characters that fit into an address.
pub fn token_of(state: &str) -> String {
    let digest = Sha256::new_with_prefix(b"short link\0").chain_update(state).finalize();
    URL_SAFE_NO_PAD.encode(&digest[..TOKEN_BYTES])
}

/// Saves the pairs of a list's query that are too long for an address, and returns their token. `now` is in milliseconds since
/// the Unix epoch.
pub async fn save(db: &Db, permit: &Permit, state: &str, now: i64) -> Result<String, LinkError> {
    permit.only(Action::ListLicenses)?;
    checked(state)?;
    let token = token_of(state);
    if find(db, permit, &token, now).await?.is_some() {
        return Ok(token);
    }
    if permit.is_viewing() {
        // A viewer changes nothing.
        return Err(Refused.into());
    }
    let person = throttle::subject("short links of", &permit.user().to_string());
    throttle::attempt(db, &person, MOST_NEW, now).await??;
    let row = short_link::ActiveModel {
        name: Set(token.clone()),
        state: Set(state.to_owned()),
        user_id: Set(Some(permit.user())),
        organization_id: Set(permit.organization()),
        created_at: Set(now),
        last_used_at: Set(now),
    };
    // Somebody may have saved the same filter just now, or long ago.
    let again =
        OnConflict::column(short_link::Column::Name).update_column(short_link::Column::LastUsedAt).to_owned();
    let transaction = db.begin_write().await?;
    short_link::Entity::insert(row).on_conflict(again).exec_without_returning(&transaction).await?;
    make_room(&transaction, permit.user()).await?;
    transaction.commit().await?;
    Ok(token)
}

/// Deletes a person's links beyond [`MOST_OF_PERSON`], those unused for longest first.
async fn make_room(connection: &impl ConnectionTrait, user: UserId) -> Result<(), DbErr> {
    let beyond: Vec<String> = short_link::Entity::find()
        .filter(short_link::Column::UserId.eq(user))
        .order_by_desc(short_link::Column::LastUsedAt)
        .order_by_desc(short_link::Column::CreatedAt)
        .order_by_asc(short_link::Column::Name)
        .offset(MOST_OF_PERSON)
        .limit(MOST_OF_PERSON)
        .select_only()
        .column(short_link::Column::Name)
        .into_tuple()
        .all(connection)
        .await?;
    if !beyond.is_empty() {
        let beyond = short_link::Column::Name.is_in(beyond);
        short_link::Entity::delete_many().filter(beyond).exec(connection).await?;
    }
    Ok(())
}

/// The filter of a token; None if there is none, or not any longer. `now` is in milliseconds since the Unix epoch.
pub async fn find(db: &Db, permit: &Permit, token: &str, now: i64) -> Result<Option<String>, LinkError> {
    permit.only(Action::ListLicenses)?;
    let is_sign = |sign: u8| sign.is_ascii_alphanumeric() || sign == b'-' || sign == b'_';
    if token.len() != TOKEN_LENGTH || !token.bytes().all(is_sign) {
        return Ok(None);
    }
    let Some(found) = short_link::Entity::find_by_id(token).one(db.connection()).await? else {
        return Ok(None);
    };
    let last = found.last_used_at;
    if last <= now - KEPT {
        return Ok(None);
    }
    let is_due = now - last >= USED_STEP || !clock_skew::is_believed(last, now);
    if is_due && !permit.is_viewing() {
        let connection = db.connection().clone();
        let used = short_link::Entity::update_many()
            .col_expr(short_link::Column::LastUsedAt, Expr::value(now))
            .filter(short_link::Column::Name.eq(token));
        db.note(async move { used.exec(&connection).await }).await;
    }
    Ok(Some(found.state))
}

/// Deletes links that nobody has used for [`KEPT`], and returns how many.
pub async fn forget(db: &Db, now: i64) -> Result<u64, DbErr> {
    let mut removed = 0;
    loop {
        let old: Vec<String> = short_link::Entity::find()
            .filter(short_link::Column::LastUsedAt.lte(now.saturating_sub(KEPT)))
            .limit(AT_ONCE)
            .select_only()
            .column(short_link::Column::Name)
            .into_tuple()
            .all(db.connection())
            .await?;
        if old.is_empty() {
            return Ok(removed);
        }
        let gone = short_link::Entity::delete_many()
            .filter(short_link::Column::Name.is_in(old))
            // One may have been opened in the meantime.
            .filter(short_link::Column::LastUsedAt.lte(now.saturating_sub(KEPT)));
        removed += gone.exec(db.connection()).await?.rows_affected;
    }
}

#[cfg(test)]
mod tests;
