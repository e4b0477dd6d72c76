//! The pools that a permit reaches: those with a license that it reaches. Whoever reaches the licenses of all groups also reaches
//! pools without any, so that these can be moved and merged.

use model::access::Groups;
use model::pools::PoolId;
use model::{Permit, ProductKind, Refused};
use sea_orm::sea_query::{Expr, ExprTrait, IntoColumnRef, Query, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::PoolError;
use crate::db::entity::{license_assignment, pool};
use crate::db::scope;

/// Whether the permit reaches every pool of its organization, whatever is in it.
pub(super) fn reaches_all(permit: &Permit) -> bool {
    [ProductKind::Cloud, ProductKind::OnPremises].iter().all(|kind| *permit.groups(*kind) == Groups::All)
}

/// A license within reach in the pool whose number is in that column.
pub(super) fn license_in(permit: &Permit, pool: impl IntoColumnRef) -> SelectStatement {
    let mut licenses = scope::assignments(permit);
    let of_pool = Expr::col((license_assignment::Entity, license_assignment::Column::PoolId)).equals(pool);
    licenses.expr(Expr::val(1)).and_where(of_pool); // tenant: licenses of a pool
    licenses
}

/// Those of the pools that the permit reaches, by number.
pub(super) async fn reached(
    connection: &impl ConnectionTrait,
    permit: &Permit,
    pools: &[PoolId],
) -> Result<Vec<pool::Model>, PoolError> {
    let own = permit.organization().ok_or(Refused)?;
    let mut found = pool::Entity::find()
        .filter(pool::Column::OrganizationId.eq(own)) // tenant: own pools, by number
        .filter(pool::Column::Id.is_in(pools.iter().copied()));
    if !reaches_all(permit) {
        let licenses = license_in(permit, (pool::Entity, pool::Column::Id));
        found = found.filter(Expr::exists(licenses)); // tenant: pools within reach, by number
    }
    let mut rows = found.all(connection).await?;
    rows.sort_unstable_by_key(|row| row.id);
    Ok(rows)
}

/// On rows of pools: those without any license.
pub(super) fn without_licenses() -> SimpleExpr {
    let of = |column| Expr::col((license_assignment::Entity, column));
    let mut licenses = Query::select();
    licenses
        .expr(Expr::val(1))
        .from(license_assignment::Entity)
        .and_where(
            of(license_assignment::Column::OrganizationId)
                .equals((pool::Entity, pool::Column::OrganizationId)),
        )
        .and_where(of(license_assignment::Column::PoolId).equals((pool::Entity, pool::Column::Id)));
    Expr::exists(licenses).not()
}
