//! Lists all organizations.

use std::collections::HashMap;

use model::console::{ListedOrganization, OrganizationList, OrganizationQuery};
use model::{Action, OrganizationId, OrganizationKind, Permit};
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

use super::{ConsoleError, organization_order};
use crate::db::entity::{license_assignment, membership, organization, partner_assignment};
use crate::db::scope::customers_of;
use crate::people::with_inviters;
use crate::text::Sought;
use crate::{Db, aside};

/// Returns the query's page of the organizations that match it.
pub async fn organizations(
    db: &Db,
    permit: &Permit,
    query: &OrganizationQuery,
) -> Result<OrganizationList, ConsoleError> {
    permit.only(Action::SeeConsole)?;
    let (db, query) = (db.clone(), query.clone());
    // Sorting thousands of names would block an async thread for too long.
    aside(move || async move { page(&db, &query, organization_order::IN_ORDER).await }).await
}

/// Returns the page; up to `in_order` names are sorted in people's order.
pub(super) async fn page(
    db: &Db,
    query: &OrganizationQuery,
    in_order: u64,
) -> Result<OrganizationList, ConsoleError> {
    let snapshot = db.begin_snapshot().await?;
    let count = found(query).count(&snapshot).await?;
    let ids = organization_order::page(&snapshot, found(query), query, (count, in_order)).await?;
    let rows = organization::Entity::find().filter(organization::Column::Id.is_in(ids.iter().copied()));
    let mut rows: HashMap<OrganizationId, organization::Model> =
        rows.all(&snapshot).await?.into_iter().map(|row| (row.id, row)).collect();
    let rows: Vec<organization::Model> = ids.iter().filter_map(|id| rows.remove(id)).collect();
    let (users, licenses) = (users(&snapshot, &ids).await?, licenses(&snapshot, &ids).await?);
    let places: Vec<_> = rows.iter().map(|row| (row.id, row.parent_id)).collect();
    let with_inviters = with_inviters(&snapshot, &places).await?;
    let assigned = partner_assignment::Entity::find()
        .filter(partner_assignment::Column::CustomerId.is_in(ids))
        .order_by_asc(partner_assignment::Column::PartnerId)
        .all(&snapshot)
        .await?;
    let partners = assigned.iter().flat_map(|row| [Some(row.partner_id), row.reseller_id]);
    let mentioned = partners.chain(rows.iter().map(|row| row.parent_id)).flatten();
    let names: HashMap<i64, String> = organization::Entity::find()
        .filter(organization::Column::Id.is_in(mentioned))
        .select_only()
        .columns([organization::Column::Id, organization::Column::Name])
        .into_tuple::<(i64, String)>()
        .all(&snapshot)
        .await?
        .into_iter()
        .collect();
    let name = |id: i64| names.get(&id).cloned().unwrap_or_default();
    let listed = |row: organization::Model| {
        let partners = assigned.iter().filter(|assigned| assigned.customer_id == row.id);
        Some(ListedOrganization {
            id: row.id,
            kind: OrganizationKind::from_name(&row.kind)?,
            has_inviters: with_inviters.contains(&row.id),
            users: users.get(&row.id).copied().unwrap_or(0),
            licenses: licenses.get(&row.id).copied().unwrap_or(0),
            parent: row.parent_id.map(name),
            partners: partners
                .map(|it| (it.partner_id, name(it.partner_id), it.reseller_id.map(name)))
                .collect(),
            name: row.name,
        })
    };
    let organizations = rows.into_iter().filter_map(listed).collect();
    let partner = organization_name(&snapshot, query.partner).await?;
    Ok(OrganizationList { organizations, found: count, partner })
}

/// The name of an organization; None if there is none of that number.
pub(super) async fn organization_name(
    connection: &impl ConnectionTrait,
    id: Option<OrganizationId>,
) -> Result<Option<String>, DbErr> {
    let Some(id) = id else { return Ok(None) };
    Ok(organization::Entity::find_by_id(id).one(connection).await?.map(|row| row.name))
}

/// The organizations that match the query.
fn found(query: &OrganizationQuery) -> Select<organization::Entity> {
    let all = Condition::all()
        .add(Sought::typed(&query.search).within(organization::Column::NameFolded))
        .add_option(kinds(query))
        .add_option(query.partner.map(|id| organization::Column::Id.in_subquery(customers_of(id))));
    organization::Entity::find().filter(all)
}

fn kinds(query: &OrganizationQuery) -> Option<SimpleExpr> {
    // Each once: a database takes only so many values.
    let wanted = OrganizationKind::ALL.into_iter().filter(|kind| query.kinds.contains(kind));
    (!query.kinds.is_empty()).then(|| organization::Column::Kind.is_in(wanted.map(OrganizationKind::name)))
}

/// The number of members of each of these organizations that has any.
async fn users(
    connection: &impl ConnectionTrait,
    ids: &[OrganizationId],
) -> Result<HashMap<OrganizationId, u64>, DbErr> {
    let counts: Vec<(i64, i64)> = membership::Entity::find()
        .filter(membership::Column::OrganizationId.is_in(ids.iter().copied()))
        .select_only()
        .column(membership::Column::OrganizationId)
        .column_as(membership::Column::UserId.count(), "users")
        .group_by(membership::Column::OrganizationId)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(counts.into_iter().map(|(id, count)| (id, count.unsigned_abs())).collect())
}

/// The number of licenses of each of these organizations that has any.
async fn licenses(
    connection: &impl ConnectionTrait,
    ids: &[OrganizationId],
) -> Result<HashMap<OrganizationId, u64>, DbErr> {
    let counts: Vec<(i64, i64)> = license_assignment::Entity::find()
        .filter(license_assignment::Column::OrganizationId.is_in(ids.iter().copied()))
        .select_only()
        .column(license_assignment::Column::OrganizationId)
        .column_as(license_assignment::Column::LicenseId.count(), "licenses")
        .group_by(license_assignment::Column::OrganizationId)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(counts.into_iter().map(|(id, count)| (id, count.unsigned_abs())).collect())
}
