//! Assigns a license to organizations (R1).

use std::collections::{BTreeMap, HashMap};

use model::{Action, LicenseId, Permit};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::change_license::locked;
use super::save_organization::named;
use super::{ConsoleError, wrong};
use crate::Db;
use crate::db::batch::replace;
use crate::db::entity::{license_assignment, organization};
use crate::events::{Event, Kind, record_all};
use crate::groups::placed;

/// A license is assigned to at most this many organizations.
const MOST: usize = 100;

/// Assigns a license to the named organizations, one per line, and to no others. `now` in milliseconds since the Unix epoch.
///
/// Each organization's history shows only its own change: who else has the license is private. The vendor's shows all.
pub async fn reassign(
    db: &Db,
    permit: &Permit,
    id: LicenseId,
    organizations: &str,
    now: i64,
) -> Result<(), ConsoleError> {
    permit.only(Action::ManageConsole)?;
    let transaction = db.begin_write().await?;
    if locked(&transaction, id).await?.user_id.is_some() {
        return Err(wrong("organizations", "This is a personal license; it belongs to no organization."));
    }
    let after = by_number(organizations_named(&transaction, organizations).await?);
    let rows = license_assignment::Entity::find().filter(license_assignment::Column::LicenseId.eq(id));
    let rows: Vec<i64> = rows.all(&transaction).await?.into_iter().map(|row| row.organization_id).collect();
    let before = organization::Entity::find().filter(organization::Column::Id.is_in(rows));
    let before = by_number(before.all(&transaction).await?);
    if before == after {
        return Ok(());
    }
    let added = after.iter().filter(|(id, _)| !before.contains_key(*id));
    let removed = before.iter().filter(|(id, _)| !after.contains_key(*id));
    let event = |organization: i64, old: &str, new: &str| {
        let event = Event::by(permit, now, Kind::LicenseChanged).on(id).change(old, new);
        Event { visible_to: Some(organization), ..event }.into_row()
    };
    let text = |name: &str| format!("Organization: {name}");
    let mut events: Vec<_> = added.clone().map(|(id, name)| event(*id, "", &text(name))).collect();
    events.extend(removed.clone().map(|(id, name)| event(*id, &text(name), "")));
    if let Some(own) = permit.organization() {
        let all = |names: &BTreeMap<i64, String>| {
            names.values().map(|name| text(name)).collect::<Vec<_>>().join("; ")
        };
        events.push(event(own, &all(&before), &all(&after)));
    }
    let removed: Vec<i64> = removed.map(|(id, _)| *id).collect();
    license_assignment::Entity::delete_many()
        .filter(license_assignment::Column::LicenseId.eq(id))
        .filter(license_assignment::Column::OrganizationId.is_in(removed))
        .exec(&transaction)
        .await?;
    let added: Vec<_> = added.map(|(organization, _)| (id, *organization)).collect();
    let rows = placed(&transaction, &added).await?;
    // An import may have assigned it at the same moment.
    let there = [license_assignment::Column::LicenseId, license_assignment::Column::OrganizationId];
    replace(&transaction, rows, OnConflict::columns(there).do_nothing().to_owned()).await?;
    record_all(&transaction, events).await?;
    Ok(transaction.commit().await?)
}

fn by_number(organizations: Vec<organization::Model>) -> BTreeMap<i64, String> {
    organizations.into_iter().map(|organization| (organization.id, organization.name)).collect()
}

/// Returns the named organizations, one per line, at least one.
pub(super) async fn organizations_named(
    connection: &impl ConnectionTrait,
    names: &str,
) -> Result<Vec<organization::Model>, ConsoleError> {
    let names: Vec<&str> = names.lines().map(str::trim).filter(|name| !name.is_empty()).collect();
    if names.is_empty() || names.len() > MOST {
        return Err(wrong("organizations", format!("Enter 1 to {MOST} organizations, one per line.")));
    }
    // One query finds all whose names are spelled exactly; the others are looked up one by one.
    let asked = names.iter().copied().filter(|name| !name.contains('\0'));
    let known = organization::Entity::find().filter(organization::Column::Name.is_in(asked));
    let known = known.filter(organization::Column::NamedByItself.eq(false)).all(connection).await?;
    let known: HashMap<&str, &organization::Model> =
        known.iter().map(|organization| (organization.name.as_str(), organization)).collect();
    let mut found: Vec<organization::Model> = Vec::with_capacity(names.len());
    for name in names {
        let organization = match known.get(name) {
            Some(organization) => (*organization).clone(),
            None => named(connection, "organizations", name).await?,
        };
        if !found.iter().any(|one| one.id == organization.id) {
            found.push(organization);
        }
    }
    Ok(found)
}
