//! Merges pools into one.

use model::pools::{POOLS_AT_ONCE, Seen, TAGS_OF_THING, TagError};
use model::{Action, Permit, ProductId};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::PoolError;
use super::change::{begin, counted, current, updating};
use crate::Db;
use crate::db::WriteTransaction;
use crate::db::batch::replace;
use crate::db::entity::{license_assignment, pool, pool_tag};
use crate::db::lock_order::lock_tables;
use crate::events::{Event, Kind, record_all};

/// What tells one tag of a pool from another.
const KEY: [pool_tag::Column; 3] =
    [pool_tag::Column::OrganizationId, pool_tag::Column::PoolId, pool_tag::Column::TagId];

/// Puts all licenses and tags of the pools `from` into the pool `into`, and removes these pools. All must be in one group, so that
/// nobody sees more or less than before. Only one of them may receive the new licenses of a product; in the end `into` does.
/// Returns its new version. `now` in milliseconds since the Unix epoch.
pub async fn merge(db: &Db, permit: &Permit, into: Seen, from: &[Seen], now: i64) -> Result<Seen, PoolError> {
    permit.only(Action::ManagePools)?;
    let mut from: Vec<Seen> = from.iter().copied().filter(|seen| seen.id != into.id).collect();
    from.sort_unstable_by_key(|seen| seen.id);
    from.dedup_by_key(|seen| seen.id);
    counted(&from, POOLS_AT_ONCE, "other pools")?;
    let transaction = begin(db, permit).await?;
    lock_tables(&transaction).await?;
    let into = current(&transaction, permit, into).await?;
    let mut sources = Vec::with_capacity(from.len());
    for seen in from {
        sources.push(current(&transaction, permit, seen).await?);
    }
    if sources.iter().any(|row| row.group_id != into.group_id) {
        return Err(PoolError::Groups);
    }
    let product = product_of(&into, &sources)?;
    for row in &sources {
        empty(&transaction, row, &into).await?;
    }
    let tags = pool_tag::Entity::find()
        .filter(pool_tag::Column::OrganizationId.eq(into.organization_id))
        .filter(pool_tag::Column::PoolId.eq(into.id));
    let tags = usize::try_from(tags.count(&transaction).await?).unwrap_or(usize::MAX);
    if tags > TAGS_OF_THING {
        return Err(TagError::TooMany(tags).into());
    }
    updating(into.id).col_expr(pool::Column::ProductId, Expr::value(product)).exec(&transaction).await?;
    let event = |row: &pool::Model| {
        Event::by(permit, now, Kind::PoolMerged).named(&into.name).change(&row.name, &into.name).into_row()
    };
    record_all(&transaction, sources.iter().map(event).collect()).await?;
    transaction.commit().await?;
    Ok(Seen { id: into.id, version: into.version + 1 })
}

/// The product whose new licenses the merged pool receives; None for none.
fn product_of(into: &pool::Model, sources: &[pool::Model]) -> Result<Option<ProductId>, PoolError> {
    let mut receiving = std::iter::once(into).chain(sources).filter(|row| row.product_id.is_some());
    match (receiving.next(), receiving.next()) {
        (Some(one), Some(other)) => Err(PoolError::Products(one.name.clone(), other.name.clone())),
        (one, _) => Ok(one.and_then(|row| row.product_id)),
    }
}

/// Takes licenses and tags out of a pool, and removes it.
async fn empty(
    transaction: &WriteTransaction,
    from: &pool::Model,
    into: &pool::Model,
) -> Result<(), PoolError> {
    license_assignment::Entity::update_many()
        .col_expr(license_assignment::Column::PoolId, Expr::value(into.id))
        .filter(license_assignment::Column::OrganizationId.eq(from.organization_id))
        .filter(license_assignment::Column::PoolId.eq(from.id))
        .exec(transaction)
        .await?;
    let tags = pool_tag::Entity::find()
        .filter(pool_tag::Column::OrganizationId.eq(from.organization_id))
        .filter(pool_tag::Column::PoolId.eq(from.id));
    let rows = tags.all(transaction).await?.into_iter().map(|row| pool_tag::ActiveModel {
        organization_id: Set(row.organization_id),
        pool_id: Set(into.id),
        tag_id: Set(row.tag_id),
    });
    let there = OnConflict::columns(KEY).do_nothing().to_owned();
    replace(transaction, rows.collect(), there).await?;
    pool::Entity::delete_by_id(from.id).exec(transaction).await?;
    Ok(())
}
