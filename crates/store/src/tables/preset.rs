//! Code shared by all changes to presets.

use model::table::{PRESETS_OF_PERSON, PresetId, PresetPage, SHARED_PRESETS, checked_preset_name};
use model::{Permit, Refused};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, Select};

use super::TableError;
use crate::db::entity::filter_preset::{Column, Entity, Model};
use crate::events::{Event, Kind};
use crate::text::checked;

/// Checks a name, and returns it as it is stored.
pub(super) fn checked_name(typed: &str) -> Result<String, TableError> {
    // The length for presets, and the rules for all names.
    Ok(checked(checked_preset_name(typed)?)?)
}

/// Returns the preset of that number in the permit's organization, and its page.
pub(super) async fn find(
    connection: &impl ConnectionTrait,
    permit: &Permit,
    id: PresetId,
) -> Result<(Model, PresetPage), TableError> {
    let found = Entity::find_by_id(id).filter(Column::OrganizationId.eq(permit.organization())); // tenant: presets, by number
    let found = found.one(connection).await?.ok_or(Refused)?;
    let page = PresetPage::from_name(&found.page).ok_or(Refused)?;
    Ok((found, page))
}

/// Like the function above, for a preset that the permit's person made.
pub(super) async fn find_own(
    connection: &impl ConnectionTrait,
    permit: &Permit,
    id: PresetId,
) -> Result<(Model, PresetPage), TableError> {
    let (found, page) = find(connection, permit, id).await?;
    if found.user_id == Some(permit.user()) { Ok((found, page)) } else { Err(Refused.into()) }
}

/// Fails if the permit's person has no room for one more preset on the page.
pub(super) async fn has_room(
    connection: &impl ConnectionTrait,
    permit: &Permit,
    page: PresetPage,
) -> Result<(), TableError> {
    let own = of_page(permit, page).filter(Column::UserId.eq(permit.user())); // tenant: own presets, counted
    if own.count(connection).await? < PRESETS_OF_PERSON { Ok(()) } else { Err(TableError::TooMany) }
}

/// Fails if the permit's organization has no room for one more shared preset on the page.
pub(super) async fn has_room_to_share(
    connection: &impl ConnectionTrait,
    permit: &Permit,
    page: PresetPage,
) -> Result<(), TableError> {
    let shared = of_page(permit, page).filter(Column::Shared.eq(true));
    let count = shared.count(connection).await?;
    if count < SHARED_PRESETS { Ok(()) } else { Err(TableError::TooManyShared) }
}

fn of_page(permit: &Permit, page: PresetPage) -> Select<Entity> {
    let of_organization = Entity::find().filter(Column::OrganizationId.eq(permit.organization())); // tenant: presets, counted
    of_organization.filter(Column::Page.eq(page.name()))
}

/// Records what a change means to the organization: a preset is shared, changed, or no longer there. What a person keeps for
/// themselves is not an event. `now` in milliseconds since the Unix epoch.
pub(super) async fn record(
    connection: &impl ConnectionTrait,
    permit: &Permit,
    before: Option<&Model>,
    after: Option<&Model>,
    now: i64,
) -> Result<(), TableError> {
    let is_shared = |row: &&Model| row.shared;
    let (before, after) = (before.filter(is_shared), after.filter(is_shared));
    let kind = match (before, after) {
        (None, Some(_)) => Kind::PresetShared,
        (Some(_), None) => Kind::PresetRemoved,
        (Some(before), Some(after)) if before != after => Kind::PresetChanged,
        _ => return Ok(()),
    };
    let (old, new) = (before.map_or_else(String::new, told), after.map_or_else(String::new, told));
    let name = after.or(before).map_or("", |row| row.name.as_str());
    Event::by(permit, now, kind).change(&old, &new).named(name).record(connection).await?;
    Ok(())
}

/// A preset as events show it. Its filter is left out, because what somebody searched for may be a license key.
fn told(row: &Model) -> String {
    let page = PresetPage::from_name(&row.page).map_or("", PresetPage::label);
    format!("{} ({page})", row.name)
}
