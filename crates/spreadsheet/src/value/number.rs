//! Whole numbers. Only the whole column shows what a comma or a dot means.

use super::width::narrow;
use super::{Sample, ValueError};
use crate::{CellKind, shortened};

/// Thousands separators besides the comma and the dot: plain and typographic apostrophe, space and the non-breaking spaces.
const GROUPING: &[char] = &['\'', '\u{2019}', ' ', '\u{a0}', '\u{2009}', '\u{202f}'];
/// Hyphen, minus sign and the dashes that word processors replace them with.
const MINUS: &[char] = &['-', '\u{2212}', '\u{2013}', '\u{2011}'];

/// A type of whole numbers that [`DecimalMark::parse`] can return.
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

/// The mark before the fraction in a column's numbers; the other one separates thousands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecimalMark {
    /// No number in the column leaves it open.
    Plain,
    /// The dot: 1.5 is one and a half, 1,500 is one thousand five hundred.
    Point,
    /// The comma: 1,5 is one and a half, 1.500 is one thousand five hundred.
    Comma,
}

/// Why the decimal mark in a column is uncertain. A person has to choose it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenMark {
    /// A comma or dot before three digits, and no proof of its meaning.
    #[error(
        "thousands and fractions cannot be told apart: \"{text}\" on line {line} can be read either way and no other number in \
         the column shows which; choose the decimal mark or write numbers with digits only"
    )]
    Undecided {
        /// Line of the first uncertain number.
        line: u32,
        /// Its text.
        text: String,
    },
    /// Some numbers prove the dot and some the comma.
    #[error(
        "the column contradicts itself: \"{point}\" on line {point_line} has a point before its fraction, \"{comma}\" on line \
         {comma_line} a comma; write numbers with digits only"
    )]
    Contradiction {
        /// Line of the first number whose fraction can only start with a dot.
        point_line: u32,
        /// Its text.
        point: String,
        /// Line of the first number whose fraction can only start with a comma.
        comma_line: u32,
        /// Its text.
        comma: String,
    },
    /// A number that can't be read with the mark that a person chose.
    #[error(
        "\"{text}\" on line {line} can only be read with a {} before its fraction, and you chose the {}; choose the other mark, \
         or write numbers with digits only",
        if *is_comma_chosen { "point" } else { "comma" },
        if *is_comma_chosen { "comma" } else { "point" }
    )]
    Refuted {
        /// Line of the first such number.
        line: u32,
        /// Its text.
        text: String,
        /// Whether the comma was chosen.
        is_comma_chosen: bool,
    },
}

/// Determines the decimal mark from all cells of a column.
///
/// Only a single comma or dot before exactly three digits leaves it open: `5.000` is five or five thousand. `1200.000`,
/// `0.000` and `5.00` prove the dot, `1.200.000` and `1.200,5` the comma. A spreadsheet's own numbers are never open, and
/// prove nothing about the strings beside them.
///
/// # Errors
///
/// [`OpenMark`] if no cell proves it though it matters, or if cells prove both.
pub fn numbers<'a>(column: impl Iterator<Item = Sample<'a>>) -> Result<DecimalMark, OpenMark> {
    let (mut point, mut comma, mut open) = (None, None, None);
    for sample in column.filter(|sample| !matches!(sample.kind, CellKind::Number(_))) {
        let proof = match Body::of(&narrow(sample.text.trim())).map(|body| body.proof()) {
            Some(Proof::Point) => &mut point,
            Some(Proof::Comma) => &mut comma,
            Some(Proof::Open) => &mut open,
            Some(Proof::Nothing) | None => continue,
        };
        proof.get_or_insert_with(|| (sample.line, shortened(sample.text.trim())));
    }
    match (point, comma, open) {
        (Some((point_line, point)), Some((comma_line, comma)), _) => {
            Err(OpenMark::Contradiction { point_line, point, comma_line, comma })
        }
        (Some(_), None, _) => Ok(DecimalMark::Point),
        (None, Some(_), _) => Ok(DecimalMark::Comma),
        (None, None, Some((line, text))) => Err(OpenMark::Undecided { line, text }),
        (None, None, None) => Ok(DecimalMark::Plain),
    }
}

