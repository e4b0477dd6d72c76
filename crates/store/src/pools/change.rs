//! What changes of pools have in common.

use model::pools::{PoolId, Seen};
use model::{Permit, Refused};
use sea_orm::sea_query::{Expr, ExprTrait, LockType};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, UpdateMany};

use super::PoolError;
use crate::Db;
use crate::db::WriteTransaction;
use crate::db::entity::{organization, pool};

/// Begins to change pools of the permit's organization. Changes in one organization wait for each other.
pub(super) async fn begin(db: &Db, permit: &Permit) -> Result<WriteTransaction, PoolError> {
    let own = permit.organization().ok_or(Refused)?;
    let transaction = db.begin_write().await?;
    organization::Entity::find_by_id(own)
        .lock(LockType::NoKeyUpdate)
        .one(&transaction)
        .await?
        .ok_or(Refused)?;
    Ok(transaction)
}

/// Fails unless there is at least one and at most `limit`.
pub(super) fn counted<T>(things: &[T], limit: usize, what: &'static str) -> Result<(), PoolError> {
    if (1..=limit).contains(&things.len()) {
        Ok(())
    } else {
        Err(PoolError::Count { limit, what, given: things.len() })
    }
}

/// Reads a pool that a person has seen. Fails if somebody changed it since.
pub(super) async fn current(
    transaction: &WriteTransaction,
    permit: &Permit,
    seen: Seen,
) -> Result<pool::Model, PoolError> {
    let own = permit.organization().ok_or(Refused)?;
    let found = pool::Entity::find_by_id(seen.id)
        .filter(pool::Column::OrganizationId.eq(own)) // tenant: own pools, to change
        .lock(LockType::NoKeyUpdate)
        .one(transaction)
        .await?
        .ok_or(Refused)?;
    if found.version == seen.version { Ok(found) } else { Err(PoolError::Changed(found.name)) }
}

/// An update of a pool that [`current`] has read, which counts its version up.
pub(super) fn updating(id: PoolId) -> UpdateMany<pool::Entity> {
    pool::Entity::update_many()
        .col_expr(pool::Column::Version, Expr::col(pool::Column::Version).add(1))
        .filter(pool::Column::Id.eq(id))
}

/// Fails if another pool of that name lies in the group.
pub(super) async fn free_name(
    connection: &impl ConnectionTrait,
    (organization, group): (i64, i64),
    name: &str,
    but: Option<PoolId>,
) -> Result<(), PoolError> {
    let mut same = pool::Entity::find()
        .filter(pool::Column::OrganizationId.eq(organization))
        .filter(pool::Column::GroupId.eq(group))
        .filter(pool::Column::NameFolded.eq(crate::text::fold(name)));
    if let Some(but) = but {
        same = same.filter(pool::Column::Id.ne(but));
    }
    match same.one(connection).await? {
        Some(there) => Err(PoolError::Exists(there.name)),
        None => Ok(()),
    }
}
