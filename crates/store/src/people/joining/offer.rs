//! The organization that a person's address entitles them to ask to join.

use model::{Actor, OrganizationId, Refused};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::JoinError;
use crate::Db;
use crate::db::entity::{join_request, membership, organization, user};
use crate::organizations::mail_domains;

/// An organization that the person may ask to join.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Number of the organization's row.
    pub organization: OrganizationId,
    /// The organization's name.
    pub name: String,
    /// When the person asked, in milliseconds since the Unix epoch; None if they have not.
    pub asked_at: Option<i64>,
}

/// Returns the organization whose verified mail domain contains the person's address, unless they are in it; accounts have
/// confirmed addresses.
pub async fn offer(db: &Db, actor: &Actor) -> Result<Option<Offer>, JoinError> {
    of_person(db.connection(), actor).await
}

pub(super) async fn of_person(
    connection: &impl ConnectionTrait,
    actor: &Actor,
) -> Result<Option<Offer>, JoinError> {
    let person = user::Entity::find_by_id(actor.user).one(connection).await?.ok_or(Refused)?;
    let Some(id) = mail_domains::owner(connection, &person.email).await? else { return Ok(None) };
    if membership::Entity::find_by_id((actor.user, id)).one(connection).await?.is_some() {
        return Ok(None);
    }
    let Some(found) = organization::Entity::find_by_id(id).one(connection).await? else { return Ok(None) };
    let asked = join_request::Entity::find()
        .filter(join_request::Column::OrganizationId.eq(id))
        .filter(join_request::Column::UserId.eq(actor.user))
        .one(connection)
        .await?;
    Ok(Some(Offer { organization: id, name: found.name, asked_at: asked.map(|asked| asked.created_at) }))
}
