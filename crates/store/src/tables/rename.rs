//! Renames a filter preset, and shares it or not.

use model::Actor;
use model::table::PresetId;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use super::TableError;
use super::keeper::Keeper;
use super::preset::{checked_name, find_own, has_room_to_share, record};
use crate::Db;
use crate::db::OrTaken as _;
use crate::db::entity::filter_preset::ActiveModel;
use crate::text::fold;

/// Gives a preset of the person another name, and shares it with the organization or no longer. `now` in milliseconds since the
/// Unix epoch.
pub async fn rename(
    db: &Db,
    actor: &Actor,
    id: PresetId,
    name: &str,
    shared: bool,
    now: i64,
) -> Result<(), TableError> {
    let keeper = Keeper::of(actor)?;
    let permit = &keeper.permit;
    let transaction = keeper.begin(db).await?;
    let (before, page) = find_own(&transaction, permit, id).await?;
    keeper.opens(page)?;
    let name = checked_name(name)?;
    if shared {
        keeper.shares(page)?;
        if !before.shared {
            has_room_to_share(&transaction, permit, page).await?;
        }
    }
    let row = ActiveModel {
        id: Set(before.id),
        name_folded: Set(fold(&name)),
        name: Set(name.clone()),
        shared: Set(shared),
        ..Default::default()
    };
    let after = row.update(&transaction).await.or_taken(|| TableError::Exists(name))?;
    record(&transaction, permit, Some(&before), Some(&after), now).await?;
    Ok(transaction.commit().await?)
}
