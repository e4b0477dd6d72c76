//! The installers of a product, newest first.

use std::cmp::Reverse;

use model::installer::Installer;
use model::{Action, Permit, ProductId, Refused};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::{InstallerError, of_row};
use crate::Db;
use crate::db::entity::{installer, product};
use crate::db::scope;
use crate::text::order_key;

/// Returns the installers of a product by release, the newest first, then by version and platform.
pub async fn list(db: &Db, permit: &Permit, product: ProductId) -> Result<Vec<Installer>, InstallerError> {
    permit.only(Action::DownloadInstaller)?;
    let reached: Option<i64> = product::Entity::find_by_id(product)
        .filter(scope::product_in_reach(permit, product)) // tenant: products, their installers
        .select_only()
        .column(product::Column::Id)
        .into_tuple()
        .one(db.connection())
        .await?;
    reached.ok_or(Refused)?;
    let rows = installer::Entity::find()
        .filter(installer::Column::ProductId.eq(product))
        .all(db.connection())
        .await?;
    let mut installers: Vec<Installer> = rows.into_iter().map(of_row).collect();
    installers.sort_by_cached_key(|one| {
        (Reverse((one.released, order_key(&one.version))), order_key(&one.platform), one.id)
    });
    Ok(installers)
}
