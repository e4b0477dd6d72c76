//! Revealing a license key (R8).

use model::{LicenseId, Permit, Refused};
use sea_orm::{EntityTrait, QueryFilter, QuerySelect};

use super::LicenseError;
use crate::entity::license;
use crate::{Db, scope};

/// The key of one license, in full; not for who only looks in.
pub async fn reveal_key(db: &Db, permit: &Permit, license: LicenseId) -> Result<String, LicenseError> {
    if permit.is_viewing() {
        return Err(Refused.into());
    }
    let key: Option<String> = license::Entity::find_by_id(license)
        .filter(scope::license_in_reach(permit, license))
        .select_only()
        .column(license::Column::LicenseKey)
        .into_tuple()
        .one(db.connection())
        .await?;
    Ok(key.ok_or(Refused)?)
}
