//! A permit's reach, as query conditions. Every predicate that keeps tenants apart is here, once.
//!
//! Each line marked `tenant:` is removed by `cargo xtask mutants`, which insists that a test then fails.

use model::access::{GroupId, Groups, Permit, Relation};
use model::{LicenseId, OrganizationId, ProductId, ProductKind};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::db::entity::{
    access_group_path, license, license_assignment, organization, partner_assignment, pool, product,
};
use crate::db::tuples;

/// Customers assigned to a partner: directly, or as the reseller that sold to them.
pub(crate) fn customers_of(partner: impl Into<Expr>) -> SelectStatement {
    let partner = partner.into();
    let assigned = |to| column(partner_assignment::Entity, to).eq(partner.clone());
    let mine = Condition::any()
        .add(assigned(partner_assignment::Column::PartnerId))
        .add(assigned(partner_assignment::Column::ResellerId));
    let mut customers = Query::select();
    customers.column(partner_assignment::Column::CustomerId).from(partner_assignment::Entity);
    customers.cond_where(mine); // tenant: assigned customers
    customers
}

/// Numbers of the pools in these groups of an organization, or in groups below them.
fn pools_below(organization: OrganizationId, groups: &[GroupId]) -> SelectStatement {
    let mut pools = Query::select();
    pools.column((pool::Entity, pool::Column::Id)).from(pool::Entity).inner_join(
        access_group_path::Entity,
        column(access_group_path::Entity, access_group_path::Column::DescendantId)
            .equals((pool::Entity, pool::Column::GroupId)),
    );
    pools.and_where(column(pool::Entity, pool::Column::OrganizationId).eq(organization));
    let ancestor = column(access_group_path::Entity, access_group_path::Column::AncestorId);
    pools.and_where(ancestor.is_in(groups.iter().copied())); // tenant: groups within reach, and all below
    pools
}

/// The pools that the permit reaches in the person's own organization, by number: for each kind of product for which access groups
/// limit it.
pub(crate) async fn pools(
    connection: &impl ConnectionTrait,
    permit: &Permit,
) -> Result<Vec<(ProductKind, Vec<i64>)>, DbErr> {
    let mut all = Vec::new();
    let kinds = [ProductKind::Cloud, ProductKind::OnPremises];
    for kind in kinds.into_iter().filter(|kind| permit.reach(*kind).has(Relation::Own)) {
        let (Some(own), Groups::Below(groups)) = (permit.organization(), permit.groups(kind)) else {
            continue;
        };
        let found: Vec<(i64,)> = tuples(connection, &pools_below(own, groups)).await?;
        let mut pools: Vec<i64> = found.into_iter().map(|(pool,)| pool).collect();
        pools.sort_unstable();
        pools.dedup();
        all.push((kind, pools));
    }
    Ok(all)
}

/// On rows of assignments joined with their organizations: those of organizations related to the permit's so that it reaches
/// products of `kind` there.
fn organizations_in_reach(permit: &Permit, kind: ProductKind) -> Condition {
    let reach = permit.reach(kind);
    let mut any = nothing();
    if let Some(own) = permit.organization() {
        if reach.has(Relation::Own) {
            let is_own = column(organization::Entity, organization::Column::Id).eq(own);
            let mut both = Condition::all();
            both = both.add(is_own); // tenant: own organization
            if let Groups::Below(groups) = permit.groups(kind) {
                let pool = column(license_assignment::Entity, license_assignment::Column::PoolId);
                both = both.add(pool.in_subquery(pools_below(own, groups))); // tenant: own access groups
            }
            any = any.add(both);
        }
        if reach.has(Relation::Sub) {
            let is_sub = column(organization::Entity, organization::Column::ParentId).eq(own);
            any = any.add(is_sub); // tenant: sub-organizations
        }
        if reach.has(Relation::Customer) {
            let is_customer =
                column(organization::Entity, organization::Column::Id).in_subquery(customers_of(own));
            let shown = product::Column::ShownToPartners.eq(true);
            let mut both = Condition::all();
            both = both.add(is_customer); // tenant: customers
            both = both.add(shown); // tenant: products shown to partners
            any = any.add(both);
        }
    }
    any
}

fn nothing() -> Condition {
    Condition::any().add(Expr::val(1).eq(0))
}

fn column<E: EntityTrait>(entity: E, column: E::Column) -> Expr {
    Expr::col((entity, column))
}

