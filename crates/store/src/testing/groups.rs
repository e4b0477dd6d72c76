//! Access groups, permission sets and pools, as tests need them.

use model::access::{Entry, GroupId};
use model::{LicenseId, OrganizationId, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::Db;
use crate::db::batch::insert;
use crate::db::entity::{
    access_group, access_group_path, license_assignment, membership, permission_set, permission_set_entry,
    permission_set_member, pool,
};
use crate::groups;

/// The root of an organization's tree.
pub async fn root_group(db: &Db, organization: OrganizationId) -> GroupId {
    groups::roots(db.connection(), &[organization]).await.unwrap()[&organization]
}

/// Adds a group below another.
pub async fn add_group(db: &Db, organization: OrganizationId, parent: GroupId, name: &str) -> GroupId {
    let row = access_group::ActiveModel {
        organization_id: Set(organization),
        parent_id: Set(Some(parent)),
        name: Set(name.to_owned()),
        name_folded: Set(crate::text::fold(name)),
        version: Set(0),
        ..Default::default()
    };
    let id = row.insert(db.connection()).await.unwrap().id;
    let above = access_group_path::Entity::find()
        .filter(access_group_path::Column::DescendantId.eq(parent))
        .all(db.connection())
        .await
        .unwrap();
    let path = |ancestor, depth| access_group_path::ActiveModel {
        ancestor_id: Set(ancestor),
        descendant_id: Set(id),
        depth: Set(depth),
    };
    let mut paths: Vec<_> = above.iter().map(|row| path(row.ancestor_id, row.depth + 1)).collect();
    paths.push(path(id, 0));
    insert(db.connection(), paths).await.unwrap();
    id
}

/// Makes a group a member's home.
pub async fn set_home(db: &Db, user: UserId, organization: OrganizationId, home: GroupId) {
    membership::Entity::update_many()
        .col_expr(membership::Column::HomeGroupId, Expr::value(home))
        .filter(membership::Column::UserId.eq(user))
        .filter(membership::Column::OrganizationId.eq(organization))
        .exec(db.connection())
        .await
        .unwrap();
}

/// Gives a member a permission set of that name with those entries, each on another group or object.
pub async fn give_set(db: &Db, user: UserId, organization: OrganizationId, name: &str, entries: &[Entry]) {
    let row = permission_set::ActiveModel {
        organization_id: Set(organization),
        name: Set(name.to_owned()),
        name_folded: Set(crate::text::fold(name)),
        version: Set(0),
        ..Default::default()
    };
    let set = row.insert(db.connection()).await.unwrap().id;
    let rows = entries.iter().map(|entry| permission_set_entry::ActiveModel {
        organization_id: Set(organization),
        set_id: Set(set),
        group_id: Set(entry.group),
        object: Set(entry.object.name().to_owned()),
        level: Set(entry.level.name().to_owned()),
    });
    insert(db.connection(), rows.collect()).await.unwrap();
    let row = permission_set_member::ActiveModel {
        organization_id: Set(organization),
        set_id: Set(set),
        user_id: Set(user),
    };
    insert(db.connection(), vec![row]).await.unwrap();
}

/// Puts licenses of an organization into a new pool in that group. Returns the pool.
pub async fn pool_of(db: &Db, organization: OrganizationId, group: GroupId, licenses: &[LicenseId]) -> i64 {
    let row = pool::ActiveModel {
        organization_id: Set(organization),
        group_id: Set(group),
        product_id: Set(None),
        name: Set("Pool".to_owned()),
        name_folded: Set("pool".to_owned()),
        version: Set(0),
        ..Default::default()
    };
    let pool = row.insert(db.connection()).await.unwrap().id;
    license_assignment::Entity::update_many()
        .col_expr(license_assignment::Column::PoolId, Expr::value(pool))
        .filter(license_assignment::Column::OrganizationId.eq(organization))
        .filter(license_assignment::Column::LicenseId.is_in(licenses.iter().copied()))
        .exec(db.connection())
        .await
        .unwrap();
    pool
}
