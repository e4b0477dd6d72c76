//! Critical alerts: e-mails some days before a license ends, to the people its organizations name (R17).
//!
//! [`ending`] alone decides who gets which alerts. Addresses added by somebody with Full Access on Critical Alert Users get
//! those of the organization's licenses; members who have subscribed get those of the licenses they may see (R3); people with
//! personal licenses get those of these. E-mails contain no notes (R4) and no keys, because many people read them.

mod add;
mod address_change;
mod ending;
mod lead_times;
mod letter;
mod list;
pub mod mail;
mod next;
mod preview;
mod remove;
mod sent;
pub(crate) mod sign_in_notice;
mod subscriptions;
mod unsubscribe;
mod write_due;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::Refused;
use model::critical_alert::LeadTimesError;
use sea_orm::DbErr;

pub use add::add;
pub(crate) use address_change::follow;
pub use lead_times::{lead_times, set_lead_times};
pub use list::list;
pub use next::{NEXT_DAYS, next};
pub use preview::preview;
pub use remove::remove;
pub use sent::{SENT_MOST, in_order, sent};
pub use subscriptions::{set_personal, set_subscribed, subscriptions};
pub use unsubscribe::unsubscribe;
pub use write_due::{Writing, write_due};

/// The most critical alert users of an organization.
pub const MOST_USERS: u64 = 200;

/// The 32 random bytes in the link that unsubscribes an e-mail's reader.
#[derive(Clone, Copy)]
pub struct UnsubscribeToken(pub [u8; 32]);

impl fmt::Debug for UnsubscribeToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnsubscribeToken(…)")
    }
}

impl UnsubscribeToken {
    /// The token as written in links and in the database.
    pub fn to_text(self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }
}

/// Why an operation on critical alerts failed.
#[derive(Debug, thiserror::Error)]
pub enum AlertError {
    /// The permit is for something else, or the organization has no such thing (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The text typed is no e-mail address.
    #[error("“{}” is not an e-mail address. Enter one such as name@example.org.", spreadsheet::shortened(.0))]
    Email(String),
    /// The address is already in the list.
    #[error("{0} is already a critical alert user.")]
    Exists(String),
    /// The organization has [`MOST_USERS`] already.
    #[error(
        "An organization can have up to {MOST_USERS} critical alert users. Remove one first, or add the address of a mailing \
         list."
    )]
    TooMany,
    /// The lead times are invalid.
    #[error(transparent)]
    LeadTimes(#[from] LeadTimesError),
    /// The organization has no license with that key or public ID that the person may see.
    #[error("Your organization has no license with this key or ID, or you don't have access to it.")]
    NoLicense,
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

#[cfg(test)]
mod tests;
