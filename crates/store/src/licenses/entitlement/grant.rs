//! Gives a license an entitlement or takes it away, for the command line.

use model::LicenseId;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use crate::Db;
use crate::db::entity::{entitlement, license_entitlement};
use crate::db::licenses_named::named;

/// Why a license's entitlements were not changed.
#[derive(Debug, thiserror::Error)]
pub enum GrantError {
    /// No license has that key or public ID.
    #[error("No license has the key or public ID “{0}”.")]
    NoLicense(String),
    /// No entitlement has that code.
    #[error("No entitlement has the code “{0}”. `grantry entitlement add` creates one.")]
    NoEntitlement(String),
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

/// Grants the entitlement to the license with that key or public ID. Returns false if it was already granted.
pub async fn grant(db: &Db, license: &str, code: &str) -> Result<bool, GrantError> {
    let transaction = db.begin_write().await?;
    let (license_id, entitlement_id) = find(&transaction, license, code).await?;
    let row =
        license_entitlement::ActiveModel { license_id: Set(license_id), entitlement_id: Set(entitlement_id) };
    let both = [license_entitlement::Column::LicenseId, license_entitlement::Column::EntitlementId];
    let added = license_entitlement::Entity::insert(row)
        .on_conflict(OnConflict::columns(both).do_nothing().to_owned())
        .exec_without_returning(&transaction)
        .await?;
    transaction.commit().await?;
    Ok(added > 0)
}

/// Takes the entitlement from the license. Returns whether the license had it.
pub async fn revoke(db: &Db, license: &str, code: &str) -> Result<bool, GrantError> {
    let transaction = db.begin_write().await?;
    let key = find(&transaction, license, code).await?;
    let removed = license_entitlement::Entity::delete_by_id(key).exec(&transaction).await?;
    transaction.commit().await?;
    Ok(removed.rows_affected > 0)
}

async fn find(
    connection: &impl ConnectionTrait,
    license: &str,
    code: &str,
) -> Result<(LicenseId, i64), GrantError> {
    let found = named(connection, license.trim()).await?.into_iter().next();
    let license = found.ok_or_else(|| GrantError::NoLicense(license.to_owned()))?;
    let found =
        entitlement::Entity::find().filter(entitlement::Column::Code.eq(code)).one(connection).await?;
    let entitlement = found.ok_or_else(|| GrantError::NoEntitlement(code.to_owned()))?;
    Ok((license, entitlement.id))
}