/// On rows of assignments joined with their organization, license and product: those that the permit reaches.
pub(crate) fn assignments_in_reach(permit: &Permit) -> Condition {
    let mut any = nothing();
    for kind in [ProductKind::Cloud, ProductKind::OnPremises] {
        let mut both = Condition::all();
        both = both.add(product::Column::Kind.eq(kind.name())); // tenant: kind of product
        both = both.add(organizations_in_reach(permit, kind));
        any = any.add(both);
    }
    any
}

/// Assignments that the permit reaches: the rows of `license_assignments` joined with `organizations`,
/// `licenses` and `products`.
pub(crate) fn assignments(permit: &Permit) -> SelectStatement {
    let mut select = joined(permit);
    if let Some(pools) = pools_alone(permit) {
        select.and_where(
            column(license_assignment::Entity, license_assignment::Column::PoolId).in_subquery(pools),
        );
    }
    select
}

/// The pools outside which the permit reaches no assignment at all. Every assignment is checked by kind of product as well; this
/// lets the database begin at a branch's pools and not at everything its organization has.
fn pools_alone(permit: &Permit) -> Option<SelectStatement> {
    let (own, reach) = (permit.organization()?, permit.reach(ProductKind::OnPremises));
    // Nobody reaches more groups for cloud services than for other products.
    match permit.groups(ProductKind::OnPremises) {
        Groups::Below(groups) if !reach.has(Relation::Sub) && !reach.has(Relation::Customer) => {
            Some(pools_below(own, groups))
        }
        _ => None,
    }
}

/// [`assignments`] for queries that begin elsewhere, such as at the IDs of licenses.
fn joined(permit: &Permit) -> SelectStatement {
    let mut select = Query::select();
    select
        .from(license_assignment::Entity)
        .inner_join(
            organization::Entity,
            column(organization::Entity, organization::Column::Id)
                .equals((license_assignment::Entity, license_assignment::Column::OrganizationId)),
        )
        .inner_join(
            license::Entity,
            column(license::Entity, license::Column::Id)
                .equals((license_assignment::Entity, license_assignment::Column::LicenseId)),
        )
        .inner_join(
            product::Entity,
            column(product::Entity, product::Column::Id)
                .equals((license::Entity, license::Column::ProductId)),
        )
        .cond_where(assignments_in_reach(permit));
    select
}

/// On rows of licenses: all that the permit reaches, by assignment or as personal ones. Computes the whole reach; where the
/// license IDs are known, use [`licenses_among`].
pub(crate) fn licenses_in_reach(permit: &Permit) -> Condition {
    reached_by(permit, assignments(permit))
}

/// On rows of licenses: those of `ids` that the permit reaches. The IDs narrow the subquery too; otherwise SQLite computes the
/// whole reach first, which takes seconds at a million licenses.
pub(crate) fn licenses_among(permit: &Permit, ids: &[LicenseId]) -> Condition {
    let id = column(license::Entity, license::Column::Id);
    let mut both = Condition::all().add(id.is_in(ids.iter().copied()));
    both = both.add(reached_by(permit, assignments_among(permit, ids))); // tenant: licenses by ID
    both
}

/// Assignments of the licenses `ids` that the permit reaches; see [`assignments`].
pub(crate) fn assignments_among(permit: &Permit, ids: &[LicenseId]) -> SelectStatement {
    let id = column(license_assignment::Entity, license_assignment::Column::LicenseId);
    let mut assigned = joined(permit);
    assigned.and_where(id.is_in(ids.iter().copied()));
    assigned
}

/// On the row of one license: whether the permit reaches it. Reads only that license's assignments, so that a hidden license
/// takes no longer to answer than a missing one (R3).
pub(crate) fn license_in_reach(permit: &Permit, license: LicenseId) -> Condition {
    licenses_among(permit, &[license])
}

fn reached_by(permit: &Permit, mut assigned: SelectStatement) -> Condition {
    assigned.column((license_assignment::Entity, license_assignment::Column::LicenseId));
    let any = Condition::any().add(column(license::Entity, license::Column::Id).in_subquery(assigned));
    any.add_option(personal_licenses(permit))
}

/// On rows of licenses: the person's own, where the permit reaches them.
pub(crate) fn personal_licenses(permit: &Permit) -> Option<Condition> {
    let own = Condition::all().add(license::Column::UserId.eq(permit.user())); // tenant: personal licenses
    // Cloud and on-premises are the same here: people always reach their own licenses.
    permit.reach(ProductKind::Cloud).has(Relation::Personal).then_some(own)
}

/// Whether the permit reaches that license. One query, for a hidden license as for a missing one (R3).
pub(crate) async fn reaches(
    connection: &impl ConnectionTrait,
    permit: &Permit,
    license: LicenseId,
) -> Result<bool, DbErr> {
    let found = license::Entity::find_by_id(license)
        .filter(license_in_reach(permit, license))
        .select_only()
        .column(license::Column::Id)
        .into_tuple::<i64>()
        .one(connection)
        .await?;
    Ok(found.is_some())
}

