//! Lists the critical alert users of an organization.

use std::collections::{HashMap, HashSet};

use model::critical_alert::AlertUser;
use model::{Action, Permit, UserId};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};

use super::AlertError;
use crate::Db;
use crate::db::entity::{alert_user, membership, user};

/// Returns all critical alert users of the permit's organization, by address.
pub async fn list(db: &Db, permit: &Permit) -> Result<Vec<AlertUser>, AlertError> {
    permit.only(Action::ListAlertUsers)?;
    let rows = alert_user::Entity::find()
        .filter(alert_user::Column::OrganizationId.eq(permit.organization())) // tenant: own alert users, listed
        .order_by_asc(alert_user::Column::Email)
        .all(db.connection())
        .await?;
    let of_member =
        user::Entity::belongs_to(membership::Entity).from(user::Column::Id).to(membership::Column::UserId);
    let members: Vec<(UserId, String, String)> = user::Entity::find()
        .join(JoinType::InnerJoin, of_member.into())
        .filter(membership::Column::OrganizationId.eq(permit.organization())) // tenant: members among alert users
        .filter(user::Column::Email.is_in(rows.iter().map(|row| row.email.as_str())))
        .select_only()
        .columns([user::Column::Id])
        .columns([user::Column::Email, user::Column::Name])
        .into_tuple()
        .all(db.connection())
        .await?;
    let ids: HashSet<UserId> = members.iter().map(|(id, ..)| *id).collect();
    let mut names: HashMap<String, String> =
        members.into_iter().map(|(_, email, name)| (email, name)).collect();
    let listed = |row: alert_user::Model| AlertUser {
        id: row.id,
        name: names.remove(&row.email),
        email: row.email,
        is_by_itself: row.user_id.is_some(),
        is_gone: row.user_id.is_some_and(|user| !ids.contains(&user)),
        created_at: row.created_at,
    };
    Ok(rows.into_iter().map(listed).collect())
}
