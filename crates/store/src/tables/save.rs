//! Saves a filter preset.

use model::table::{Preset, PresetId, PresetPage, checked_preset_query};
use model::{Actor, Refused};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use super::TableError;
use super::keeper::Keeper;
use super::preset::{checked_name, find_own, has_room, has_room_to_share, record};
use crate::Db;
use crate::db::OrTaken as _;
use crate::db::entity::filter_preset::ActiveModel;
use crate::text::fold;

/// A preset to save.
#[derive(Clone, Copy, Debug)]
pub struct NewPreset<'a> {
    /// The page that it is for.
    pub page: PresetPage,
    /// Its name as typed. The person has no other preset of that name on the page, in any case.
    pub name: &'a str,
    /// The query of the page's address.
    pub query: &'a str,
    /// Whether the organization's people see it.
    pub shared: bool,
    /// The person's preset of the same page to save over.
    pub replace: Option<PresetId>,
}

/// Saves a preset for the person in the organization they act for. `now` in milliseconds since the Unix epoch.
pub async fn save(db: &Db, actor: &Actor, new: NewPreset<'_>, now: i64) -> Result<Preset, TableError> {
    let (keeper, page) = (Keeper::of(actor)?, new.page);
    keeper.opens(page)?;
    let permit = &keeper.permit;
    let name = checked_name(new.name)?;
    let query = checked_preset_query(new.query)?;
    let transaction = keeper.begin(db).await?;
    let before = match new.replace {
        Some(id) => {
            let (before, of) = find_own(&transaction, permit, id).await?;
            if of != page {
                return Err(Refused.into());
            }
            Some(before)
        }
        None => None,
    };
    if before.is_none() {
        has_room(&transaction, permit, page).await?;
    }
    if new.shared {
        keeper.shares(page)?;
        if before.as_ref().is_none_or(|before| !before.shared) {
            has_room_to_share(&transaction, permit, page).await?;
        }
    }
    let row = ActiveModel {
        organization_id: Set(permit.organization()),
        user_id: Set(Some(permit.user())),
        page: Set(page.name().to_owned()),
        name_folded: Set(fold(&name)),
        name: Set(name.clone()),
        query: Set(query.to_owned()),
        shared: Set(new.shared),
        ..Default::default()
    };
    let written = match &before {
        Some(before) => ActiveModel { id: Set(before.id), ..row }.update(&transaction).await,
        None => row.insert(&transaction).await,
    };
    // If two presets get one name at the same moment, one is kept.
    let after = written.or_taken(|| TableError::Exists(name))?;
    record(&transaction, permit, before.as_ref(), Some(&after), now).await?;
    transaction.commit().await?;
    Ok(Preset {
        id: after.id,
        name: after.name,
        query: after.query,
        shared: after.shared,
        by: String::new(),
        may_change: true,
    })
}
