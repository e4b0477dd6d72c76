//! How a person signs in: their factors, passkeys and sessions.

mod browser;
mod factor;

use serde::{Deserialize, Serialize};

use browser::browser_of;

pub use factor::Factor;

/// One of the person's sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Names the session in a request to end it.
    pub handle: String,
    /// Its browser's `User-Agent`.
    pub user_agent: String,
    /// The network address that it was opened from.
    pub network_address: String,
    /// The proof that opened it.
    pub factor: Option<Factor>,
    /// When it was opened, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// When it last made a request, to a few minutes, in milliseconds since the Unix epoch.
    pub last_seen_at: i64,
    /// Whether it is the session of this request.
    pub is_own: bool,
}

impl Session {
    /// Returns its browser and system, as far as known.
    pub fn browser(&self) -> String {
        browser_of(&self.user_agent)
    }
}

/// A passkey in its owner's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkey {
    /// Names it in requests.
    pub id: i64,
    /// The name that its owner chose.
    pub name: String,
    /// If set, it counts for this organization alone: it was added in a session of its single sign-on, without a proof of the
    /// person's own.
    pub home: Option<String>,
    /// When it was added, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// When it last signed its owner in, in milliseconds since the Unix epoch.
    pub last_used_at: Option<i64>,
}

/// What a person must do before their session starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Needs {
    /// Give a code, or sign in with a passkey instead if they have one.
    Code,
    /// Sign in with their passkey: they have no other factor, and whoever knows the password must not add one.
    Passkey,
    /// Sign in with their password: a provider alone must not add a factor to an account that it did not create.
    Password,
    /// Set up a second factor, which an organization requires.
    Enrollment,
}
