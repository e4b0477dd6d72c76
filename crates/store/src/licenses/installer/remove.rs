//! Removes an installer.

use model::{Action, InstallerId, Permit, Refused};
use sea_orm::EntityTrait;

use super::{InstallerError, title};
use crate::Db;
use crate::db::entity::{installer, product};
use crate::events::{Event, Kind};
use crate::licenses::files::Files;

/// Removes an installer and its file. `now` in milliseconds since the Unix epoch.
///
/// Deletes the file last: if that fails, nobody can download it anymore, and the log names it.
pub async fn remove(
    db: &Db,
    files: &Files,
    permit: &Permit,
    id: InstallerId,
    now: i64,
) -> Result<(), InstallerError> {
    permit.only(Action::ManageInstallers)?;
    let transaction = db.begin_write().await?;
    let row = installer::Entity::find_by_id(id).one(&transaction).await?.ok_or(Refused)?;
    let product = product::Entity::find_by_id(row.product_id).one(&transaction).await?.ok_or(Refused)?;
    let deleted = installer::Entity::delete_by_id(id).exec(&transaction).await?;
    // If two people remove it at once, the second finds nothing.
    if deleted.rows_affected == 0 {
        return Err(Refused.into());
    }
    let about = title(&product.name, &row);
    Event::by(permit, now, Kind::InstallerRemoved).change(&about, "").record(&transaction).await?;
    transaction.commit().await?;
    if let Err(error) = files.delete(&row.storage_key).await {
        tracing::warn!(%error, key = row.storage_key, "the file of a removed installer could not be deleted");
    }
    Ok(())
}
