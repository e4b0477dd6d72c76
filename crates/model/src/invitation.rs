//! Invitations and requests to join an organization.

use serde::{Deserialize, Serialize};

/// An invitation, as shown to anybody who has its link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// The invited address.
    pub email: String,
    /// The name of the organization.
    pub organization: String,
    /// The name of the role.
    pub role: String,
    /// The name of the person who invited them.
    pub inviter: Option<String>,
    /// When it expires, in milliseconds since the Unix epoch.
    pub expires_at: i64,
    /// Whether the invited person has an account.
    pub has_account: bool,
}

/// What a signed-in person must do before they can accept an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// Sign in with something of their own: the single sign-on that opened the session does not speak for the organization.
    OwnSignIn,
    /// Choose a password and continue with it: they have nothing of their own.
    NewPassword,
}

/// A request to join.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinRequest {
    /// The number by which it is decided.
    pub id: i64,
    /// The person's name.
    pub name: String,
    /// The person's e-mail address.
    pub email: String,
    /// Their message to the organization.
    pub message: String,
    /// When they asked, in milliseconds since the Unix epoch.
    pub created_at: i64,
}
