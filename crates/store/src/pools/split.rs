//! Splits licenses off a pool.

use model::pools::{SPLIT_AT_ONCE, Seen};
use model::{Action, LicenseId, Permit, Refused};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::PoolError;
use super::change::{begin, counted, current, free_name, updating};
use crate::Db;
use crate::db::WriteTransaction;
use crate::db::batch::insert;
use crate::db::entity::{license_assignment, pool, pool_tag};
use crate::db::lock_order::lock_tables;
use crate::events::{Event, Kind};
use crate::text::{checked, fold};

/// Puts licenses of a pool into a new one in the same group, with the same tags, which receives no new licenses. Fails if one of
/// them is not in the pool, and if none would remain there. Returns the new pool. `now` in milliseconds since the Unix epoch.
pub async fn split(
    db: &Db,
    permit: &Permit,
    seen: Seen,
    licenses: &[LicenseId],
    typed: &str,
    now: i64,
) -> Result<Seen, PoolError> {
    permit.only(Action::ManagePools)?;
    counted(licenses, SPLIT_AT_ONCE, "licenses")?;
    let licenses = model::bulk::sorted(licenses);
    let name = checked(typed)?;
    let transaction = begin(db, permit).await?;
    lock_tables(&transaction).await?;
    let from = current(&transaction, permit, seen).await?;
    free_name(&transaction, (from.organization_id, from.group_id), &name, None).await?;
    let row = pool::ActiveModel {
        organization_id: Set(from.organization_id),
        group_id: Set(from.group_id),
        product_id: Set(None),
        name: Set(name.clone()),
        name_folded: Set(fold(&name)),
        version: Set(0),
        ..Default::default()
    };
    let new = row.insert(&transaction).await?;
    let moved = license_assignment::Entity::update_many()
        .col_expr(license_assignment::Column::PoolId, Expr::value(new.id))
        .filter(license_assignment::Column::OrganizationId.eq(from.organization_id))
        .filter(license_assignment::Column::PoolId.eq(from.id)) // tenant: licenses of the pool alone
        .filter(license_assignment::Column::LicenseId.is_in(licenses.iter().copied()))
        .exec(&transaction)
        .await?;
    if moved.rows_affected != licenses.len() as u64 {
        return Err(Refused.into());
    }
    if of_pool(&from).count(&transaction).await? == 0 {
        return Err(PoolError::WholePool);
    }
    copy_tags(&transaction, &from, new.id).await?;
    updating(from.id).exec(&transaction).await?;
    let event = Event::by(permit, now, Kind::PoolAdded).named(&name).change(&from.name, &name);
    event.record(&transaction).await?;
    transaction.commit().await?;
    Ok(Seen { id: new.id, version: new.version })
}

fn of_pool(pool: &pool::Model) -> sea_orm::Select<license_assignment::Entity> {
    license_assignment::Entity::find()
        .filter(license_assignment::Column::OrganizationId.eq(pool.organization_id))
        .filter(license_assignment::Column::PoolId.eq(pool.id))
}

async fn copy_tags(transaction: &WriteTransaction, from: &pool::Model, to: i64) -> Result<(), PoolError> {
    let tags = pool_tag::Entity::find()
        .filter(pool_tag::Column::OrganizationId.eq(from.organization_id))
        .filter(pool_tag::Column::PoolId.eq(from.id));
    let rows = tags.all(transaction).await?.into_iter().map(|row| pool_tag::ActiveModel {
        organization_id: Set(row.organization_id),
        pool_id: Set(to),
        tag_id: Set(row.tag_id),
    });
    Ok(insert(transaction, rows.collect()).await?)
}
