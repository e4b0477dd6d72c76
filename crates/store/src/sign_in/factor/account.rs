//! The account whose factors change.

use model::UserId;
use sea_orm::sea_query::LockType;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QuerySelect};

use crate::db::entity::user;

/// The person, locked: changes of its factors wait for each other. None when it is no more.
pub(super) async fn lock(
    transaction: &impl ConnectionTrait,
    user: UserId,
) -> Result<Option<user::Model>, DbErr> {
    user::Entity::find_by_id(user).lock(LockType::NoKeyUpdate).one(transaction).await
}
