//! Reads the tags of things that the caller has found within reach.

use std::collections::HashMap;

use model::pools::PoolId;
use model::{LicenseId, Permit, Refused};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait};

use crate::db::entity::{license_tag, pool_tag, tag};
use crate::db::tuples;
use crate::pools::PoolError;
use crate::text::order_key;

/// The tags of pools, by name.
pub(in crate::pools) async fn of_pools(
    connection: &impl ConnectionTrait,
    permit: &Permit,
    pools: &[PoolId],
) -> Result<HashMap<PoolId, Vec<String>>, PoolError> {
    let own = permit.organization().ok_or(Refused)?;
    let column = |column| Expr::col((pool_tag::Entity, column));
    let mut select = Query::select();
    select
        .column((pool_tag::Entity, pool_tag::Column::PoolId))
        .from(pool_tag::Entity)
        .inner_join(tag::Entity, column(pool_tag::Column::TagId).equals((tag::Entity, tag::Column::Id)))
        .and_where(pool_tag::Column::PoolId.is_in(pools.iter().copied()))
        .and_where(pool_tag::Column::OrganizationId.eq(own)); // tenant: own tags of pools
    named(connection, select).await
}

/// The tags of licenses, as the permit's organization has them, by name.
pub(in crate::pools) async fn of_licenses(
    connection: &impl ConnectionTrait,
    permit: &Permit,
    licenses: &[LicenseId],
) -> Result<HashMap<LicenseId, Vec<String>>, PoolError> {
    let own = permit.organization().ok_or(Refused)?;
    let column = |column| Expr::col((license_tag::Entity, column));
    let mut select = Query::select();
    select
        .column((license_tag::Entity, license_tag::Column::LicenseId))
        .from(license_tag::Entity)
        .inner_join(tag::Entity, column(license_tag::Column::TagId).equals((tag::Entity, tag::Column::Id)))
        .and_where(license_tag::Column::LicenseId.is_in(licenses.iter().copied()))
        .and_where(license_tag::Column::OrganizationId.eq(own)); // tenant: own tags of licenses
    named(connection, select).await
}

async fn named(
    connection: &impl ConnectionTrait,
    mut select: SelectStatement,
) -> Result<HashMap<i64, Vec<String>>, PoolError> {
    select.column((tag::Entity, tag::Column::Name));
    let mut tags: HashMap<i64, Vec<String>> = HashMap::new();
    for (thing, name) in tuples::<(i64, String)>(connection, &select).await? {
        tags.entry(thing).or_default().push(name);
    }
    for tags in tags.values_mut() {
        tags.sort_by_cached_key(|tag| order_key(tag));
    }
    Ok(tags)
}
