//! The members of an organization, with their home groups.

use model::groups::Member;
use model::{Action, Permit, Refused};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect};

use super::GroupError;
use crate::Db;
use crate::db::entity::{membership, role, user};
use crate::text::order_key;

/// The word in the database for the role whose holder's home stays All.
const SUPER_ADMIN: &str = "super-admin";

/// Returns the members of the permit's organization by name, each with their home.
pub async fn members(db: &Db, permit: &Permit) -> Result<Vec<Member>, GroupError> {
    permit.only(Action::ManageGroups)?;
    let own = permit.organization().ok_or(Refused)?;
    let people =
        membership::Entity::belongs_to(user::Entity).from(membership::Column::UserId).to(user::Column::Id);
    let roles =
        membership::Entity::belongs_to(role::Entity).from(membership::Column::RoleId).to(role::Column::Id);
    let rows: Vec<(i64, String, String, String, i64, Option<String>)> = membership::Entity::find()
        .filter(membership::Column::OrganizationId.eq(own)) // tenant: own members, by home
        .join(JoinType::InnerJoin, people.into())
        .join(JoinType::InnerJoin, roles.into())
        .select_only()
        .column(membership::Column::UserId)
        .column(user::Column::Name)
        .column(user::Column::Email)
        .column_as(role::Column::Name, "role")
        .column(membership::Column::HomeGroupId)
        .column(role::Column::Predefined)
        .into_tuple()
        .all(db.connection())
        .await?;
    let member = |(user, name, email, role, home, predefined): (_, _, _, _, _, Option<String>)| Member {
        user,
        name,
        email,
        role,
        home,
        is_super_admin: predefined.as_deref() == Some(SUPER_ADMIN),
    };
    let mut members: Vec<Member> = rows.into_iter().map(member).collect();
    members.sort_by_cached_key(|member| (order_key(&member.name), member.user));
    Ok(members)
}
