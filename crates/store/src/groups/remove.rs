//! Removes an access group.

use std::collections::BTreeSet;

use model::access::GroupId;
use model::groups::Contents;
use model::{Action, Level, Permit, Refused};
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::GroupError;
use super::contents::held;
use super::own::{Own, enter};
use super::path::{hang, path};
use crate::Db;
use crate::db::WriteTransaction;
use crate::db::batch::{BATCH, replace};
use crate::db::entity::{
    access_group, invitation, membership, permission_set, permission_set_entry, pool, user,
};
use crate::events::{Event, Kind, NewEvent, record_all};

/// Removes a group of the permit's organization that still has that version. `told` is what it holds, as the person was told:
/// all of that moves to the group above, which can let people reach more than before. If it holds anything else by now, the error
/// says what. `now` in milliseconds since the Unix epoch.
pub async fn remove(
    db: &Db,
    permit: &Permit,
    group: GroupId,
    version: i32,
    told: Contents,
    now: i64,
) -> Result<(), GroupError> {
    permit.only(Action::ManageGroups)?;
    let transaction = db.begin_write().await?;
    let own = enter(&transaction, permit).await?.ok_or(Refused)?;
    let (found, parent) = own.changing(&transaction, group, version).await?;
    let there = held(&transaction, own.organization, group).await?;
    if there != told && !there.is_empty() {
        return Err(GroupError::Holds(there));
    }
    let (before, above) = (path(&transaction, group).await?, path(&transaction, parent).await?);
    let up =
        Up { transaction: &transaction, permit, own: &own, group, parent, now, paths: (&before, &above) };
    let mut events = up.groups().await?;
    events.extend(up.pools().await?);
    events.extend(up.homes().await?);
    events.extend(up.entries().await?);
    record_all(&transaction, events).await?;
    access_group::Entity::delete_by_id(group).exec(&transaction).await?;
    let event = Event::by(permit, now, Kind::GroupRemoved).change(&before, "").named(&found.name);
    event.record(&transaction).await?;
    Ok(transaction.commit().await?)
}

/// A group whose content moves to the one above it.
struct Up<'a> {
    transaction: &'a WriteTransaction,
    permit: &'a Permit,
    own: &'a Own,
    group: GroupId,
    parent: GroupId,
    now: i64,
    /// The paths of both, for events.
    paths: (&'a str, &'a str),
}

