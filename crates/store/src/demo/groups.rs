//! The access groups of the demo's main customer, with its branch admins, pools, tags and a permission set.

use std::collections::HashMap;

use model::access::{GroupId, GroupObject};
use model::{Level, OrganizationId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter,
    QuerySelect,
};

use super::organizations::Organizations;
use super::words::{BRANCHES, MOVED, REGIONS, TAGGED, TAGS};
use super::{Options, people};
use crate::db::batch::insert;
use crate::db::entity::{access_group, access_group_path, permission_set, permission_set_entry, pool};
use crate::db::entity::{pool_tag, tag};
use crate::groups::roots;
use crate::people::{PredefinedRole, predefined_role_in};
use crate::text::fold;

/// The permission set, which nobody has.
const SET: &str = "Auditors";

/// Adds groups below All, moves a few pools into them, and adds a person for each branch. All other pools stay in All.
pub(super) async fn create(
    connection: &impl ConnectionTrait,
    organizations: &Organizations,
    options: &Options,
) -> Result<(), DbErr> {
    let main = organizations.main.id;
    let root = roots(connection, &[main]).await?.remove(&main).ok_or_else(|| missing("All"))?;
    let groups = tree(connection, main, root).await?;
    let group = |name: &str| groups.get(name).copied().ok_or_else(|| missing(name));
    for (product, name) in MOVED {
        move_pool(connection, main, product, group(name)?).await?;
    }
    let role = predefined_role_in(connection, main, PredefinedRole::Admin).await?;
    for (email, (name, branch)) in people::branch_admins().into_iter().zip(BRANCHES) {
        let person = people::add(connection, email, name, options).await?;
        people::join_at(connection, person, (main, group(branch)?), role, options.now).await?;
    }
    auditors(connection, main, root).await?;
    tags(connection, main).await
}

/// Adds regions with their offices, and returns the number of each group by name.
async fn tree(
    connection: &impl ConnectionTrait,
    organization: OrganizationId,
    root: GroupId,
) -> Result<HashMap<String, GroupId>, DbErr> {
    let mut groups = add(connection, organization, &[root], &REGIONS.map(|(region, _)| region)).await?;
    for (region, offices) in REGIONS {
        let above = groups.get(region).copied().ok_or_else(|| missing(region))?;
        groups.extend(add(connection, organization, &[above, root], offices).await?);
    }
    Ok(groups)
}

/// Adds groups below the first of those above them, and returns their numbers by name.
async fn add(
    connection: &impl ConnectionTrait,
    organization: OrganizationId,
    above: &[GroupId],
    names: &[&str],
) -> Result<HashMap<String, GroupId>, DbErr> {
    let parent = above.first().copied();
    let rows = names.iter().map(|name| access_group::ActiveModel {
        organization_id: Set(organization),
        parent_id: Set(parent),
        name: Set((*name).to_owned()),
        name_folded: Set(fold(name)),
        version: Set(0),
        ..Default::default()
    });
    insert(connection, rows.collect()).await?;
    let added: Vec<(String, GroupId)> = access_group::Entity::find()
        .filter(access_group::Column::ParentId.eq(parent))
        .select_only()
        .columns([access_group::Column::Name, access_group::Column::Id])
        .into_tuple()
        .all(connection)
        .await?;
    let lines = added.iter().flat_map(|(_, id)| {
        (0..).zip([*id].into_iter().chain(above.iter().copied())).map(|(depth, ancestor)| {
            access_group_path::ActiveModel {
                ancestor_id: Set(ancestor),
                descendant_id: Set(*id),
                depth: Set(depth),
            }
        })
    });
    insert(connection, lines.collect()).await?;
    Ok(added.into_iter().collect())
}

async fn move_pool(
    connection: &impl ConnectionTrait,
    organization: OrganizationId,
    product: &str,
    group: GroupId,
) -> Result<(), DbErr> {
    let moved = pool::Entity::update_many()
        .col_expr(pool::Column::GroupId, Expr::value(group))
        .filter(pool::Column::OrganizationId.eq(organization))
        .filter(pool::Column::NameFolded.eq(fold(product)))
        .exec(connection)
        .await?;
    if moved.rows_affected == 1 { Ok(()) } else { Err(missing(product)) }
}

/// Adds the permission set: View Only on all licenses.
async fn auditors(
    connection: &impl ConnectionTrait,
    organization: OrganizationId,
    root: GroupId,
) -> Result<(), DbErr> {
    let row = permission_set::ActiveModel {
        organization_id: Set(organization),
        name: Set(SET.to_owned()),
        name_folded: Set(fold(SET)),
        version: Set(0),
        ..Default::default()
    };
    let entry = permission_set_entry::ActiveModel {
        organization_id: Set(organization),
        set_id: Set(row.insert(connection).await?.id),
        group_id: Set(root),
        object: Set(GroupObject::Licenses.name().to_owned()),
        level: Set(Level::ViewOnly.name().to_owned()),
    };
    insert(connection, vec![entry]).await
}

/// Puts tags on pools.
async fn tags(connection: &impl ConnectionTrait, organization: OrganizationId) -> Result<(), DbErr> {
    let rows = TAGS.map(|name| tag::ActiveModel {
        organization_id: Set(organization),
        name: Set(name.to_owned()),
        name_folded: Set(fold(name)),
        ..Default::default()
    });
    insert(connection, rows.into()).await?;
    let tags =
        tag::Entity::find().filter(tag::Column::OrganizationId.eq(organization)).all(connection).await?;
    let pools = pool::Entity::find().filter(pool::Column::OrganizationId.eq(organization));
    let pools = pools.all(connection).await?;
    let number = |(product, name): (&str, &str)| {
        let pool = pools.iter().find(|pool| pool.name == product).ok_or_else(|| missing(product))?;
        let tag = tags.iter().find(|tag| tag.name == name).ok_or_else(|| missing(name))?;
        Ok(pool_tag::ActiveModel {
            organization_id: Set(organization),
            pool_id: Set(pool.id),
            tag_id: Set(tag.id),
        })
    };
    let rows = TAGGED.into_iter().map(number).collect::<Result<_, DbErr>>()?;
    insert(connection, rows).await
}

fn missing(what: &str) -> DbErr {
    DbErr::RecordNotFound(what.to_owned())
}
