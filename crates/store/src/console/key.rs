//! Reveals a license key to the vendor's staff (R8).

use model::{Action, LicenseId, Permit, Refused};
use sea_orm::{EntityTrait, QuerySelect};

use super::ConsoleError;
use crate::Db;
use crate::db::entity::license;
use crate::db::entity::license_key::Key;
use crate::licenses::note_revealed;

/// Returns the key of a license in full, to anybody who may list it in the console, and records that they read it. `now` in
/// milliseconds since the Unix epoch.
pub async fn key(db: &Db, permit: &Permit, license: LicenseId, now: i64) -> Result<String, ConsoleError> {
    permit.only(Action::SeeConsole)?;
    let found: Option<Key> = license::Entity::find_by_id(license)
        .select_only()
        .column(license::Column::LicenseKey)
        .into_tuple()
        .one(db.connection())
        .await?;
    let key = found.ok_or(Refused)?;
    note_revealed(db, permit, license, now).await?;
    Ok(key.shown_to(permit))
}