/// Those of the licenses that the permit reaches, sorted.
pub(crate) async fn reached_among(
    connection: &impl ConnectionTrait,
    permit: &Permit,
    licenses: &[LicenseId],
) -> Result<Vec<LicenseId>, DbErr> {
    let found = license::Entity::find()
        .filter(licenses_among(permit, licenses))
        .select_only()
        .column(license::Column::Id)
        .order_by_asc(license::Column::Id);
    found.into_tuple().all(connection).await
}

/// Those of the licenses that the permit reaches as licenses of that organization, sorted. A license seen elsewhere is not
/// thereby seen there (R3).
pub(crate) async fn reached_at(
    connection: &impl ConnectionTrait,
    permit: &Permit,
    licenses: &[LicenseId],
    organization: OrganizationId,
) -> Result<Vec<LicenseId>, DbErr> {
    let id = || column(license_assignment::Entity, license_assignment::Column::LicenseId);
    let mut here = joined(permit);
    here.expr_as(id(), "id").and_where(id().is_in(licenses.iter().copied()));
    let there =
        column(license_assignment::Entity, license_assignment::Column::OrganizationId).eq(organization);
    here.and_where(there); // tenant: licenses, as that organization has them
    numbers(connection, &here).await
}

/// Those of the licenses that the permit would reach as licenses of that organization if it had them, sorted.
pub(crate) async fn would_reach_at(
    connection: &impl ConnectionTrait,
    permit: &Permit,
    licenses: &[LicenseId],
    organization: OrganizationId,
) -> Result<Vec<LicenseId>, DbErr> {
    let id = || column(license::Entity, license::Column::Id);
    let mut there = Query::select();
    there
        .expr_as(id(), "id")
        .from(license::Entity)
        .inner_join(
            product::Entity,
            column(product::Entity, product::Column::Id)
                .equals((license::Entity, license::Column::ProductId)),
        )
        .inner_join(
            organization::Entity,
            column(organization::Entity, organization::Column::Id).eq(organization),
        )
        .and_where(id().is_in(licenses.iter().copied()));
    there.cond_where(assignments_in_reach(permit)); // tenant: licenses, as that organization would have them
    numbers(connection, &there).await
}

/// The numbers in the column `id`, sorted.
async fn numbers(
    connection: &impl ConnectionTrait,
    select: &SelectStatement,
) -> Result<Vec<LicenseId>, DbErr> {
    let rows = connection.query_all(select).await?;
    let mut numbers = rows.iter().map(|row| row.try_get("", "id")).collect::<Result<Vec<LicenseId>, _>>()?;
    numbers.sort_unstable();
    Ok(numbers)
}

/// On the row of one product: whether the permit reaches a license of it, or the installation as a whole.
pub(crate) fn product_in_reach(permit: &Permit, product: ProductId) -> Condition {
    let is_of_it = || column(license::Entity, license::Column::ProductId).eq(product);
    let mut assigned = assignments(permit);
    assigned.expr(Expr::val(1)).and_where(is_of_it()); // tenant: licenses of the product
    let mut any = Condition::any().add(Expr::exists(assigned));
    if permit.reach(ProductKind::Cloud).has(Relation::Personal) {
        let mut personal = Query::select();
        personal.expr(Expr::val(1)).from(license::Entity).and_where(is_of_it()); // tenant: personal licenses of the product
        personal.and_where(license::Column::UserId.eq(permit.user())); // tenant: personal licenses, their product
        any = any.add(Expr::exists(personal));
    }
    if permit.reach(ProductKind::OnPremises).has(Relation::Installation) {
        any = any.add(Expr::val(1).eq(1));
    }
    any
}

/// On rows of organizations: those that the permit reaches at all, whatever the product.
pub(crate) fn organizations(permit: &Permit) -> Condition {
    let mut any = nothing();
    let Some(own) = permit.organization() else { return any };
    let reach = permit.reach(ProductKind::OnPremises);
    let id = || column(organization::Entity, organization::Column::Id);
    if reach.has(Relation::Own) {
        any = any.add(id().eq(own)); // tenant: own organization, named
    }
    if reach.has(Relation::Sub) {
        any = any.add(column(organization::Entity, organization::Column::ParentId).eq(own)); // tenant: subs, named
    }
    if reach.has(Relation::Customer) {
        any = any.add(id().in_subquery(customers_of(own))); // tenant: customers, named
    }
    any
}

#[cfg(test)]
pub(crate) mod tests;
