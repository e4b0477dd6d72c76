//! An entry in the list of people.

use model::access::Rank;
use model::{InvitationId, OrganizationId, RoleId, UserId};

/// Whether an entry is a member or an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// A member, by their ID.
    Member(UserId),
    /// An invitation, by its ID.
    Invited(InvitationId),
}

/// A member, or somebody who is invited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Which of the two it is.
    pub who: Who,
    /// Their name; empty for invited people.
    pub name: String,
    /// The e-mail address.
    pub email: String,
    /// Number of the organization's row.
    pub organization: OrganizationId,
    /// The organization's name.
    pub organization_name: String,
    /// Number of the role's row.
    pub role: RoleId,
    /// The role's name.
    pub role_name: String,
    /// The role's rank, which counts besides its levels.
    pub rank: Rank,
    /// When they joined or were invited, in milliseconds since the Unix epoch.
    pub since: i64,
    /// When the invitation expires, in milliseconds since the Unix epoch.
    pub expires_at: Option<i64>,
    /// Why the invitation's mail has not been sent, if it failed.
    pub undelivered: Option<Undelivered>,
    /// Whether the organization's single sign-on knows the member.
    pub is_linked: bool,
    /// Whether it is the reader.
    pub is_self: bool,
    /// Whether the reader may change their role and remove them, or resend and withdraw the invitation.
    pub may_change: bool,
}

/// An invitation's latest mail that could not be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undelivered {
    /// Whether it was given up; otherwise it is tried again.
    pub is_given_up: bool,
    /// The error of the mail server, or of the way to it.
    pub reason: String,
}
