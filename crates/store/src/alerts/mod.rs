//! Critical alerts: mails some days before a license ends, to whom its organisations name (R17).
//!
//! Who is told of what stands in one place, [`ending`]: addresses that somebody with Full Access on Critical Alert Users
//! has added are told of the organisation's licenses; a member who has subscribed itself of those that it may see (R3); a
//! person with personal licenses of these. Notes are in no mail (R4), and no keys: mails are read by many.

mod add;
mod ending;
mod follow;
mod lead_times;
mod letter;
mod list;
pub mod mail;
mod next;
pub(crate) mod notice;
mod oneself;
mod preview;
mod remove;
mod sent;
mod unsubscribe;
mod write;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::Refused;
use model::alert::LeadTimesError;
use sea_orm::DbErr;

pub use add::add;
pub(crate) use follow::follow;
pub use lead_times::{LeadTimes, lead_times, set_lead_times};
pub use list::{AlertUser, list};
pub use next::{NEXT_DAYS, NextAlert, next};
pub use oneself::{Subscriptions, set_personal, set_subscribed, subscriptions};
pub use preview::{Preview, preview};
pub use remove::remove;
pub use sent::{SENT_MOST, SentMail, sent};
pub use unsubscribe::unsubscribe;
pub use write::{Writing, write_due};

/// The most critical alert users of an organisation.
pub const MOST_USERS: u64 = 200;

/// 32 random bytes by which the reader of a mail unsubscribes.
#[derive(Clone, Copy)]
pub struct UnsubscribeToken(pub [u8; 32]);

impl fmt::Debug for UnsubscribeToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnsubscribeToken(…)")
    }
}

impl UnsubscribeToken {
    /// As it stands in links and in the database.
    pub fn to_text(self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }
}

/// Why nothing was done with critical alerts.
#[derive(Debug, thiserror::Error)]
pub enum AlertError {
    /// The permit is for something else, or there is no such thing in the organisation (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// What was typed is no e-mail address.
    #[error("“{}” is no e-mail address; one looks like name@example.org.", spreadsheet::shortened(.0))]
    Email(String),
    /// That address is there already.
    #[error("{0} is a critical alert user already.")]
    Exists(String),
    /// There are too many.
    #[error(
        "An organization has up to {MOST_USERS} critical alert users; remove one first, or add the address of a mailing list."
    )]
    TooMany,
    /// The lead times can't be.
    #[error(transparent)]
    LeadTimes(#[from] LeadTimesError),
    /// No license of the organisation's that the person may see has that key or public ID.
    #[error("There is no license with this key or ID in your organization, or it is not yours to see.")]
    NoLicense,
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

#[cfg(test)]
mod tests;
