//! Adds many organizations with their predefined roles.

use std::collections::HashMap;

use model::{OrganizationId, OrganizationKind};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::PredefinedRole;
use crate::db::batch::{BATCH, insert};
use crate::db::entity::{organization, role, role_level};
use crate::events::{Event, record_all};

/// An organization to add; the caller checks its name.
#[derive(Clone, Debug)]
pub(crate) struct NewOrganization {
    pub name: String,
    pub kind: OrganizationKind,
    pub parent: Option<OrganizationId>,
    /// Whether its own people, or those of its main organization, chose the name.
    pub named_by_itself: bool,
}

/// Adds organizations, their predefined roles and an event for each, and returns their numbers in the same order. `event` makes
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
        rows.extend(super::level_rows(role.id, predefined.levels(*kind)));
    }
    Ok(rows)
}
