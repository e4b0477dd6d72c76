//! Opens a report: all licenses that a permit reaches, as columns (docs/ARCHITECTURE.md).

use std::collections::{HashMap, HashSet};

use model::access::Relation;
use model::report::{Columns, Dictionaries, OrganizationEntry, ProductEntry, Rows, flags};
use model::{Action, Day, LicenseId, OrganizationId, Permit, ProductId, ProductKind};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::rows::{Gathered, Places};
use super::stale::{last_event, reach_of};
use super::{Of, OpenError};
use crate::db::entity::{organization, partner_assignment, pin, product};
use crate::db::scope;
use crate::text::order_key;
use crate::{Db, aside};

/// Reads the report's columns, all from the same moment. `now` is when it is generated: its day in UTC decides standings.
///
/// Fills the columns row by row, on a separate thread.
pub async fn open(db: &Db, permit: &Permit, of: Of<'_>, now: i64) -> Result<Columns, OpenError> {
    permit.only(Action::ListLicenses)?;
    let (db, permit, asked) = (db.clone(), permit.clone(), of.asked());
    aside(move || async move {
        let snapshot = db.begin_long_snapshot().await?;
        let columns = columns(&snapshot.transaction, &permit, asked.as_deref(), now).await?;
        snapshot.transaction.commit().await?;
        Ok(columns)
    })
    .await
}

async fn columns(
    snapshot: &DatabaseTransaction,
    permit: &Permit,
    asked: Option<&[OrganizationId]>,
    now: i64,
) -> Result<Columns, OpenError> {
    let today = Day::of_instant(now);
    let last_event = last_event(snapshot).await?;
    let reach = reach_of(snapshot, permit).await?;
    let products = products(snapshot).await?;
    let mut gathered = Gathered::read(snapshot, permit).await?;
    if asked.is_none() {
        gathered.read_personal(snapshot, permit).await?;
    }
    let places = Places::of(&mut gathered, asked);
    gathered.keep_and_sort(|license| asked.is_none() || places.of_license(license).is_some());
    gathered.read_deployed(snapshot, permit).await?;
    let pinned = pinned(snapshot, permit).await?;
    let (organizations, resellers, position) = organizations(snapshot, permit, asked).await?;

    let sold: HashSet<ProductId> = gathered.rows.iter().map(|row| row.product).collect();
    let mut dictionaries = Dictionaries {
        generated_at: now,
        last_event,
        reach,
        today,
        organizations,
        resellers,
        products: products.into_iter().filter(|product| sold.contains(&product.id)).collect(),
        ..Dictionaries::default()
    };
    let product_position: HashMap<ProductId, u32> =
        dictionaries.products.iter().map(|product| product.id).zip(0..).collect();

    let mut numbered = places.numbered();
    let mut rows = Rows::with_capacity(gathered.rows.len());
    for row in &gathered.rows {
        let place = numbered.number(row.license, |organizations| {
            let positions = organizations.iter().map(|id| position.get(id).copied());
            let positions: Option<Vec<u32>> = positions.collect();
            dictionaries.places.push(positions.ok_or(OpenError::Damaged("organization_id"))?);
            Ok::<_, OpenError>(index(dictionaries.places.len() - 1))
        })?;
        rows.license.push(row.license);
        rows.place.push(place);
        rows.product.push(*product_position.get(&row.product).ok_or(OpenError::Damaged("product_id"))?);
        rows.license_type.push(row.license_type);
        rows.start.push(row.start);
        rows.expiration.push(row.expiration);
        rows.deployed.push(gathered.deployed(row.license));
        rows.purchased.push(row.purchased);
        let pinned = if pinned.binary_search(&row.license).is_ok() { flags::PINNED } else { 0 };
        rows.flags.push(row.flags | pinned);
    }
    Ok(Columns { dictionaries, rows })
}

fn index(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// Products, by name.
async fn products(connection: &impl ConnectionTrait) -> Result<Vec<ProductEntry>, OpenError> {
    let rows = product::Entity::find().all(connection).await?;
    let entry = |row: product::Model| {
        let kind = ProductKind::from_name(&row.kind).ok_or(OpenError::Damaged("product kind"))?;
        Ok(ProductEntry { id: row.id, name: row.name, kind, page: row.page })
    };
    let mut entries = rows.into_iter().map(entry).collect::<Result<Vec<_>, OpenError>>()?;
    entries.sort_by_cached_key(|entry| (order_key(&entry.name), entry.id));
    Ok(entries)
}

/// IDs of the licenses that the person pinned, sorted.
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

/// The report's organizations, with or without licenses: those that the permit reaches, limited to the sorted `asked` if given.
/// Also their resellers, by name, and each organization's position.
async fn organizations(
    connection: &impl ConnectionTrait,
    permit: &Permit,
    asked: Option<&[OrganizationId]>,
) -> Result<Organizations, DbErr> {
    let names: Vec<(i64, String)> = organization::Entity::find()
        .filter(scope::organizations(permit))
        .select_only()
        .column(organization::Column::Id)
        .column(organization::Column::Name)
        .into_tuple()
        .all(connection)
        .await?;
    let is_asked = |id: &OrganizationId| asked.is_none_or(|asked| asked.binary_search(id).is_ok());
    let mut names: Vec<_> = names.into_iter().filter(|(id, _)| is_asked(id)).collect();
    let included: HashSet<OrganizationId> = names.iter().map(|(id, _)| *id).collect();
    let mut reseller_of = resellers_of_customers(connection, permit).await?;
    reseller_of.retain(|customer, _| included.contains(customer));
    let reseller_names: HashMap<OrganizationId, String> = reseller_of.values().cloned().collect();
    let mut resellers: Vec<(OrganizationId, String)> = reseller_names.into_iter().collect();
    resellers.sort_by_cached_key(|(id, name)| (order_key(name), *id));
    let reseller_position: HashMap<OrganizationId, u32> =
        resellers.iter().map(|(id, _)| *id).zip(0..).collect();
    names.sort_by_cached_key(|(id, name)| (order_key(name), *id));
    let position = names.iter().map(|(id, _)| *id).zip(0..).collect();
    let entry = |(id, name)| {
        let reseller =
            reseller_of.get(&id).and_then(|(reseller, _)| reseller_position.get(reseller).copied());
        OrganizationEntry { id, name, reseller }
    };
    let entries = names.into_iter().map(entry).collect();
    Ok((entries, resellers, position))
}

/// The reseller that sold to each customer of the permit's organization. Empty for a permit that reaches no customers.
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

#[cfg(test)]
mod tests;
