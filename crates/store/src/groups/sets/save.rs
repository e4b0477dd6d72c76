//! Adds or edits a permission set.

use std::collections::BTreeSet;

use model::access::Entry;
use model::groups::{SET_LIMIT, SetDraft, SetId, checked_entries};
use model::{Action, Permit, Refused};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QuerySelect,
};

use super::held::{entries, find};
use super::{SetError, told};
use crate::Db;
use crate::db::batch::insert;
use crate::db::entity::{access_group, permission_set, permission_set_entry};
use crate::db::{OrTaken as _, WriteTransaction};
use crate::events::{Event, Kind};
use crate::groups::name::checked_name;
use crate::groups::own::{Own, enter};
use crate::text::fold;

/// Adds a permission set to the permit's organization, or changes the one in `edited`, which still has that version. Its members
/// have its levels from their next request on. Returns its number. `now` in milliseconds since the Unix epoch.
///
/// Whoever manages groups has Full Access everywhere, so no entry exceeds their own level (R22).
pub async fn save(
    db: &Db,
    permit: &Permit,
    edited: Option<(SetId, i32)>,
    draft: &SetDraft,
    now: i64,
) -> Result<SetId, SetError> {
    permit.only(Action::ManageGroups)?;
    let transaction = db.begin_write().await?;
    let own = enter(&transaction, permit).await?.ok_or(Refused)?;
    let before = match edited {
        Some((id, version)) => Some(opened(&transaction, &own, id, version).await?),
        None => None,
    };
    let name: String = checked_name::<SetError>(&draft.name)?;
    let given = checked_entries(&draft.entries)?;
    check_groups(&transaction, &own, &given).await?;
    if before.as_ref().is_some_and(|(set, there)| set.name == name && *there == given) {
        return Ok(edited.map(|(id, _)| id).unwrap_or_default());
    }
    check_free(&transaction, &own, &name, edited.map(|(id, _)| id)).await?;
    let id = write(&transaction, &own, edited, &name).await?;
    write_entries(&transaction, &own, id, &given).await?;
    let new = told(&transaction, &name, &given).await?;
    let (kind, old) = match &before {
        Some((set, there)) => (Kind::PermissionSetEdited, told(&transaction, &set.name, there).await?),
        None => (Kind::PermissionSetAdded, String::new()),
    };
    Event::by(permit, now, kind).change(&old, &new).named(&name).record(&transaction).await?;
    transaction.commit().await?;
    Ok(id)
}

/// The set as it is, if nobody has changed it since it was opened.
async fn opened(
    transaction: &WriteTransaction,
    own: &Own,
    id: SetId,
    version: i32,
) -> Result<(permission_set::Model, Vec<Entry>), SetError> {
    let set = find(transaction, own.organization, id).await?;
    if set.version != version {
        return Err(SetError::Changed);
    }
    let there = entries(transaction, own.organization, Some(id)).await?.remove(&id);
    Ok((set, there.unwrap_or_default()))
}

/// Fails if an entry is on a group outside the tree.
async fn check_groups(transaction: &WriteTransaction, own: &Own, given: &[Entry]) -> Result<(), SetError> {
    let groups: BTreeSet<i64> = given.iter().map(|entry| entry.group).collect();
    let wanted = groups.len() as u64;
    let there = own.groups().filter(access_group::Column::Id.is_in(groups)).count(transaction).await?;
    if there == wanted { Ok(()) } else { Err(Refused.into()) }
}

async fn check_free(
    transaction: &WriteTransaction,
    own: &Own,
    name: &str,
    but: Option<SetId>,
) -> Result<(), SetError> {
    let all: Vec<(SetId, String)> = permission_set::Entity::find()
        .filter(permission_set::Column::OrganizationId.eq(own.organization)) // tenant: names of own sets
        .select_only()
        .columns([permission_set::Column::Id, permission_set::Column::NameFolded])
        .into_tuple()
        .all(transaction)
        .await?;
    if but.is_none() && all.len() as u64 >= SET_LIMIT {
        return Err(SetError::TooMany);
    }
    let folded = fold(name);
    let is_taken = all.iter().any(|(id, other)| *other == folded && Some(*id) != but);
    if is_taken { Err(SetError::Exists(name.to_owned())) } else { Ok(()) }
}

async fn write(
    transaction: &WriteTransaction,
    own: &Own,
    edited: Option<(SetId, i32)>,
    name: &str,
) -> Result<SetId, SetError> {
    let row = permission_set::ActiveModel {
        name: Set(name.to_owned()),
        name_folded: Set(fold(name)),
        ..Default::default()
    };
    let written = if let Some((id, version)) = edited {
        permission_set::ActiveModel { id: Set(id), version: Set(version + 1), ..row }
            .update(transaction)
            .await
    } else {
        let organization_id = Set(own.organization);
        permission_set::ActiveModel { organization_id, version: Set(0), ..row }.insert(transaction).await
    };
    Ok(written.or_taken(|| SetError::Exists(name.to_owned()))?.id)
}

async fn write_entries(
    transaction: &WriteTransaction,
    own: &Own,
    set: SetId,
    given: &[Entry],
) -> Result<(), DbErr> {
    permission_set_entry::Entity::delete_many()
        .filter(permission_set_entry::Column::OrganizationId.eq(own.organization))
        .filter(permission_set_entry::Column::SetId.eq(set))
        .exec(transaction)
        .await?;
    let rows = given.iter().map(|entry| permission_set_entry::ActiveModel {
        organization_id: Set(own.organization),
        set_id: Set(set),
        group_id: Set(entry.group),
        object: Set(entry.object.name().to_owned()),
        level: Set(entry.level.name().to_owned()),
    });
    insert(transaction, rows.collect()).await
}
