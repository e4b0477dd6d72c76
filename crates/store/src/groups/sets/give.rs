//! Gives a permission set to members.

use std::collections::BTreeSet;

use model::groups::SetId;
use model::{Action, Permit, Refused, UserId};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};

use super::SetError;
use super::held::find;
use crate::Db;
use crate::db::batch::{BATCH, insert};
use crate::db::entity::{membership, permission_set_member, user};
use crate::events::{Event, Kind, record_all};
use crate::groups::own::enter;

/// Gives a permission set of the permit's organization to those of its members who lack it, from their next request on. Fails
/// without giving it to anybody if one is not a member. `now` in milliseconds since the Unix epoch.
pub async fn give(db: &Db, permit: &Permit, set: SetId, users: &[UserId], now: i64) -> Result<(), SetError> {
    permit.only(Action::ManageGroups)?;
    let transaction = db.begin_write().await?;
    let own = enter(&transaction, permit).await?.ok_or(Refused)?;
    let found = find(&transaction, own.organization, set).await?;
    let given = permission_set_member::Entity::find()
        .filter(permission_set_member::Column::OrganizationId.eq(own.organization)) // tenant: members who have a set
        .filter(permission_set_member::Column::SetId.eq(set))
        .all(&transaction)
        .await?;
    let have: BTreeSet<UserId> = given.into_iter().map(|row| row.user_id).collect();
    let lack: Vec<UserId> =
        users.iter().copied().collect::<BTreeSet<_>>().difference(&have).copied().collect();
    for batch in lack.chunks(BATCH) {
        let people = user::Entity::belongs_to(membership::Entity)
            .from(user::Column::Id)
            .to(membership::Column::UserId);
        let members: Vec<(UserId, String)> = user::Entity::find()
            .join(JoinType::InnerJoin, people.into())
            .filter(membership::Column::OrganizationId.eq(own.organization)) // tenant: members who are given a set
            .filter(user::Column::Id.is_in(batch.iter().copied()))
            .order_by_asc(user::Column::Id)
            .select_only()
            .columns([user::Column::Id, user::Column::Email])
            .into_tuple()
            .all(&transaction)
            .await?;
        if members.len() < batch.len() {
            return Err(Refused.into());
        }
        let row = |(user, _): &(UserId, String)| permission_set_member::ActiveModel {
            organization_id: Set(own.organization),
            set_id: Set(set),
            user_id: Set(*user),
        };
        insert(&transaction, members.iter().map(row).collect()).await?;
        let event = |(_, email): &(UserId, String)| {
            let about = format!("{email}: {}", found.name);
            Event::by(permit, now, Kind::PermissionSetGiven).change("", &about).named(email).into_row()
        };
        record_all(&transaction, members.iter().map(event).collect()).await?;
    }
    Ok(transaction.commit().await?)
}
