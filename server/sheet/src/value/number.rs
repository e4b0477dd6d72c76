//! A whole number, with whatever people put between its thousands.

use super::ValueError;
use crate::shortened;

/// What people put between thousands besides the comma and the dot: plain and typographic apostrophe, space and the
/// spaces that do not break.
const GROUPING: &[char] = &['\'', '\u{2019}', ' ', '\u{a0}', '\u{2009}', '\u{202f}'];
/// Hyphen, minus sign and the dashes that word processors make of them.
const MINUS: &[char] = &['-', '\u{2212}', '\u{2013}', '\u{2011}'];

/// A type of whole numbers that [`number`] can give.
pub trait Whole: TryFrom<u64> {
    /// The largest number of the type.
    const MAX: u64;
}

impl Whole for u16 {
    const MAX: u64 = Self::MAX as u64;
}
impl Whole for u32 {
    const MAX: u64 = Self::MAX as u64;
}
impl Whole for u64 {
    const MAX: u64 = Self::MAX;
}
impl Whole for i32 {
    const MAX: u64 = Self::MAX.unsigned_abs() as u64;
}
impl Whole for i64 {
    const MAX: u64 = Self::MAX.unsigned_abs();
}

/// Reads a whole number of 0 or more.
///
/// Thousands may be apart by comma, dot, apostrophe or space: a lone comma or dot before exactly three digits parts
/// thousands (`1.200` is 1200), otherwise it starts a fraction, which may hold zeros only (`12.0` is 12).
///
/// # Errors
///
/// A [`ValueError`] that says what is wrong: no number, a fraction, below zero, uneven groups, too large for `T`.
pub fn number<T: Whole>(text: &str) -> Result<T, ValueError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(ValueError::Empty);
    }
    let (body, negative) = sign(text);
    let known = |sign: char| sign.is_ascii_digit() || matches!(sign, ',' | '.') || GROUPING.contains(&sign);
    if !body.chars().all(known) || !body.starts_with(|first: char| first.is_ascii_digit()) {
        return Err(ValueError::NotANumber(shortened(text)));
    }
    let (whole, fraction) = match fraction_at(body) {
        Some(at) => (&body[..at], &body[at + 1..]),
        None => (body, "0"),
    };
    if fraction.is_empty() {
        return Err(ValueError::NotANumber(shortened(text)));
    }
    let digits = ungroup(whole).ok_or_else(|| ValueError::Grouping(shortened(text)))?;
    let is_zero = |digits: &str| digits.bytes().all(|digit| digit == b'0');
    if negative && !(is_zero(&digits) && is_zero(fraction)) {
        return Err(ValueError::Negative(shortened(text)));
    }
    if !is_zero(fraction) {
        return Err(ValueError::NotWhole(shortened(text)));
    }
    // Nothing but digits is left, so that only the size can be wrong.
    let number = digits.parse::<u64>().ok().and_then(|number| T::try_from(number).ok());
    number.ok_or_else(|| ValueError::TooLarge { text: shortened(text), max: T::MAX })
}

/// Takes the sign off: before the digits, after them as some order systems print it, or as an accountant's brackets.
fn sign(text: &str) -> (&str, bool) {
    if let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        return (inner.trim(), true);
    }
    if let Some(rest) = text.strip_prefix(MINUS).or_else(|| text.strip_suffix(MINUS)) {
        return (rest.trim(), true);
    }
    (text.strip_prefix('+').unwrap_or(text), false)
}

/// Where the mark of the fraction stands, if the number has one.
fn fraction_at(body: &str) -> Option<usize> {
    let at = body.rfind([',', '.'])?;
    let (before, after) = (&body[..at], &body[at + 1..]);
    let mark = body[at..].chars().next()?;
    if before.contains(mark) {
        // A mark that comes twice parts thousands.
        return None;
    }
    let grouped_otherwise = before.contains(|sign: char| !sign.is_ascii_digit());
    let like_thousands = after.len() == 3 && before.len() <= 3 && !before.starts_with('0');
    (grouped_otherwise || !like_thousands).then_some(at)
}

/// The digits without what parts the thousands; `None` unless one mark parts them in groups of three.
fn ungroup(whole: &str) -> Option<String> {
    let Some(mark) = whole.chars().find(|sign| !sign.is_ascii_digit()) else {
        return Some(whole.to_owned());
    };
    let mut groups = whole.split(mark);
    let first = groups.next()?;
    let even = groups.all(|group| group.len() == 3 && group.bytes().all(|digit| digit.is_ascii_digit()));
    (even && (1..=3).contains(&first.len()) && !first.starts_with('0')).then(|| whole.replace(mark, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_may_be_apart_in_any_usual_way() {
        let twelve_hundred = [
            "1200",
            " 1200 ",
            "1,200",
            "1.200",
            "1 200",
            "1'200",
            "1\u{2019}200",
            "1\u{a0}200",
            "1\u{202f}200",
            "+1200",
            "1,200.00",
            "1.200,0",
            "1 200,000",
            "1200.0",
            "1200,000",
        ];
        for text in twelve_hundred {
            assert_eq!(number(text), Ok(1200_u32), "{text}");
        }
        assert_eq!(number("12,345,678"), Ok(12_345_678_u64));
        assert_eq!(number("12.0"), Ok(12_u16));
        assert_eq!(number("12,00"), Ok(12_i32));
        assert_eq!(number("-0.0"), Ok(0_u32));
        assert_eq!(number("007"), Ok(7_u32));
        assert_eq!(number("18446744073709551615"), Ok(u64::MAX));
    }

    #[test]
    fn fractions_are_refused() {
        for text in ["1.5", "1.20", "1,2", "0.500", "1,200.5", "1.200,300", "1234.567"] {
            assert_eq!(number::<u32>(text), Err(ValueError::NotWhole(text.to_owned())), "{text}");
        }
    }

    #[test]
    fn numbers_below_zero_are_named() {
        for text in ["-5", "\u{2212}5", "- 1,200", "5-", "(5)", "-1.5"] {
            assert_eq!(number::<u64>(text), Err(ValueError::Negative(text.to_owned())), "{text}");
        }
    }

    #[test]
    fn uneven_groups_and_other_text_are_refused() {
        for text in ["12,34,567", "1,200,30", "1 20", "1.200.000,000,1", "0,123,456"] {
            assert_eq!(number::<u64>(text), Err(ValueError::Grouping(text.to_owned())), "{text}");
        }
        for text in ["five", "5 seats", "1e3", "12.", ".5", "5%", "€5", "--5", "-", "unlimited", "٣"] {
            assert_eq!(number::<u64>(text), Err(ValueError::NotANumber(text.to_owned())), "{text}");
        }
        assert_eq!(number::<u64>(" "), Err(ValueError::Empty));
    }

    #[test]
    fn a_number_too_large_names_the_most_allowed() {
        let refused = number::<u16>("65,536").unwrap_err();
        assert_eq!(refused.to_string(), "\"65,536\" is too large; at most 65535 is allowed");
        assert!(matches!(number::<u64>("99999999999999999999999"), Err(ValueError::TooLarge { .. })));
    }
}
