//! Steps that an invited person must take before accepting.

use model::invitation::Needs;
use model::{OrganizationId, UserId};
use sea_orm::{ConnectionTrait, DbErr};

use super::find::pending;
use super::{InvitationError, InvitationToken};
use crate::Db;
use crate::db::entity::invitation;
use crate::sign_in::{proof, second_factor};

/// Returns what that person, in a session of that home ([`crate::sign_in::proof`]), must do before they accept the invitation
/// of that link. `now` in milliseconds since the Unix epoch.
pub async fn needs(
    db: &Db,
    token: InvitationToken,
    user: UserId,
    home: Option<OrganizationId>,
    now: i64,
) -> Result<Needs, InvitationError> {
    let row = pending(db.connection(), token, now).await?.ok_or(model::Refused)?;
    Ok(needed(db.connection(), user, home, &row).await?)
}

/// The same for a valid invitation. A link that was passed on proves no mailbox, and so sets no password.
pub(super) async fn needed(
    connection: &impl ConnectionTrait,
    user: UserId,
    home: Option<OrganizationId>,
    row: &invitation::Model,
) -> Result<Needs, DbErr> {
    let Some(home) = home else { return Ok(Needs::Nothing) };
    if proof::is_within(connection, home, row.organization_id).await? {
        return Ok(Needs::Nothing);
    }
    let has_own = second_factor::has_own(connection, user).await?;
    Ok(if has_own || row.passed_on { Needs::OwnSignIn } else { Needs::NewPassword })
}
