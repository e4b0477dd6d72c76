//! Adds organizations with their predefined roles, and finds them by name.

use std::collections::HashMap;

use model::{OrganizationId, OrganizationKind};
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::predefined::PredefinedRole;
use super::{AddError, checked_name, custom_role};
use crate::Db;
use crate::db::batch::{BATCH, insert};
use crate::db::entity::{organization, role, role_level};
use crate::events::{Event, Kind, record_all};
use crate::groups::insert_roots;
use crate::text::{NameKeys, is_name_taken, same};

/// An organization to add; the caller checks its name.
#[derive(Clone, Debug)]
pub(crate) struct NewOrganization {
    pub name: String,
    pub kind: OrganizationKind,
    pub parent: Option<OrganizationId>,
    /// Whether its own people, or those of its main organization, chose the name.
    pub named_by_itself: bool,
}

/// Adds an organization with its predefined roles.
pub async fn add_organization(
    db: &Db,
    name: &str,
    kind: OrganizationKind,
    parent: Option<OrganizationId>,
    now: i64,
) -> Result<OrganizationId, AddError> {
    let name = checked_name(name)?;
    let transaction = db.begin_write().await?;
    if organization_alike(&transaction, &name).await?.is_some() {
        return Err(AddError::Exists(name));
    }
    let event = |id| Event { organization: Some(id), ..Event::of_installation(now, Kind::OrganizationAdded) };
    let new = NewOrganization { name: name.clone(), kind, parent, named_by_itself: false };
    let taken = |error| if is_name_taken(&error) { AddError::Exists(name) } else { error.into() };
    let ids = insert_organizations(&transaction, &[new], event).await.map_err(taken)?;
    transaction.commit().await?;
    Ok(ids.first().copied().ok_or(DbErr::RecordNotInserted)?)
}

/// Adds organizations, their root groups, their predefined roles and an event for each, and returns their numbers in the same order. `event` makes
/// the event of the organization with that number, whose time also becomes the organization's.
pub(crate) async fn insert_organizations(
    connection: &impl ConnectionTrait,
    new: &[NewOrganization],
    event: impl Fn(OrganizationId) -> Event<'static>,
) -> Result<Vec<OrganizationId>, DbErr> {
    let mut all = Vec::with_capacity(new.len());
    for batch in new.chunks(BATCH) {
        let created_at = event(0).at;
        let rows = batch.iter().map(|new| organization::ActiveModel {
            kind: Set(new.kind.name().to_owned()),
            parent_id: Set(new.parent),
            named_by_itself: Set(new.named_by_itself),
            created_at: Set(created_at),
            ..organization::ActiveModel::named(&new.name)
        });
        insert(connection, rows.collect()).await?;
        let ids = ids_of(connection, batch).await?;
        insert_roots(connection, &ids).await?;
        let roles = ids.iter().flat_map(|id| PredefinedRole::ALL.map(|predefined| role_row(*id, predefined)));
        insert(connection, roles.collect()).await?;
        insert(connection, level_rows(connection, batch, &ids).await?).await?;
        let events = batch.iter().zip(&ids).map(|(new, id)| event(*id).change("", &new.name).into_row());
        record_all(connection, events.collect()).await?;
        all.extend(ids);
    }
    Ok(all)
}

/// The numbers of the organizations, in their order.
async fn ids_of(
    connection: &impl ConnectionTrait,
    batch: &[NewOrganization],
) -> Result<Vec<OrganizationId>, DbErr> {
    let found: Vec<(String, OrganizationId)> = organization::Entity::find()
        .filter(organization::Column::Name.is_in(batch.iter().map(|new| new.name.as_str())))
        .select_only()
        .columns([organization::Column::Name, organization::Column::Id])
        .into_tuple()
        .all(connection)
        .await?;
    let by_name: HashMap<String, OrganizationId> = found.into_iter().collect();
    let id = |new: &NewOrganization| {
        by_name.get(&new.name).copied().ok_or_else(|| DbErr::RecordNotFound(new.name.clone()))
    };
    batch.iter().map(id).collect()
}

