//! Invitations: by e-mail, with a link that is good once and for seven days.

mod accept;
mod find;
mod invite;
mod letter;
mod needs;
mod pass_on;
mod resend;
mod unfounded;
mod withdraw;

use model::access::Forbidden;
use model::{InvitationId, Permit, Refused, UserId};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait};

use crate::Db;
use crate::db::entity::invitation;
use crate::db::secret::link_secret;
use crate::db::throttle::{self, Throttled};
use crate::people::{AddError, place};

pub use accept::{Accepted, By, accept};
pub use find::{Found, find};
pub use invite::{Inviting, invite};
pub use needs::{Needs, needs};
pub use pass_on::pass_on;
pub use resend::resend;
pub(crate) use unfounded::{withdraw_unfounded, withdraw_unfounded_of_role};
pub use withdraw::withdraw;

/// For so long an invitation is taken, in milliseconds.
pub const LIFETIME: i64 = 7 * 86_400_000;

link_secret! {
    /// 32 random bytes that the link in the mail carries in its fragment, which no server logs; the database has their hash.
    InvitationToken
}

impl InvitationToken {
    /// The link. `site` is the portal's address, without a slash at its end.
    pub fn link(self, site: &str) -> String {
        format!("{site}/invitation#{}", self.to_text())
    }
}

/// Why nothing was done with an invitation.
#[derive(Debug, thiserror::Error)]
pub enum InvitationError {
    /// The permit is for something else, or there is no such invitation; an unknown token, an expired and a used one are
    /// one answer (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Who invites does not stand high enough for the role.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The address or the name can't be one.
    #[error(transparent)]
    Address(AddError),
    /// The person is a member already.
    #[error("{0} is in this organization already.")]
    IsMember(String),
    /// The person is invited already.
    #[error("{0} is invited already. Send the invitation again, or withdraw it first.")]
    IsInvited(String),
    /// The organisation has its Super Admin already.
    #[error("There is a Super Admin already, and exactly one. Who has the role transfers it.")]
    HasSuperAdmin,
    /// Somebody else is signed in than who is invited.
    #[error("This invitation is for {0}. Sign out, then open the link again.")]
    OtherPerson(String),
    /// Who is invited has an account, and nobody is signed in.
    #[error("{0} has an account already. Sign in with it, and accept then.")]
    HasAccount(String),
    /// Who is signed in by a single sign-on that does not speak for the organization, and has something of their own.
    #[error(
        "You are signed in by the single sign-on of another organization. Sign out, sign in with your password or your own passkey, and open the link again."
    )]
    OwnSignIn,
    /// The same, of somebody who has nothing of their own.
    #[error("Choose a password first: {0} knows you by the single sign-on of another organization alone.")]
    NoPassword(String),
    /// Too many invitations of late, to that address or by that person.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

/// At most this many mails with an invitation go to one address within 15 minutes.
const TO_ADDRESS: i32 = 5;
/// At most this many invitations are sent by one person.
const BY_PERSON: i32 = 100;

/// Sends a mail unless too many were sent of late: nobody is flooded in the portal's name. Those that are not sent don't count.
async fn counted(
    db: &Db,
    by: UserId,
    email: &str,
    now: i64,
    sending: impl Future<Output = Result<(), InvitationError>>,
) -> Result<(), InvitationError> {
    let (by, to) =
        (throttle::subject("invitations by", &by.to_string()), throttle::subject("invitations to", email));
    throttle::attempt(db, &by, BY_PERSON, now).await??;
    throttle::attempt(db, &to, TO_ADDRESS, now).await??;
    // It is large.
    let sent = Box::pin(sending).await;
    if sent.is_err() {
        throttle::forgive(db, &by).await?;
        throttle::forgive(db, &to).await?;
    }
    sent
}

/// The invitation, if the permit reaches its organization. A missing one is looked for in an organization that is not there, so
/// that it asks as much of the database as a hidden one, and takes as long (R3); neither locks anything.
async fn reached(
    connection: &impl ConnectionTrait,
    permit: &Permit,
    id: InvitationId,
) -> Result<invitation::Model, InvitationError> {
    let row = invitation::Entity::find_by_id(id).one(connection).await?;
    let organization = row.as_ref().map_or(0, |row| row.organization_id);
    let place = place::find(connection, permit, organization).await?;
    Ok(row.filter(|_| place.is_some()).ok_or(Refused)?)
}

#[cfg(test)]
mod tests;
