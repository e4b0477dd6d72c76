//! The account whose factors change.

use model::UserId;
use sea_orm::sea_query::LockType;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QuerySelect};

use crate::db::entity::user;

/// Locks the person's row, so that changes to their factors wait for each other. None if the account no longer exists.
pub(super) async fn lock(
    transaction: &impl ConnectionTrait,
    user: UserId,
) -> Result<Option<user::Model>, DbErr> {
    user::Entity::find_by_id(user).lock(LockType::NoKeyUpdate).one(transaction).await
}
