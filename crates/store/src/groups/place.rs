//! Chooses the pool for each license that is assigned to an organization: the pool of its product, wherever that lies now.

use std::collections::{BTreeSet, HashMap, HashSet};

use model::{LicenseId, OrganizationId, ProductId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::root::roots;
use crate::db::batch::{BATCH, replace};
use crate::db::entity::{license, license_assignment, pool, product};

type Family = (OrganizationId, ProductId);

/// The rows that assign licenses to organizations, each with its pool there. Adds pools that are missing, at the root. Every path
/// that assigns a license calls this, in the transaction that writes the rows.
pub(crate) async fn placed(
    connection: &impl ConnectionTrait,
    assigned: &[(LicenseId, OrganizationId)],
) -> Result<Vec<license_assignment::ActiveModel>, DbErr> {
    let licenses: HashSet<LicenseId> = assigned.iter().map(|(license, _)| *license).collect();
    let products = products(connection, &licenses.into_iter().collect::<Vec<_>>()).await?;
    let family = |(license, organization): &(LicenseId, OrganizationId)| {
        let product = products.get(license).copied();
        product.map(|product| (*organization, product)).ok_or_else(|| missing("license"))
    };
    let families: BTreeSet<Family> = assigned.iter().map(family).collect::<Result<_, _>>()?;
    let mut pools = known(connection, &families).await?;
    let new: BTreeSet<Family> = families.into_iter().filter(|family| !pools.contains_key(family)).collect();
    if !new.is_empty() {
        add(connection, &new).await?;
        pools.extend(known(connection, &new).await?);
    }
    let row = |assigned: &(LicenseId, OrganizationId)| {
        let pool = pools.get(&family(assigned)?).copied().ok_or_else(|| missing("pool"))?;
        let (license, organization) = *assigned;
        Ok(license_assignment::ActiveModel {
            license_id: Set(license),
            organization_id: Set(organization),
            pool_id: Set(pool),
        })
    };
    assigned.iter().map(row).collect()
}

async fn products(
    connection: &impl ConnectionTrait,
    licenses: &[LicenseId],
) -> Result<HashMap<LicenseId, ProductId>, DbErr> {
    let mut products = HashMap::with_capacity(licenses.len());
    for batch in licenses.chunks(BATCH) {
        let found: Vec<(LicenseId, ProductId)> = license::Entity::find()
            .filter(license::Column::Id.is_in(batch.iter().copied()))
            .select_only()
            .columns([license::Column::Id, license::Column::ProductId])
            .into_tuple()
            .all(connection)
            .await?;
        products.extend(found);
    }
    Ok(products)
}

/// The pools of those products in those organizations.
async fn known(
    connection: &impl ConnectionTrait,
    families: &BTreeSet<Family>,
) -> Result<HashMap<Family, i64>, DbErr> {
    let mut pools = HashMap::new();
    let families: Vec<Family> = families.iter().copied().collect();
    for batch in families.chunks(BATCH) {
        let (organizations, products): (HashSet<_>, HashSet<_>) = batch.iter().copied().unzip();
        let found: Vec<(OrganizationId, ProductId, i64)> = pool::Entity::find()
            .filter(pool::Column::OrganizationId.is_in(organizations))
            .filter(pool::Column::ProductId.is_in(products))
            .select_only()
            .columns([pool::Column::OrganizationId, pool::Column::ProductId, pool::Column::Id])
            .into_tuple()
            .all(connection)
            .await?;
        let of_batch: HashSet<Family> = batch.iter().copied().collect();
        let found = found.into_iter().map(|(organization, product, pool)| ((organization, product), pool));
        pools.extend(found.filter(|(family, _)| of_batch.contains(family)));
    }
    Ok(pools)
}

async fn add(connection: &impl ConnectionTrait, new: &BTreeSet<Family>) -> Result<(), DbErr> {
    let organizations: BTreeSet<OrganizationId> = new.iter().map(|(organization, _)| *organization).collect();
    let roots = roots(connection, &organizations.into_iter().collect::<Vec<_>>()).await?;
    let products: BTreeSet<ProductId> = new.iter().map(|(_, product)| *product).collect();
    let named = product::Entity::find().filter(product::Column::Id.is_in(products)).all(connection).await?;
    let named: HashMap<ProductId, product::Model> = named.into_iter().map(|row| (row.id, row)).collect();
    let row = |(organization, product): &Family| {
        let product = named.get(product).ok_or_else(|| missing("product"))?;
        Ok(pool::ActiveModel {
            organization_id: Set(*organization),
            group_id: Set(roots.get(organization).copied().ok_or_else(|| missing("root"))?),
            product_id: Set(Some(product.id)),
            name: Set(product.name.clone()),
            name_folded: Set(product.name_folded.clone()),
            version: Set(0),
            ..Default::default()
        })
    };
    let rows = new.iter().map(row).collect::<Result<_, DbErr>>()?;
    // Somebody else may assign the first license of the same product at the same moment.
    let family = [pool::Column::OrganizationId, pool::Column::ProductId];
    replace(connection, rows, OnConflict::columns(family).do_nothing().to_owned()).await
}

fn missing(what: &str) -> DbErr {
    DbErr::RecordNotFound(format!("the {what} of an assignment"))
}
