//! The root of an organization's tree, the group All.

use std::collections::HashMap;

use model::OrganizationId;
use model::access::GroupId;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use crate::db::batch::{BATCH, insert};
use crate::db::entity::{access_group, access_group_path};
use crate::text::fold;

/// The name of every root.
const ALL: &str = "All";

/// Adds the roots of new organizations.
pub(crate) async fn insert_roots(
    connection: &impl ConnectionTrait,
    organizations: &[OrganizationId],
) -> Result<(), DbErr> {
    let rows = organizations.iter().map(|organization| access_group::ActiveModel {
        organization_id: Set(*organization),
        parent_id: Set(None),
        name: Set(ALL.to_owned()),
        name_folded: Set(fold(ALL)),
        version: Set(0),
        ..Default::default()
    });
    insert(connection, rows.collect()).await?;
    let paths = roots(connection, organizations).await?.into_values().map(|root| {
        access_group_path::ActiveModel { ancestor_id: Set(root), descendant_id: Set(root), depth: Set(0) }
    });
    insert(connection, paths.collect()).await
}

/// The root of each of those organizations.
pub(crate) async fn roots(
    connection: &impl ConnectionTrait,
    organizations: &[OrganizationId],
) -> Result<HashMap<OrganizationId, GroupId>, DbErr> {
    let mut roots = HashMap::with_capacity(organizations.len());
    for batch in organizations.chunks(BATCH) {
        let found: Vec<(OrganizationId, GroupId)> = access_group::Entity::find()
            .filter(access_group::Column::OrganizationId.is_in(batch.iter().copied()))
            .filter(access_group::Column::ParentId.is_null())
            .select_only()
            .columns([access_group::Column::OrganizationId, access_group::Column::Id])
            .into_tuple()
            .all(connection)
            .await?;
        roots.extend(found);
    }
    Ok(roots)
}
