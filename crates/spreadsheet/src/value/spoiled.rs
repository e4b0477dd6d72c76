//! Text that a spreadsheet has changed.

use super::date_text::{Text, Written, written};
use crate::shortened;

/// Why text is not what was typed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Spoiled {
    /// A number with many digits.
    #[error(
        "\"{0}\" is what a spreadsheet makes of a number with many digits, which are lost; format the column as text before the \
         values are typed in"
    )]
    Scientific(String),
    /// A date.
    #[error(
        "\"{0}\" is a date, which a spreadsheet may have made of what was typed; format the column as text before the values \
         are typed in"
    )]
    Day(String),
}

/// Detects text that a spreadsheet has changed: `4.2E+17` from a number of 18 digits, `03/08/2026` from `3-8`.
///
/// Only dates in the forms that spreadsheets write: text such as `2026-08-03` may be meant.
pub fn spoiled(text: &str) -> Option<Spoiled> {
    let text = text.trim();
    if is_scientific(text) {
        return Some(Spoiled::Scientific(shortened(text)));
    }
    let is_day = match written(text) {
        Ok(Text { date: Written::Open { .. }, .. }) => text.contains('/'),
        Ok(Text { date: Written::Fixed { .. }, .. }) => {
            text.contains('/')
                || text.split(|sign: char| !sign.is_alphabetic()).any(|word| word.chars().count() > 2)
        }
        Ok(Text { date: Written::Dotted { .. }, .. }) | Err(_) => false,
    };
    is_day.then(|| Spoiled::Day(shortened(text)))
}

/// One digit, perhaps a fraction, and a power of ten with a plus, as spreadsheets write it: `1E05` and `12E-3` may be meant.
fn is_scientific(text: &str) -> bool {
    let Some((number, power)) = text.split_once(['E', 'e']) else { return false };
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|sign| sign.is_ascii_digit());
    let (whole, fraction) = number.split_once(['.', ',']).unwrap_or((number, "0"));
    let power = power.strip_prefix('+');
    whole.len() == 1
        && is_digits(whole)
        && is_digits(fraction)
        && power.is_some_and(|power| is_digits(power) && power.len() <= 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_made_is_told() {
        for text in ["4.2E+17", "9E+12", "8,01E+15", "3.3e+120"] {
            assert_eq!(spoiled(text), Some(Spoiled::Scientific(text.to_owned())), "{text}");
        }
        for text in ["3/8/2026", "03/08/2026", "3-Aug-2026", "2026/08/03"] {
            assert_eq!(spoiled(text), Some(Spoiled::Day(text.to_owned())), "{text}");
        }
    }

    #[test]
    fn what_may_be_meant_is_left_alone() {
        for text in [
            "",
            "1E05",
            "4E10",
            "E+05",
            "12E+3",
            "5E-12",
            "K-1E+05",
            "1E+",
            "2026-08-03",
            "20260803",
            "10.1.2024",
            "3-8-2026",
            "AUG-03",
            "0042",
            "12/2026",
        ] {
            assert_eq!(spoiled(text), None, "{text}");
        }
    }
}
