//! Lists requests to join.

use model::invitation::JoinRequest;
use model::{Action, Permit, Refused};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::JoinError;
use crate::Db;
use crate::db::entity::{join_request, user};

/// Returns the requests to join the permit's organization, the oldest first.
pub async fn list(db: &Db, permit: &Permit) -> Result<Vec<JoinRequest>, JoinError> {
    permit.only(Action::ListUsers)?;
    let home = permit.organization().ok_or(Refused)?;
    let own = join_request::Entity::find().filter(join_request::Column::OrganizationId.eq(home)); // tenant: own requests, listed
    let rows = own.order_by_asc(join_request::Column::Id).all(db.connection()).await?;
    let people = user::Entity::find().filter(user::Column::Id.is_in(rows.iter().map(|row| row.user_id)));
    let people = people.all(db.connection()).await?;
    let listed = |row: join_request::Model| {
        let person = people.iter().find(|person| person.id == row.user_id)?;
        Some(JoinRequest {
            id: row.id,
            name: person.name.clone(),
            email: person.email.clone(),
            message: row.message,
            created_at: row.created_at,
        })
    };
    Ok(rows.into_iter().filter_map(listed).collect())
}
