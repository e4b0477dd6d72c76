//! User Management: the people of an organization and those invited, and which of them to show.

mod query;

use serde::{Deserialize, Serialize};

use crate::access::Rank;
use crate::list::last_page;
use crate::person::UserStatus;
use crate::{InvitationId, OrganizationId, RoleId, UserId};

pub use query::{UserColumn, WantedUsers};

/// A page of users, and the values to filter by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserList {
    /// The page's users.
    pub users: Vec<User>,
    /// The number of users found.
    pub found: u32,
    /// The number of all users.
    pub total: u32,
    /// The organizations in reach, the reader's own one first, then by name: number, name, and whether the reader may invite
    /// people there.
    pub organizations: Vec<(OrganizationId, String, bool)>,
    /// The names of the roles in use.
    pub roles: Vec<String>,
    /// The reader's own rank in their organization.
    pub rank: Rank,
}

impl UserList {
    /// Returns the last page with users, from 0.
    pub fn last_page(&self) -> u32 {
        last_page(self.found.into())
    }
}

/// A member or an invited person.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, and all four occur together")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Says which of the two.
    pub who: Who,
    /// Their name; empty for invited people.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// Number of the organization.
    pub organization: OrganizationId,
    /// The organization's name.
    pub organization_name: String,
    /// Number of the role there.
    pub role: RoleId,
    /// The role's name.
    pub role_name: String,
    /// The role's rank, which its levels don't show.
    pub rank: Rank,
    /// When they became a member or were invited, in milliseconds since the Unix epoch.
    pub since: i64,
    /// When the invitation expires, in milliseconds since the Unix epoch.
    pub expires_at: Option<i64>,
    /// Whether the invitation has expired.
    pub expired: bool,
    /// Why the invitation's latest e-mail could not be sent; None without a failure.
    pub undelivered: Option<Undelivered>,
    /// Whether the organization's single sign-on is linked to the member.
    pub is_linked: bool,
    /// Whether they are the reader.
    pub is_self: bool,
    /// Whether the reader may change their role and remove them, or resend and withdraw the invitation.
    pub may_change: bool,
}

impl User {
    /// Returns their name on the screen.
    pub fn called(&self) -> &str {
        if self.name.is_empty() { &self.email } else { &self.name }
    }

    /// Returns whether they are in the organization yet.
    pub fn status(&self) -> UserStatus {
        match self.who {
            Who::Member(_) => UserStatus::Active,
            Who::Invited(_) => UserStatus::Pending,
        }
    }
}

/// Identifies a listed person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Who {
    /// A member.
    Member(UserId),
    /// An invited person.
    Invited(InvitationId),
}

/// An e-mail that could not be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undelivered {
    /// Whether the server has given up; otherwise it tries again.
    pub is_given_up: bool,
    /// The error of the mail server, or of the way to it.
    pub reason: String,
}
