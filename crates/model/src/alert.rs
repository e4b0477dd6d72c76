//! Critical alerts: how long before its end people are warned of a license (R17).

use crate::Day;

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
    #[error("Give at least one number of days, such as 60, 30; to go by the usual ones, remove these.")]
    None,
    /// There are too many.
    #[error("A license has up to {MOST_LEAD_TIMES} lead times; these are {0}.")]
    TooMany(usize),
    /// One is not a number of days in the allowed range.
    #[error(
        "“{0}” is no lead time: it is a number of days from 1 to {LONGEST_LEAD_TIME}. Separate several by commas."
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
