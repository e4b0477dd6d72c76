//! Opening a report: all licenses that a permit reaches, as columns (docs/ARCHITECTURE.md).

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use model::access::Relation;
use model::report::{Columns, Dictionaries, OrganizationEntry, ProductEntry, Rows, flags, place_of};
use model::{Day, LicenseId, LicenseType, OrganizationId, Permit, ProductId, ProductKind};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, StatementBuilder, TryGetableMany,
};
use time::Date;

use super::changed::last_event;
use crate::entity::license_key::Key;
use crate::entity::{
    deployment, license, license_assignment, organization, partner_assignment, pin, product,
};
use crate::text::fold;
use crate::{Db, scope};

/// What the report is of.
#[derive(Clone, Copy, Debug)]
pub enum Of<'a> {
    /// Everything that the permit reaches.
    Everything,
    /// Those organisations, as far as the permit reaches them. Others are left out as if they were not (R3).
    Organizations(&'a [OrganizationId]),
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
    /// A stored value is none of its kind; names it.
    #[error("The database holds what it can't: {0}.")]
    Damaged(&'static str),
}

/// A license as it is read: the columns of the report that stand in its row, after what the rows are ordered by.
type LicenseRow = (i64, Key, i64, String, Date, Option<Date>, i64, bool, bool, Option<i64>);

/// Reads the report's columns, all of them as they were at one moment. `now` is when it is generated: its day in
/// UTC decides standings.
pub async fn open(db: &Db, permit: &Permit, of: Of<'_>, now: i64) -> Result<Columns, OpenError> {
    let snapshot = db.begin_snapshot().await?;
    let columns = columns(&snapshot, permit, of, now).await?;
    snapshot.commit().await?;
    Ok(columns)
}

async fn columns(
    snapshot: &DatabaseTransaction,
    permit: &Permit,
    of: Of<'_>,
    now: i64,
) -> Result<Columns, OpenError> {
    let today = Day::of_instant(now);
    let last_event = last_event(snapshot).await?;
    let products = products(snapshot).await?;
    let places = places(snapshot, permit, of).await?;
    let mut licenses = licenses(snapshot, permit).await?;
    licenses.retain(|row| {
        places.of_license.contains_key(&row.0) || (row.9.is_some() && matches!(of, Of::Everything))
    });
    // The order of keys is the order of rows: sorting by key costs nothing then, and is the same on any database.
    licenses.sort_unstable_by(|a, b| a.1.cmp(&b.1).then(a.0.cmp(&b.0)));
    let deployed = deployed(snapshot, permit).await?;
    let pinned = pinned(snapshot, permit).await?;
    let (organizations, resellers, position) = organizations(snapshot, permit, &places).await?;

    let mut dictionaries = Dictionaries {
        generated_at: now,
        last_event,
        today,
        organizations,
        resellers,
        ..Dictionaries::default()
    };
    let sold: HashSet<ProductId> = licenses.iter().map(|row| row.2).collect();
    dictionaries.products = products.into_iter().filter(|product| sold.contains(&product.id)).collect();
    let product_position: HashMap<ProductId, u32> =
        dictionaries.products.iter().map(|product| product.id).zip(0..).collect();

    let mut place_position: HashMap<&[OrganizationId], u32> = HashMap::new();
    let mut rows = Rows::default();
    for row in &licenses {
        let place: &[OrganizationId] = places.of_license.get(&row.0).map_or(&[], Vec::as_slice);
        let place = match place_position.entry(place) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                let positions: Option<Vec<u32>> = place.iter().map(|id| position.get(id).copied()).collect();
                let number = *new.insert(index(dictionaries.places.len()));
                dictionaries.places.push(positions.ok_or(OpenError::Damaged("organization_id"))?);
                number
            }
        };
        let license_type = LicenseType::from_name(&row.3).ok_or(OpenError::Damaged("license_type"))?;
        rows.license.push(row.0);
        rows.place.push(place);
        rows.product.push(*product_position.get(&row.2).ok_or(OpenError::Damaged("product_id"))?);
        rows.license_type.push(license_type as u8);
        rows.start.push(Day::from(row.4).0);
        rows.expiration.push(row.5.map_or(i32::MAX, |date| Day::from(date).0));
        rows.deployed.push(units(deployed.get(&row.0).copied().unwrap_or(0)));
        rows.purchased.push(units(row.6));
        let suspended = if row.7 { flags::SUSPENDED } else { 0 };
        let not_registered = if row.8 { 0 } else { flags::NOT_REGISTERED };
        let pinned = if pinned.binary_search(&row.0).is_ok() { flags::PINNED } else { 0 };
        rows.flags.push(suspended | not_registered | pinned);
    }
    Ok(Columns { dictionaries, rows })
}

