//! Critical alerts: how long before its end people are warned of a license (R17), and what the page shows of them.

use serde::{Deserialize, Serialize};

use crate::Day;
use crate::list::{Sort, SortColumn};

/// Number of a critical alert user in the database.
pub type AlertUserId = i64;

/// The lead times of licenses without their own, in days, shortest first.
pub const DEFAULT_LEAD_TIMES: [u16; 2] = [30, 60];
/// The longest lead time, in days.
pub const LONGEST_LEAD_TIME: u16 = 365;
/// At most this many lead times for a license.
const MOST_LEAD_TIMES: usize = 5;

/// Why lead times are invalid, in a sentence for the person who typed them (R19).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LeadTimesError {
    /// No lead time was typed.
    #[error(
        "Enter at least one number of days, such as 60, 30. To use the default lead times, remove these."
    )]
    None,
    /// There are too many.
    #[error("A license can have up to {MOST_LEAD_TIMES} lead times, not {0}.")]
    TooMany(usize),
    /// One is not a number of days in the allowed range.
    #[error(
        "“{0}” is not a lead time. Enter a number of days from 1 to {LONGEST_LEAD_TIME}, several separated by commas."
    )]
    NoDays(String),
}

/// Parses lead times as typed, such as `60, 30`. Returns each once, shortest first.
pub fn checked_lead_times(typed: &str) -> Result<Vec<u16>, LeadTimesError> {
    let mut days = Vec::new();
    for part in typed.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
        let lead = part.parse().ok().filter(|lead| (1..=LONGEST_LEAD_TIME).contains(lead));
        days.push(lead.ok_or_else(|| LeadTimesError::NoDays(part.to_owned()))?);
    }
    days.sort_unstable();
    days.dedup();
    match days.len() {
        0 => Err(LeadTimesError::None),
        many if many > MOST_LEAD_TIMES => Err(LeadTimesError::TooMany(many)),
        _ => Ok(days),
    }
}

/// Lead times in the form that is shown and typed: `60, 30`.
pub fn lead_times_text(days: &[u16]) -> String {
    days.iter().rev().map(u16::to_string).collect::<Vec<_>>().join(", ")
}

/// The lead times, shortest first, whose day has come for a license that ends on `expiration`; empty once it is expired.
pub fn due(lead_times: &[u16], expiration: Day, today: Day) -> &[u16] {
    let left = expiration.since(today);
    if left < 0 {
        return &[];
    }
    let first = lead_times.partition_point(|lead| i32::from(*lead) < left);
    &lead_times[first..]
}

/// A person who gets critical alerts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertUser {
    /// Names them in requests.
    pub id: AlertUserId,
    /// The address for their alerts.
    pub email: String,
    /// The member's name; None for others.
    pub name: Option<String>,
    /// Whether they subscribed themselves: then their alerts cover only licenses that they may see.
    pub is_by_itself: bool,
    /// Whether they get nothing anymore: they subscribed themselves and are no longer a member.
    pub is_gone: bool,
    /// When they were added, in milliseconds since the Unix epoch.
    pub created_at: i64,
}

/// A license with its own lead times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadTimes {
    /// Its public ID.
    pub public_id: String,
    /// Its product's name.
    pub product: String,
    /// Its last day; None if it does not expire.
    pub expiration: Option<Day>,
    /// Lead times in days, shortest first.
    pub days: Vec<u16>,
}

/// An e-mail with alerts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentMail {
    /// The recipient's address.
    pub recipient: String,
    /// The subject line; None if it is about licenses that the reader may not see.
    pub subject: Option<String>,
    /// When it was written, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// Whether it has been sent.
    pub state: MailState,
    /// Why the last attempt failed, if it did.
    pub error: Option<String>,
}

/// The sort keys for sent e-mails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum MailColumn {
    /// The recipient's address.
    Recipient,
    /// The subject line; hidden ones come first.
    Subject,
    /// When it was written.
    Written,
    /// The state, and its time.
    State,
}

impl SortColumn for MailColumn {
    const ALL: &'static [Self] = &[Self::Recipient, Self::Subject, Self::Written, Self::State];

    fn name(self) -> &'static str {
        match self {
            Self::Recipient => "to",
            Self::Subject => "subject",
            Self::Written => "written",
            Self::State => "state",
        }
    }
}

impl Default for Sort<MailColumn> {
    /// The newest first.
    fn default() -> Self {
        Self::descending(MailColumn::Written)
    }
}

/// The state of an e-mail. Times are in milliseconds since the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MailState {
    /// When it was sent.
    Sent(i64),
    /// When it was written to a file because there is no mail server: nobody has received it.
    Filed(i64),
    /// When the server gave up.
    Failed(i64),
    /// When it is next due: it is being sent or tried again.
    Waiting(i64),
}

/// A future alert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextAlert {
    /// The day, in UTC, when it will be sent.
    pub on: Day,
    /// The license's public ID.
    pub public_id: String,
    /// Its product's name.
    pub product: String,
    /// The license's last day.
    pub expiration: Day,
    /// Days from the alert to the license's last day.
    pub lead_time: u16,
    /// The number of recipients.
    pub recipients: usize,
}

/// A preview of an e-mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// The subject line.
    pub subject: String,
    /// The plain-text part.
    pub text: String,
    /// The HTML part, with everything that people typed escaped.
    pub html: String,
}

/// The critical alerts that the person gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscriptions {
    /// Whether they get those of the current organization; None without one.
    pub organization: Option<bool>,
    /// Whether they get those of their personal licenses.
    pub personal: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lead_times_are_read_in_any_order() {
        assert_eq!(checked_lead_times(" 30,60 ;60, ").as_deref(), Ok(&[30, 60][..]));
        assert_eq!(lead_times_text(&[7, 30, 60]), "60, 30, 7");
        assert_eq!(checked_lead_times(" , "), Err(LeadTimesError::None));
        assert_eq!(checked_lead_times("1,2,3,4,5,6"), Err(LeadTimesError::TooMany(6)));
        for wrong in ["0", "366", "-1", "x", "1.5", "99999"] {
            let typed = format!("30, {wrong}");
            assert_eq!(checked_lead_times(&typed), Err(LeadTimesError::NoDays(wrong.to_owned())));
        }
    }

    #[test]
    fn a_lead_time_is_due_from_its_day_until_the_license_is_expired() {
        let end = Day(1_000);
        for (left, expected) in
            [(61, &[][..]), (60, &[60]), (31, &[60]), (30, &[30, 60]), (0, &[30, 60]), (-1, &[])]
        {
            assert_eq!(due(&DEFAULT_LEAD_TIMES, end, end.plus(-left)), expected, "{left} days left");
        }
    }
}
