//! Finds an invitation by its link.

use model::Refused;
use model::invitation::Invitation;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::{InvitationError, InvitationToken, LIFETIME};
use crate::Db;
use crate::db::clock_skew;
use crate::db::entity::{invitation, organization, role, user};

/// Returns the invitation of that link; unknown, expired and used ones give the same response (R3). `now` in milliseconds since
/// the Unix epoch.
pub async fn find(db: &Db, token: InvitationToken, now: i64) -> Result<Invitation, InvitationError> {
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
    Ok(Invitation {
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
        .filter(clock_skew::to_come(invitation::Column::ExpiresAt, LIFETIME, now))
        .one(connection)
        .await
}
