//! Who is listed, and what of them.

use model::access::Rank;
use model::{InvitationId, OrganizationId, RoleId, UserId};

/// Who is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// A member.
    Member(UserId),
    /// Somebody who is invited.
    Invited(InvitationId),
}

/// A member, or somebody who is invited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Which of the two.
    pub who: Who,
    /// Its name; empty of those who are invited.
    pub name: String,
    /// Its e-mail address.
    pub email: String,
    /// The organization.
    pub organization: OrganizationId,
    /// Its name.
    pub organization_name: String,
    /// The role there.
    pub role: RoleId,
    /// Its name.
    pub role_name: String,
    /// How high that role stands besides its levels.
    pub rank: Rank,
    /// Since when it is a member, or when it was invited; in milliseconds since the Unix epoch.
    pub since: i64,
    /// From when on the invitation is no longer taken, in milliseconds since the Unix epoch.
    pub expires_at: Option<i64>,
    /// Why the invitation's mail has not been sent, if it could not be.
    pub undelivered: Option<Undelivered>,
    /// Whether the organization's single sign-on knows the member.
    pub is_linked: bool,
    /// Whether it is who asks.
    pub is_self: bool,
    /// Whether who asks may change its role and remove it, or send it the invitation again and withdraw it.
    pub may_change: bool,
}

/// An invitation's latest mail that has not been sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undelivered {
    /// Whether it is given up, rather than tried again.
    pub is_given_up: bool,
    /// What the mail server, or the way to it, says.
    pub reason: String,
}
