//! Finds an invitation by its link.

use model::Refused;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::{InvitationError, InvitationToken, LIFETIME};
use crate::Db;
use crate::db::ahead;
use crate::db::entity::{invitation, organization, role, user};

/// An invitation, as whoever has its link sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The invited person's address.
    pub email: String,
    /// The organization to join.
    pub organization: String,
    /// The role they get there.
    pub role: String,
    /// The person who invited; None if they no longer exist.
    pub inviter: Option<String>,
    /// When it expires, in milliseconds since the Unix epoch.
    pub expires_at: i64,
    /// Whether the invited person already has an account.
    pub has_account: bool,
}

/// Returns the invitation of that link; unknown, expired and used ones give the same answer (R3). `now` in milliseconds since
/// the Unix epoch.
pub async fn find(db: &Db, token: InvitationToken, now: i64) -> Result<Found, InvitationError> {
    let connection = db.connection();
    let row = pending(connection, token, now).await?.ok_or(Refused)?;
    let organization =
        organization::Entity::find_by_id(row.organization_id).one(connection).await?.ok_or(Refused)?;
    let role = role::Entity::find_by_id(row.role_id).one(connection).await?.ok_or(Refused)?;
    let inviter = match row.invited_by {
        Some(inviter) => user::Entity::find_by_id(inviter).one(connection).await?,
        None => None,
    };
    let account = user::Entity::find().filter(user::Column::Email.eq(&row.email)).one(connection).await?;
    Ok(Found {
        email: row.email,
        organization: organization.name,
        role: role.name,
        inviter: inviter.map(|inviter| inviter.name),
        expires_at: row.expires_at,
        has_account: account.is_some(),
    })
}

/// The row of an invitation that is still valid.
pub(super) async fn pending(
    connection: &impl ConnectionTrait,
    token: InvitationToken,
    now: i64,
) -> Result<Option<invitation::Model>, DbErr> {
    invitation::Entity::find()
        .filter(invitation::Column::TokenHash.eq(token.hash()))
        .filter(ahead::to_come(invitation::Column::ExpiresAt, LIFETIME, now))
        .one(connection)
        .await
}
