//! Opens a pool: its licenses, page by page.

use std::collections::HashMap;

use model::list::PAGE;
use model::pools::{Origin, PoolId, PoolLicense, PoolLicenses, PoolQuery};
use model::{Action, Day, LicenseId, LicenseType, Permit, Refused, Standing};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};

use super::reach::reached;
use super::scan::{Scanned, scan};
use super::tags;
use super::tree::Tree;
use super::{PoolError, filter_of};
use crate::db::entity::{license, product};
use crate::{Db, aside};

/// Returns a page, from 0, of the licenses of a pool that the permit reaches and the query selects, by public ID. The query's own
/// page is that of the list of pools. `today` in UTC.
pub async fn open_pool(
    db: &Db,
    permit: &Permit,
    pool: PoolId,
    query: &PoolQuery,
    page: u32,
    today: Day,
) -> Result<PoolLicenses, PoolError> {
    permit.only(Action::SeePools)?;
    let (db, permit, query) = (db.clone(), permit.clone(), query.clone());
    aside(move || async move {
        let snapshot = db.begin_long_snapshot().await?;
        let opened = opened(&snapshot.transaction, &permit, pool, &query, page, today).await?;
        snapshot.transaction.commit().await?;
        Ok(opened)
    })
    .await
}

async fn opened(
    snapshot: &DatabaseTransaction,
    permit: &Permit,
    pool: PoolId,
    query: &PoolQuery,
    page: u32,
    today: Day,
) -> Result<PoolLicenses, PoolError> {
    if reached(snapshot, permit, &[pool]).await?.is_empty() {
        return Err(Refused.into());
    }
    if let Some(group) = query.group
        && !Tree::read(snapshot, permit).await?.has(group)
    {
        return Ok(PoolLicenses::default());
    }
    let mut rows: Vec<(Scanned, Standing)> = Vec::new();
    scan(snapshot, permit, query, Some(pool), |row| {
        let standing = row.facts.standing(today);
        if query.takes(filter_of(standing)) {
            rows.push((row, standing));
        }
    })
    .await?;
    let found = rows.len() as u64;
    let ordered = in_order(snapshot, &rows).await?;
    let begin = usize::try_from(u64::from(page) * u64::from(PAGE)).unwrap_or(usize::MAX);
    let ids: Vec<LicenseId> = ordered.into_iter().skip(begin).take(PAGE as usize).collect();
    let of: HashMap<LicenseId, (Scanned, Standing)> = rows
        .into_iter()
        .filter(|(row, _)| ids.contains(&row.license))
        .map(|row| (row.0.license, row))
        .collect();
    let licenses = told(snapshot, permit, &ids, &of).await?;
    Ok(PoolLicenses { licenses, found })
}

/// The numbers of the licenses, by public ID.
async fn in_order(
    snapshot: &DatabaseTransaction,
    rows: &[(Scanned, Standing)],
) -> Result<Vec<LicenseId>, PoolError> {
    let mut named: Vec<(String, LicenseId)> = Vec::with_capacity(rows.len());
    for batch in rows.chunks(crate::db::batch::BATCH) {
        let found: Vec<(LicenseId, String)> = license::Entity::find()
            .filter(license::Column::Id.is_in(batch.iter().map(|(row, _)| row.license)))
            .select_only()
            .columns([license::Column::Id, license::Column::PublicId])
            .into_tuple()
            .all(snapshot)
            .await?;
        named.extend(found.into_iter().map(|(id, public_id)| (public_id, id)));
    }
    named.sort_unstable();
    Ok(named.into_iter().map(|(_, id)| id).collect())
}

/// The licenses of a page.
async fn told(
    snapshot: &DatabaseTransaction,
    permit: &Permit,
    ids: &[LicenseId],
    of: &HashMap<LicenseId, (Scanned, Standing)>,
) -> Result<Vec<PoolLicense>, PoolError> {
    let rows = license::Entity::find().filter(license::Column::Id.is_in(ids.iter().copied()));
    let mut rows: HashMap<LicenseId, license::Model> =
        rows.all(snapshot).await?.into_iter().map(|row| (row.id, row)).collect();
    let products = product::Entity::find()
        .filter(product::Column::Id.is_in(rows.values().map(|row| row.product_id)))
        .all(snapshot)
        .await?;
    let products: HashMap<i64, String> = products.into_iter().map(|row| (row.id, row.name)).collect();
    let mut tags = tags::of_licenses(snapshot, permit, ids).await?;
    let mut licenses = Vec::with_capacity(ids.len());
    for id in ids {
        let (Some(row), Some((scanned, standing))) = (rows.remove(id), of.get(id)) else { continue };
        licenses.push(PoolLicense {
            id: row.id,
            public_id: row.public_id,
            license_type: LicenseType::from_name(&row.license_type)
                .ok_or(PoolError::Damaged("license type"))?,
            product: products.get(&row.product_id).cloned().unwrap_or_default(),
            status: standing.status(),
            warnings: standing.warnings().collect(),
            units: scanned.units,
            subunits: scanned.subunits,
            start: scanned.facts.start,
            expiration: scanned.facts.expiration,
            owner: row.owner_name,
            origin: Origin::Own,
            contact: row.contact,
            tags: tags.remove(id).unwrap_or_default(),
        });
    }
    Ok(licenses)
}