/// Checks that a column's numbers can be read with the mark that a person chose.
///
/// # Errors
///
/// [`OpenMark::Refuted`] with the first number that can only be read with the other mark.
pub fn check_numbers<'a>(
    mark: DecimalMark,
    mut column: impl Iterator<Item = Sample<'a>>,
) -> Result<(), OpenMark> {
    let refuting = match mark {
        DecimalMark::Plain => return Ok(()),
        DecimalMark::Point => Proof::Comma,
        DecimalMark::Comma => Proof::Point,
    };
    let is_refuted = |sample: &Sample<'_>| {
        !matches!(sample.kind, CellKind::Number(_))
            && Body::of(&narrow(sample.text.trim())).is_some_and(|body| body.proof() == refuting)
    };
    column.find(is_refuted).map_or(Ok(()), |sample| {
        let text = shortened(sample.text.trim());
        Err(OpenMark::Refuted { line: sample.line, text, is_comma_chosen: mark == DecimalMark::Comma })
    })
}

impl DecimalMark {
    /// Parses a whole number of 0 or more. A fraction may only have zeros.
    ///
    /// # Errors
    ///
    /// A [`ValueError`] that says what is wrong: not a number, a fraction, below zero, uneven groups, too large for `T`, or a
    /// mark that [`DecimalMark::Plain`] leaves open.
    pub fn parse<T: Whole>(self, text: &str) -> Result<T, ValueError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(ValueError::Empty);
        }
        let narrowed = narrow(text);
        let body = Body::of(&narrowed).ok_or_else(|| ValueError::NotANumber(shortened(text)))?;
        let mark = match (self, body.proof()) {
            // If nothing is proved, there is no mark.
            (Self::Point, _) | (Self::Plain, Proof::Point | Proof::Nothing) => '.',
            (Self::Comma, _) | (Self::Plain, Proof::Comma) => ',',
            (Self::Plain, Proof::Open) => return Err(ValueError::OpenMark(shortened(text))),
        };
        let (whole, fraction) = body.digits.split_once(mark).unwrap_or((body.digits, "0"));
        if fraction.is_empty() {
            return Err(ValueError::NotANumber(shortened(text)));
        }
        let grouping = || ValueError::Grouping(shortened(text));
        let digits = ungroup(whole).ok_or_else(grouping)?;
        if !fraction.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(grouping());
        }
        let is_zero = |digits: &str| digits.bytes().all(|digit| digit == b'0');
        if body.is_negative && !(is_zero(&digits) && is_zero(fraction)) {
            return Err(ValueError::Negative(shortened(text)));
        }
        if !is_zero(fraction) {
            return Err(ValueError::NotWhole(shortened(text)));
        }
        // Only digits are left, so only the size can be wrong.
        let number = digits.parse::<u64>().ok().and_then(|number| T::try_from(number).ok());
        number.ok_or_else(|| ValueError::TooLarge { text: shortened(text), max: T::MAX })
    }
}

/// What a number proves about the decimal mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Proof {
    Nothing,
    Point,
    Comma,
    Open,
}

/// A number without its sign: digits and the marks between them.
struct Body<'a> {
    digits: &'a str,
    is_negative: bool,
}

impl<'a> Body<'a> {
    /// None if the text is not a number.
    fn of(text: &'a str) -> Option<Self> {
        let (digits, is_negative) = sign(text);
        let known =
            |sign: char| sign.is_ascii_digit() || matches!(sign, ',' | '.') || GROUPING.contains(&sign);
        let is_number = digits.starts_with(|first: char| first.is_ascii_digit()) && digits.chars().all(known);
        is_number.then_some(Self { digits, is_negative })
    }

    fn proof(&self) -> Proof {
        let Some(at) = self.digits.rfind([',', '.']) else { return Proof::Nothing };
        let (before, behind) = (&self.digits[..at], &self.digits[at + 1..]);
        let is_point = self.digits[at..].starts_with('.');
        let (this, other) =
            if is_point { (Proof::Point, Proof::Comma) } else { (Proof::Comma, Proof::Point) };
        if before.contains(if is_point { '.' } else { ',' }) {
            // A mark that occurs twice separates thousands.
            return other;
        }
        let is_grouped = before.contains(|sign: char| !sign.is_ascii_digit());
        let like_thousands = behind.len() == 3 && before.len() <= 3 && !before.starts_with('0');
        if is_grouped || !like_thousands { this } else { Proof::Open }
    }
}

/// Takes off the sign: before the digits, after them as some order systems print it, or as an accountant's brackets.
fn sign(text: &str) -> (&str, bool) {
    if let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        return (inner.trim(), true);
    }
    if let Some(rest) = text.strip_prefix(MINUS).or_else(|| text.strip_suffix(MINUS)) {
        return (rest.trim(), true);
    }
    (text.strip_prefix('+').unwrap_or(text), false)
}

