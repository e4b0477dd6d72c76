//! Lists licenses of all organizations.

use std::collections::HashMap;

use model::console::{ConsoleQuery, LicenseList, ListedLicense};
use model::license::Facts;
use model::{Action, Day, LicenseId, LicenseType, OrganizationId, Permit};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
    Select,
};

use super::organizations::organization_name;
use super::{ConsoleError, license_order};
use crate::Db;
use crate::db::entity::{deployment, license, license_assignment, organization, product};
use crate::licenses::report::{key_contains, products_named, public_id_contains};
use crate::text::{Sought, order_key};

/// Returns the query's page of the licenses that match it. `today` in UTC.
pub async fn licenses(
    db: &Db,
    permit: &Permit,
    query: &ConsoleQuery,
    today: Day,
) -> Result<LicenseList, ConsoleError> {
    permit.only(Action::SeeConsole)?;
    let snapshot = db.begin_snapshot().await?;
    let all = found(permit, query, today);
    let count = all.clone().count(&snapshot).await?;
    let ids = license_order::page(&snapshot, permit, all, query).await?;
    let rows = license::Entity::find().filter(license::Column::Id.is_in(ids.iter().copied()));
    let mut rows: HashMap<LicenseId, license::Model> =
        rows.all(&snapshot).await?.into_iter().map(|row| (row.id, row)).collect();
    let rows: Vec<license::Model> = ids.iter().filter_map(|id| rows.remove(id)).collect();
    let mut organizations = organizations_of(&snapshot, &ids).await?;
    let deployed = deployed(&snapshot, &ids).await?;
    let products: HashMap<i64, String> = product::Entity::find()
        .filter(product::Column::Id.is_in(rows.iter().map(|row| row.product_id)))
        .all(&snapshot)
        .await?
        .into_iter()
        .map(|product| (product.id, product.name))
        .collect();
    let units = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    let listed = |row: license::Model| {
        let facts = Facts {
            start: row.start_date.into(),
            expiration: row.expiration_date.map(Day::from),
            deployed: units(deployed.get(&row.id).copied().unwrap_or(0)),
            purchased: units(row.purchased),
            suspended: row.suspended,
            registered: row.registered,
        };
        let Facts { start, expiration, deployed, purchased, suspended, .. } = facts;
        ListedLicense {
            id: row.id,
            masked_key: row.license_key.masked(),
            public_id: row.public_id,
            product: products.get(&row.product_id).cloned().unwrap_or_default(),
            license_type: LicenseType::from_name(&row.license_type),
            start,
            expiration,
            deployed,
            purchased,
            suspended,
            standing: facts.standing(today),
            organizations: organizations.remove(&row.id).unwrap_or_default(),
        }
    };
    let licenses = rows.into_iter().map(listed).collect();
    let of_product = match query.product {
        Some(id) => product::Entity::find_by_id(id).one(&snapshot).await?.map(|product| product.name),
        None => None,
    };
    let of_organization = organization_name(&snapshot, query.organization).await?;
    Ok(LicenseList { licenses, found: count, of_product, of_organization })
}

/// The licenses that match the query. Parts of keys match only if the permit reveals keys (R8).
pub(super) fn found(permit: &Permit, query: &ConsoleQuery, today: Day) -> Select<license::Entity> {
    let id = || Expr::col((license::Entity, license::Column::Id));
    // Expired licenses don't expire again (R6).
    let from = query.expiring.map(|month| month.first().max(today).date());
    let until = query.expiring.map(|month| month.next().first().date());
    let mut all = Condition::all()
        .add_option(query.product.map(|product| license::Column::ProductId.eq(product)))
        .add_option(types(query))
        .add_option(query.organization.map(|organization| id().in_subquery(assigned_to(organization))))
        .add_option(from.map(|day| license::Column::ExpirationDate.gte(day)))
        .add_option(until.map(|day| license::Column::ExpirationDate.lt(day)))
        .add_option(query.overused.then(|| id().in_subquery(overused())));
    let sought = Sought::typed(&query.search);
    if !sought.is_empty() {
        let product = Expr::col((license::Entity, license::Column::ProductId));
        let any = Condition::any()
            .add_option(key_contains(permit, &sought))
            .add(public_id_contains(&sought))
            .add(id().in_subquery(of_organizations_named(&sought)))
            .add(product.in_subquery(products_named(&sought)));
        all = all.add(any);
    }
    license::Entity::find().filter(all)
}

