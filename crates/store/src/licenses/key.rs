//! Reveals a license key (R8).

use model::{LicenseId, Permit, Refused};
use sea_orm::{EntityTrait, QueryFilter, QuerySelect};

use super::LicenseError;
use crate::Db;
use crate::db::entity::license;
use crate::db::entity::license_key::Key;
use crate::db::scope;

/// Returns the key of a license in full. Without permission to reveal keys, the answer is that for a missing license.
pub async fn reveal_key(db: &Db, permit: &Permit, license: LicenseId) -> Result<String, LicenseError> {
    if !permit.may_read_keys() {
        return Err(Refused.into());
    }
    let key: Option<Key> = license::Entity::find_by_id(license)
        .filter(scope::license_in_reach(permit, license))
        .select_only()
        .column(license::Column::LicenseKey)
        .into_tuple()
        .one(db.connection())
        .await?;
    Ok(key.ok_or(Refused)?.shown_to(permit))
}