/// The digits without thousands separators; `None` unless one mark separates them in groups of three.
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

    fn marks(column: &[&str]) -> Result<DecimalMark, OpenMark> {
        numbers((2..).zip(column).map(|(line, text)| Sample { line, text, kind: CellKind::Text }))
    }

    fn number<T: Whole>(text: &str) -> Result<T, ValueError> {
        DecimalMark::Plain.parse(text)
    }

    #[test]
    fn thousands_may_be_apart_in_any_usual_way() {
        let twelve_hundred = [
            "1200",
            " 1200 ",
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
            "１２００",
            "１，２００．０",
            "＋１　２００．０",
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
    fn a_column_proves_what_its_marks_are() {
        for column in [
            &["7.000", "3400.000"][..],
            &["7.000", "0.000"],
            &["7.000", "", "n/a", "12", "8.00"],
            &["7.000", "2,500.0"],
            &["7.000", "1,234,567"],
            &["7.000", "1'200.000"],
        ] {
            assert_eq!(marks(column), Ok(DecimalMark::Point), "{column:?}");
        }
        for column in
            [&["7,000", "3400,000"][..], &["7,000", "0,000"], &["7.000", "1.234.567"], &["7.000", "4,5"]]
        {
            assert_eq!(marks(column), Ok(DecimalMark::Comma), "{column:?}");
        }
        assert_eq!(marks(&["７．０００", "３４００.０００"]), Ok(DecimalMark::Point));
        assert_eq!(marks(&["12", "1 200", "x", ""]), Ok(DecimalMark::Plain));
        assert_eq!(DecimalMark::Point.parse("7.000"), Ok(7_u32));
        assert_eq!(DecimalMark::Point.parse("7,000"), Ok(7_000_u32));
        assert_eq!(DecimalMark::Comma.parse("7.000"), Ok(7_000_u32));
        assert_eq!(DecimalMark::Comma.parse("3400,000"), Ok(3_400_u32));
        assert_eq!(DecimalMark::Point.parse::<u32>("7.250"), Err(ValueError::NotWhole("7.250".to_owned())));
    }

    #[test]
    fn a_column_that_proves_nothing_is_never_guessed() {
        let open = marks(&["12", "7.000", "8,000"]);
        assert_eq!(open, Err(OpenMark::Undecided { line: 3, text: "7.000".to_owned() }));
        assert_eq!(number::<u32>("7.250"), Err(ValueError::OpenMark("7.250".to_owned())));
        let message = marks(&["7.50", "7,5"]).unwrap_err().to_string();
        assert!(message.contains("\"7.50\" on line 2") && message.contains("\"7,5\" on line 3"), "{message}");
    }

    #[test]
    fn numbers_of_a_spreadsheet_are_not_open() {
        let column = [("7.125", CellKind::Number(0)), ("4.000", CellKind::Text)];
        let column = (2..).zip(column).map(|(line, (text, kind))| Sample { line, text, kind });
        assert_eq!(numbers(column), Err(OpenMark::Undecided { line: 3, text: "4.000".to_owned() }));
    }

    #[test]
    fn fractions_are_refused() {
        for text in ["1.5", "1.20", "1,2", "0.500", "1,200.5", "1.200,300", "1234.567"] {
            assert_eq!(number::<u32>(text), Err(ValueError::NotWhole(text.to_owned())), "{text}");
        }
    }

    #[test]
    fn numbers_below_zero_are_named() {
        for text in ["-5", "\u{2212}5", "- 1200", "5-", "(5)", "-1.5", "－５", "（５）"] {
            assert_eq!(number::<u64>(text), Err(ValueError::Negative(text.to_owned())), "{text}");
        }
    }

    #[test]
    fn uneven_groups_and_other_text_are_refused() {
        for text in ["12,34,567", "1,200,30", "1 20", "1.200.000,000,1", "0,123,456"] {
            assert_eq!(number::<u64>(text), Err(ValueError::Grouping(text.to_owned())), "{text}");
        }
        for (mark, text) in
            [(DecimalMark::Point, "1.200.000"), (DecimalMark::Comma, "12.5"), (DecimalMark::Point, "1.5 0")]
        {
            assert_eq!(mark.parse::<u64>(text), Err(ValueError::Grouping(text.to_owned())), "{text}");
        }
        for text in ["five", "5 seats", "1e3", "12.", ".5", "5%", "€5", "--5", "-", "unlimited", "٣"] {
            assert_eq!(number::<u64>(text), Err(ValueError::NotANumber(text.to_owned())), "{text}");
        }
        assert_eq!(number::<u64>(" "), Err(ValueError::Empty));
    }

    #[test]
    fn a_number_too_large_names_the_most_allowed() {
        let refused = number::<u16>("65536").unwrap_err();
        assert_eq!(refused.to_string(), "\"65536\" is too large; at most 65535 is allowed");
        assert!(matches!(number::<u64>("99999999999999999999999"), Err(ValueError::TooLarge { .. })));
    }
}