fn types(query: &ConsoleQuery) -> Option<SimpleExpr> {
    // Each once: a database takes only so many values.
    let wanted = LicenseType::ALL.into_iter().filter(|kind| query.types.contains(kind));
    (!query.types.is_empty()).then(|| license::Column::LicenseType.is_in(wanted.map(LicenseType::name)))
}

fn assigned_to(organization: OrganizationId) -> SelectStatement {
    let there = (license_assignment::Entity, license_assignment::Column::OrganizationId);
    let mut select = Query::select();
    select
        .column((license_assignment::Entity, license_assignment::Column::LicenseId))
        .from(license_assignment::Entity)
        .and_where(Expr::col(there).eq(organization));
    select
}

fn overused() -> SelectStatement {
    let units = Expr::col((deployment::Entity, deployment::Column::Quantity)).sum();
    let purchased = (license::Entity, license::Column::Purchased);
    let of_license = Expr::col((license::Entity, license::Column::Id))
        .equals((deployment::Entity, deployment::Column::LicenseId));
    let mut select = Query::select();
    select
        .column((deployment::Entity, deployment::Column::LicenseId))
        .from(deployment::Entity)
        .inner_join(license::Entity, of_license)
        .group_by_columns([(deployment::Entity, deployment::Column::LicenseId)])
        .group_by_columns([purchased])
        .and_having(units.gt(Expr::col(purchased)));
    select
}

fn of_organizations_named(sought: &Sought) -> SelectStatement {
    let name = Expr::col((organization::Entity, organization::Column::NameFolded));
    let assigned = Expr::col((organization::Entity, organization::Column::Id))
        .equals((license_assignment::Entity, license_assignment::Column::OrganizationId));
    let mut select = Query::select();
    select
        .column((license_assignment::Entity, license_assignment::Column::LicenseId))
        .from(license_assignment::Entity)
        .inner_join(organization::Entity, assigned)
        .and_where(sought.within(name));
    select
}

/// The sorted names of each license's organizations.
async fn organizations_of(
    connection: &impl ConnectionTrait,
    licenses: &[LicenseId],
) -> Result<HashMap<LicenseId, Vec<String>>, DbErr> {
    let join = license_assignment::Entity::belongs_to(organization::Entity)
        .from(license_assignment::Column::OrganizationId)
        .to(organization::Column::Id);
    let rows: Vec<(i64, String)> = license_assignment::Entity::find()
        .join(sea_orm::JoinType::InnerJoin, join.into())
        .filter(license_assignment::Column::LicenseId.is_in(licenses.iter().copied()))
        .select_only()
        .column(license_assignment::Column::LicenseId)
        .column(organization::Column::Name)
        .into_tuple()
        .all(connection)
        .await?;
    let mut names: HashMap<LicenseId, Vec<String>> = HashMap::new();
    for (license, name) in rows {
        names.entry(license).or_default().push(name);
    }
    for names in names.values_mut() {
        names.sort_by_cached_key(|name| order_key(name));
    }
    Ok(names)
}

async fn deployed(
    connection: &impl ConnectionTrait,
    licenses: &[LicenseId],
) -> Result<HashMap<LicenseId, i64>, DbErr> {
    let rows: Vec<(i64, i64)> = deployment::Entity::find()
        .filter(deployment::Column::LicenseId.is_in(licenses.iter().copied()))
        .select_only()
        .column(deployment::Column::LicenseId)
        // PostgreSQL's sum of bigint is numeric.
        .expr(Expr::col(deployment::Column::Quantity).sum().cast_as("bigint"))
        .group_by(deployment::Column::LicenseId)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows.into_iter().collect())
}