fn role_row(organization: OrganizationId, predefined: PredefinedRole) -> role::ActiveModel {
    role::ActiveModel {
        organization_id: Set(organization),
        description: Set(String::new()),
        predefined: Set(Some(predefined.name().to_owned())),
        ..role::ActiveModel::named(predefined.label())
    }
}

/// The levels of the predefined roles of those organizations.
async fn level_rows(
    connection: &impl ConnectionTrait,
    batch: &[NewOrganization],
    ids: &[OrganizationId],
) -> Result<Vec<role_level::ActiveModel>, DbErr> {
    let kinds: HashMap<_, _> = ids.iter().copied().zip(batch.iter().map(|new| new.kind)).collect();
    let roles =
        role::Entity::find().filter(role::Column::OrganizationId.is_in(ids.iter().copied())).all(connection);
    let mut rows = Vec::new();
    for role in roles.await? {
        let predefined =
            PredefinedRole::ALL.into_iter().find(|one| Some(one.name()) == role.predefined.as_deref());
        let (Some(predefined), Some(kind)) = (predefined, kinds.get(&role.organization_id)) else { continue };
        rows.extend(custom_role::level_rows(role.id, predefined.levels(*kind)));
    }
    Ok(rows)
}

/// Returns the organization with that name in any spelling (see [`same`]), but never one that only looks like it.
pub(crate) async fn organization_named(
    connection: &impl ConnectionTrait,
    name: &str,
) -> Result<Option<organization::Model>, DbErr> {
    // PostgreSQL takes no NUL in a string, and no name has one.
    if name.contains('\0') {
        return Ok(None);
    }
    let written = same(name);
    // An old name that is spelled like an earlier one has a key that no name has; it is found only by its exact spelling.
    let by_key = organization::Column::NameAlike.eq(NameKeys::of(name).alike);
    let can_be = organization::Column::Name.eq(name).or(by_key);
    let mut found = organization::Entity::find().filter(can_be).all(connection).await?;
    found.retain(|one| same(&one.name) == written);
    found.sort_by_key(|one| (one.name != name, one.id));
    Ok(found.into_iter().next())
}

/// Returns an organization with this name, or else one that people would confuse with it (see [`NameKeys`]).
pub(crate) async fn organization_alike(
    connection: &impl ConnectionTrait,
    name: &str,
) -> Result<Option<organization::Model>, DbErr> {
    use organization::Column::{NameAlike, NameShape};
    let keys = NameKeys::of(name);
    let is_alike = NameAlike.eq(keys.alike).or(NameShape.eq(keys.shape));
    let mut alike = organization::Entity::find().filter(is_alike).all(connection).await?;
    alike.sort_by_key(|other| (other.name != name, other.id));
    Ok(alike.into_iter().next())
}

/// The ID of the organization with that name, in any spelling.
pub async fn find_organization(db: &Db, name: &str) -> Result<Option<OrganizationId>, DbErr> {
    Ok(organization_named(db.connection(), name.trim()).await?.map(|found| found.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NOW, TestDb, both_databases};

    #[both_databases]
    async fn an_organization_is_found_by_its_name_in_any_spelling_and_by_no_name_that_only_looks_like_it(
        database: TestDb,
    ) {
        let db = &database.db;
        let kind = OrganizationKind::Customer;
        let own = add_organization(db, "Øster\u{a0} Værft", kind, None, NOW).await.unwrap();
        for typed in [
            "Øster Værft",
            "ØSTER  VÆRFT",
            "\u{3000}øster\u{2009}værft\u{a0}",
            "Øs\u{ad}ter Væ\u{200b}rft\u{feff}",
        ] {
            let found = find_organization(db, typed).await.unwrap();
            assert_eq!(found, Some(own), "{typed:?}");
            let twice = add_organization(db, typed, kind, None, NOW).await;
            assert!(twice.is_err(), "{typed:?}");
        }
        // A Cyrillic е, and no accent.
        for other in ["Øst\u{435}r Værft", "Oster Vaerft", "Øster\0Værft", ""] {
            let found = find_organization(db, other).await.unwrap();
            assert_eq!(found, None, "{other:?}");
        }
    }
}
