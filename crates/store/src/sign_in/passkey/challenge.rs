//! Challenges: each can be answered once, within minutes.

use model::UserId;
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::PasskeyError;
use crate::Db;
use crate::db::clock_skew;
use crate::db::entity::webauthn_challenge::{ActiveModel, Column, Entity};
use crate::db::secret::Secret;

/// How long a challenge can be answered, in milliseconds: as long as webauthn-rs lets browsers wait.
pub(super) const LIFETIME: i64 = 5 * 60_000;

/// Stores a challenge until it is answered, and deletes expired ones.
pub(super) async fn keep(
    db: &Db,
    token: Secret,
    user: Option<UserId>,
    state: &impl Serialize,
    now: i64,
) -> Result<(), PasskeyError> {
    let row = ActiveModel {
        token_hash: Set(token.hash()),
        user_id: Set(user),
        state: Set(serde_json::to_string(state)?.into()),
        expires_at: Set(now + LIFETIME),
    };
    let over = Column::ExpiresAt.lte(now);
    Entity::delete_many().filter(over).exec(db.connection()).await?;
    Entity::insert(row).exec_without_returning(db.connection()).await?;
    Ok(())
}

/// Returns the challenge of that token and person, to the first who answers it.
pub(super) async fn take<T: DeserializeOwned>(
    db: &Db,
    token: Secret,
    user: Option<UserId>,
    now: i64,
) -> Result<T, PasskeyError> {
    let found = Entity::find_by_id(token.hash()).one(db.connection()).await?.ok_or(PasskeyError::Over)?;
    let removed = Entity::delete_by_id(token.hash()).exec(db.connection()).await?;
    if removed.rows_affected == 0
        || !clock_skew::is_to_come(found.expires_at, LIFETIME, now)
        || found.user_id != user
    {
        return Err(PasskeyError::Over);
    }
    serde_json::from_str(&found.state).map_err(|error| DbErr::Type(error.to_string()).into())
}