/// Units as they travel, in 32 bits. Those of one license or deployment are kept within them by the schema; the
/// sum of a license's deployments may go beyond, and is given as the most that fits.
fn units(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn index(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// Products, by name.
async fn products(connection: &impl ConnectionTrait) -> Result<Vec<ProductEntry>, OpenError> {
    let rows = product::Entity::find().all(connection).await?;
    let entry = |row: product::Model| {
        let kind = ProductKind::from_name(&row.kind).ok_or(OpenError::Damaged("product kind"))?;
        Ok(ProductEntry { id: row.id, name: row.name, kind, page: row.page })
    };
    let mut entries = rows.into_iter().map(entry).collect::<Result<Vec<_>, OpenError>>()?;
    entries.sort_by_cached_key(|entry| (fold(&entry.name), entry.id));
    Ok(entries)
}

struct Places {
    of_license: HashMap<LicenseId, Vec<OrganizationId>>,
    /// The organisations asked for that the permit reaches, whether or not they have licenses.
    organizations: Vec<OrganizationId>,
}

/// Under which organisations each license is shown: R1 over all that the permit reaches, then those asked for.
async fn places(connection: &impl ConnectionTrait, permit: &Permit, of: Of<'_>) -> Result<Places, DbErr> {
    let mut select = scope::assignments(permit);
    select
        .column((license_assignment::Entity, license_assignment::Column::LicenseId))
        .column((license_assignment::Entity, license_assignment::Column::OrganizationId))
        .column((organization::Entity, organization::Column::ParentId));
    let rows: Vec<(i64, i64, Option<i64>)> = tuples(connection, &select).await?;
    let mut asked: Option<Vec<OrganizationId>> = match of {
        Of::Everything => None,
        Of::Organizations(ids) => Some(ids.to_vec()),
    };
    if let Some(asked) = &mut asked {
        asked.sort_unstable();
    }
    let is_asked = |id: &OrganizationId| asked.as_ref().is_none_or(|asked| asked.binary_search(id).is_ok());
    let mut assigned: HashMap<LicenseId, Vec<(OrganizationId, Option<OrganizationId>)>> = HashMap::new();
    for (license, organization, parent) in rows {
        assigned.entry(license).or_default().push((organization, parent));
    }
    let mut of_license = HashMap::with_capacity(assigned.len());
    for (license, assigned) in assigned {
        let place: Vec<_> = place_of(&assigned).into_iter().filter(is_asked).collect();
        if !place.is_empty() {
            of_license.insert(license, place);
        }
    }
    let mut reached = Query::select();
    reached
        .column((organization::Entity, organization::Column::Id))
        .from(organization::Entity)
        .cond_where(scope::organizations(permit));
    let ids: Vec<(i64,)> = tuples(connection, &reached).await?;
    let organizations = ids.into_iter().map(|(id,)| id).filter(is_asked).collect();
    Ok(Places { of_license, organizations })
}

async fn licenses(connection: &impl ConnectionTrait, permit: &Permit) -> Result<Vec<LicenseRow>, DbErr> {
    use license::Column;
    // Where keys are not revealed, neither is their order (R8).
    let order = if permit.may_read_keys() { Column::LicenseKey } else { Column::PublicId };
    license::Entity::find()
        .filter(scope::licenses_in_reach(permit))
        .select_only()
        .columns([Column::Id, order, Column::ProductId, Column::LicenseType, Column::StartDate])
        .columns([
            Column::ExpirationDate,
            Column::Purchased,
            Column::Suspended,
            Column::Registered,
            Column::UserId,
        ])
        .into_tuple()
        .all(connection)
        .await
}

/// Units deployed per license, counted from the deployments.
async fn deployed(
    connection: &impl ConnectionTrait,
    permit: &Permit,
) -> Result<HashMap<LicenseId, i64>, DbErr> {
    let mut visible = Query::select();
    visible
        .column((license::Entity, license::Column::Id))
        .from(license::Entity)
        .cond_where(scope::licenses_in_reach(permit));
    let rows: Vec<(i64, i64)> = deployment::Entity::find()
        .filter(deployment::Column::LicenseId.in_subquery(visible))
        .select_only()
        .column(deployment::Column::LicenseId)
        // PostgreSQL sums bigint to numeric.
        .expr(Expr::col(deployment::Column::Quantity).sum().cast_as("bigint"))
        .group_by(deployment::Column::LicenseId)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Licenses that the person pinned, sorted.
async fn pinned(connection: &impl ConnectionTrait, permit: &Permit) -> Result<Vec<LicenseId>, DbErr> {
    pin::Entity::find()
        .filter(pin::Column::UserId.eq(permit.user()))
        .select_only()
        .column(pin::Column::LicenseId)
        .order_by_asc(pin::Column::LicenseId)
        .into_tuple()
        .all(connection)
        .await
}

type Organizations = (Vec<OrganizationEntry>, Vec<(OrganizationId, String)>, HashMap<OrganizationId, u32>);

/// The organisations of the report and their resellers, by name, and where each stands.
async fn organizations(
    connection: &impl ConnectionTrait,
    permit: &Permit,
    places: &Places,
) -> Result<Organizations, DbErr> {
    let names: Vec<(i64, String)> = organization::Entity::find()
        .filter(scope::organizations(permit))
        .select_only()
        .column(organization::Column::Id)
        .column(organization::Column::Name)
        .into_tuple()
        .all(connection)
        .await?;
    let mut reseller_of = resellers_of_customers(connection, permit).await?;
    let asked: HashSet<OrganizationId> = places.organizations.iter().copied().collect();
    reseller_of.retain(|customer, _| asked.contains(customer));
    let reseller_names: HashMap<OrganizationId, String> = reseller_of.values().cloned().collect();
    let mut resellers: Vec<(OrganizationId, String)> = reseller_names.into_iter().collect();
    resellers.sort_by_cached_key(|(id, name)| (fold(name), *id));
    let reseller_position: HashMap<OrganizationId, u32> =
        resellers.iter().map(|(id, _)| *id).zip(0..).collect();
    let mut names: Vec<_> = names.into_iter().filter(|(id, _)| asked.contains(id)).collect();
    names.sort_by_cached_key(|(id, name)| (fold(name), *id));
    let position = names.iter().map(|(id, _)| *id).zip(0..).collect();
    let entry = |(id, name)| {
        let reseller =
            reseller_of.get(&id).and_then(|(reseller, _)| reseller_position.get(reseller).copied());
        OrganizationEntry { id, name, reseller }
    };
    let entries = names.into_iter().map(entry).collect();
    Ok((entries, resellers, position))
}

/// The reseller that sold to each customer of the permit's organisation. A reseller itself is not told.
pub(super) async fn resellers_of_customers(
    connection: &impl ConnectionTrait,
    permit: &Permit,
) -> Result<HashMap<OrganizationId, (OrganizationId, String)>, DbErr> {
    let Some(own) = permit.organization() else { return Ok(HashMap::new()) };
    if !permit.reach(ProductKind::OnPremises).has(Relation::Customer) {
        return Ok(HashMap::new());
    }
    let rows: Vec<(i64, i64, String)> = partner_assignment::Entity::find()
        .filter(partner_assignment::Column::PartnerId.eq(own)) // tenant: resellers of own customers
        .join(
            sea_orm::JoinType::InnerJoin,
            partner_assignment::Entity::belongs_to(organization::Entity)
                .from(partner_assignment::Column::ResellerId)
                .to(organization::Column::Id)
                .into(),
        )
        .select_only()
        .column(partner_assignment::Column::CustomerId)
        .column(organization::Column::Id)
        .column(organization::Column::Name)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|(customer, reseller, name)| (customer, (reseller, name))).collect())
}

/// Runs a query and takes its columns by position.
pub(crate) async fn tuples<T: TryGetableMany>(
    connection: &impl ConnectionTrait,
    select: &impl StatementBuilder,
) -> Result<Vec<T>, DbErr> {
    let rows = connection.query_all(select).await?;
    Ok(rows.iter().map(T::try_get_many_by_index).collect::<Result<_, _>>()?)
}

#[cfg(test)]
#[path = "open_tests.rs"]
mod tests;
