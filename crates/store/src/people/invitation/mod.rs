//! Invitations by e-mail, with a link that works once and for seven days.

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
use model::{Action, InvitationId, OrganizationId, Permit, Refused, UserId};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait};

use crate::Db;
use crate::db::entity::{invitation, organization};
use crate::db::secret::link_secret;
use crate::db::throttle::{self, Throttled};
use crate::people::{AddError, managed_organization, with_inviters};

pub use accept::{Accepted, By, accept};
pub use find::find;
pub use invite::{Inviting, invite};
pub use needs::needs;
pub use pass_on::pass_on;
pub use resend::resend;
pub(crate) use unfounded::{withdraw_unfounded, withdraw_unfounded_of_role};
pub use withdraw::withdraw;

/// How long an invitation is valid, in milliseconds.
pub const LIFETIME: i64 = 7 * 86_400_000;

link_secret! {
    /// 32 random bytes in the fragment of the e-mail's link, which no server logs; the database has their hash.
    InvitationToken
}

impl InvitationToken {
    /// The link. `site` is the portal's address, without a trailing slash.
    pub fn link(self, site: &str) -> String {
        format!("{site}/invitation#{}", self.to_text())
    }
}

/// Why an operation on an invitation failed.
#[derive(Debug, thiserror::Error)]
pub enum InvitationError {
    /// The permit is for something else, or there is no such invitation; unknown, expired and used tokens give the same
    /// response (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The inviting person does not rank high enough for the role.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The address or the name is invalid.
    #[error(transparent)]
    Address(AddError),
    /// The person is already a member.
    #[error("{0} is already in this organization.")]
    IsMember(String),
    /// The person is already invited.
    #[error("{0} is already invited. Send the invitation again, or withdraw it first.")]
    IsInvited(String),
    /// The organization already has its Super Admin.
    #[error("There is exactly one Super Admin. Only they can transfer the role.")]
    HasSuperAdmin,
    /// The vendor's staff invite only the first people of an organization.
    #[error(
        "This organization has users who can invite others. Ask its Super Admin or another of them to do it, under Users."
    )]
    HasInviters,
    /// Somebody other than the invited person is signed in.
    #[error("This invitation is for {0}. Sign out, then open the link again.")]
    OtherPerson(String),
    /// The invited person has an account, and nobody is signed in.
    #[error("{0} already has an account. Sign in with it, then accept.")]
    HasAccount(String),
    /// The person is signed in by another organization's single sign-on, though they have a password or passkey.
    #[error(
        "You are signed in by the single sign-on of another organization. Sign out, sign in with your password or your own passkey, and open the link again."
    )]
    OwnSignIn,
    /// The same, for a person who has neither.
    #[error("Choose a password first: {0} has only the single sign-on of another organization.")]
    NoPassword(String),
    /// Too many recent invitations to that address by that organization, or by that person.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

/// One organization sends at most this many invitation e-mails to one address within 15 minutes, and all together send as many at
/// once.
const TO_ADDRESS: i32 = 5;
/// One person sends at most this many invitations within 15 minutes.
const BY_PERSON: i32 = 100;
/// E-mails beyond those wait up to this many quarters of an hour. The queue believes no longer pause.
const QUARTERS: i64 = 4;

/// Sends an e-mail unless too many were sent recently, so that nobody is flooded in the portal's name. Unsent ones don't count.
/// `sending` gets the time when the e-mail is due, in milliseconds since the Unix epoch.
///
/// Invitations by other organizations only delay it: no tenant may keep another from inviting somebody, nor learn that others
/// invite them.
async fn counted<F: Future<Output = Result<(), InvitationError>>>(
    db: &Db,
    (by, organization): (UserId, OrganizationId),
    email: &str,
    now: i64,
    sending: impl FnOnce(i64) -> F,
) -> Result<(), InvitationError> {
    let by = throttle::subject("invitations by", &by.to_string());
    let to = throttle::subject("invitations to", &format!("{organization}\0{email}"));
    throttle::attempt(db, &by, BY_PERSON, now).await??;
    throttle::attempt(db, &to, TO_ADDRESS, now).await??;
    let mut counted = vec![by, to];
    let mut due_at = now;
    for quarter in 0..QUARTERS {
        let of_quarter = throttle::subject("invitation mails to", &format!("{email}\0{quarter}"));
        let is_full = throttle::attempt(db, &of_quarter, TO_ADDRESS, now).await?.is_err();
        counted.push(of_quarter);
        if !is_full {
            break;
        }
        due_at += throttle::WINDOW;
    }
    // Boxed because the future is large.
    let sent = Box::pin(sending(due_at)).await;
    if sent.is_err() {
        for subject in counted {
            throttle::forgive(db, &subject).await?;
        }
    }
    sent
}

/// Fails for the vendor's staff once somebody in the organization can invite others: the staff must not make themselves members
/// of an organization that runs itself, and read its notes or change what they may only view (R4).
async fn check_first(
    connection: &impl ConnectionTrait,
    permit: &Permit,
    organization: &organization::Model,
) -> Result<(), InvitationError> {
    let is_staff = permit.action() == Action::ManageConsole;
    let there = (organization.id, organization.parent_id);
    if is_staff && !with_inviters(connection, &[there]).await?.is_empty() {
        return Err(InvitationError::HasInviters);
    }
    Ok(())
}

/// Returns the invitation if the permit reaches its organization. For a missing one it looks up an organization that does not
/// exist, so that the response takes as many queries, and as long, as for a hidden one (R3). Neither locks anything.
async fn reached(
    connection: &impl ConnectionTrait,
    permit: &Permit,
    id: InvitationId,
) -> Result<invitation::Model, InvitationError> {
    let row = invitation::Entity::find_by_id(id).one(connection).await?;
    let organization = row.as_ref().map_or(0, |row| row.organization_id);
    let place = managed_organization::find(connection, permit, organization).await?;
    Ok(row.filter(|_| place.is_some()).ok_or(Refused)?)
}

#[cfg(test)]
mod tests;