impl Up<'_> {
    fn event<'e>(&self, kind: Kind) -> Event<'e> {
        Event::by(self.permit, self.now, kind)
    }

    async fn groups(&self) -> Result<Vec<NewEvent>, GroupError> {
        let (from, to) = self.paths;
        let children = self.own.groups().filter(access_group::Column::ParentId.eq(self.group));
        let children = children.order_by_asc(access_group::Column::Id).all(self.transaction).await?;
        let mut events = Vec::with_capacity(children.len());
        for child in &children {
            // The removed one leaves its own name free.
            self.own.check_free(self.transaction, self.parent, &child.name, Some(self.group)).await?;
            hang(self.transaction, child.id, self.parent).await?;
            let (old, new) = (format!("{from} / {}", child.name), format!("{to} / {}", child.name));
            events.push(self.event(Kind::GroupMoved).change(&old, &new).named(&child.name).into_row());
        }
        self.free_name().await?;
        access_group::Entity::update_many()
            .col_expr(access_group::Column::ParentId, Expr::value(self.parent))
            .col_expr(access_group::Column::Version, Expr::col(access_group::Column::Version).add(1))
            .filter(access_group::Column::ParentId.eq(self.group))
            .exec(self.transaction)
            .await?;
        Ok(events)
    }

    /// Lets a group that moves up have the name of the one that is removed.
    async fn free_name(&self) -> Result<(), DbErr> {
        // No name folds to nothing.
        access_group::Entity::update_many()
            .col_expr(access_group::Column::NameFolded, Expr::value(""))
            .filter(access_group::Column::Id.eq(self.group))
            .exec(self.transaction)
            .await?;
        Ok(())
    }

    async fn pools(&self) -> Result<Vec<NewEvent>, DbErr> {
        let (from, to) = self.paths;
        let here = pool::Column::GroupId.eq(self.group);
        let moved = pool::Entity::find().filter(here.clone()).order_by_asc(pool::Column::Id);
        let moved = moved.all(self.transaction).await?;
        pool::Entity::update_many()
            .col_expr(pool::Column::GroupId, Expr::value(self.parent))
            .col_expr(pool::Column::Version, Expr::col(pool::Column::Version).add(1))
            .filter(here)
            .exec(self.transaction)
            .await?;
        let event =
            |pool: &pool::Model| self.event(Kind::PoolMoved).change(from, to).named(&pool.name).into_row();
        Ok(moved.iter().map(event).collect())
    }

    /// Members, and the invitations that give the group as a home.
    async fn homes(&self) -> Result<Vec<NewEvent>, DbErr> {
        let (from, to) = self.paths;
        let here = membership::Column::HomeGroupId.eq(self.group);
        let members =
            membership::Entity::find().filter(here.clone()).order_by_asc(membership::Column::UserId);
        let members: Vec<i64> =
            members.all(self.transaction).await?.into_iter().map(|member| member.user_id).collect();
        membership::Entity::update_many()
            .col_expr(membership::Column::HomeGroupId, Expr::value(self.parent))
            .filter(here)
            .exec(self.transaction)
            .await?;
        invitation::Entity::update_many()
            .col_expr(invitation::Column::HomeGroupId, Expr::value(self.parent))
            .filter(invitation::Column::HomeGroupId.eq(self.group))
            .exec(self.transaction)
            .await?;
        let mut events = Vec::with_capacity(members.len());
        for batch in members.chunks(BATCH) {
            let people = user::Entity::find().filter(user::Column::Id.is_in(batch.iter().copied()));
            for person in people.order_by_asc(user::Column::Id).all(self.transaction).await? {
                let (old, new) = (format!("{}: {from}", person.email), format!("{}: {to}", person.email));
                events.push(self.event(Kind::HomeChanged).change(&old, &new).named(&person.email).into_row());
            }
        }
        Ok(events)
    }

    /// Entries of permission sets. Where the set has one on the group above, the higher level stays.
    async fn entries(&self) -> Result<Vec<NewEvent>, DbErr> {
        use permission_set_entry::Column::{GroupId, Level as LevelColumn, Object, OrganizationId, SetId};
        let (from, to) = self.paths;
        let of_own = OrganizationId.eq(self.own.organization);
        let on =
            |group| permission_set_entry::Entity::find().filter(of_own.clone()).filter(GroupId.eq(group));
        let moved = on(self.group).all(self.transaction).await?;
        if moved.is_empty() {
            return Ok(Vec::new());
        }
        let above = on(self.parent).all(self.transaction).await?;
        permission_set_entry::Entity::delete_many()
            .filter(of_own.clone())
            .filter(GroupId.eq(self.group))
            .exec(self.transaction)
            .await?;
        let level = |row: &permission_set_entry::Model| Level::from_name(&row.level);
        let stays = |row: &permission_set_entry::Model| {
            let same = above.iter().find(|other| (other.set_id, &other.object) == (row.set_id, &row.object));
            same.is_some_and(|other| level(other) >= level(row))
        };
        let rows = moved.iter().filter(|row| !stays(row)).map(|row| permission_set_entry::ActiveModel {
            organization_id: Set(row.organization_id),
            set_id: Set(row.set_id),
            group_id: Set(self.parent),
            object: Set(row.object.clone()),
            level: Set(row.level.clone()),
        });
        let key = [OrganizationId, SetId, GroupId, Object];
        let rule = OnConflict::columns(key).update_column(LevelColumn).to_owned();
        replace(self.transaction, rows.collect(), rule).await?;
        let sets: BTreeSet<i64> = moved.iter().map(|row| row.set_id).collect();
        let changed = permission_set::Column::Id.is_in(sets);
        permission_set::Entity::update_many()
            .col_expr(permission_set::Column::Version, Expr::col(permission_set::Column::Version).add(1))
            .filter(changed.clone())
            .exec(self.transaction)
            .await?;
        let sets = permission_set::Entity::find().filter(changed).order_by_asc(permission_set::Column::Id);
        let event = |set: permission_set::Model| {
            let (old, new) = (format!("{}: {from}", set.name), format!("{}: {to}", set.name));
            self.event(Kind::PermissionSetEdited).change(&old, &new).named(&set.name).into_row()
        };
        Ok(sets.all(self.transaction).await?.into_iter().map(event).collect())
    }
}
