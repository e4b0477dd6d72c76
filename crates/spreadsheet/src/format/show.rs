//! The text that a sheet shows for a number.

use super::parse::{Section, Token};
use super::{Meaning, NumberFormat, Unshown, number_text};
use crate::shortened;

/// From here on, spreadsheets no longer keep every digit.
const DIGITS_LOST: f64 = 1e15;

impl NumberFormat {
    /// The text that the sheet shows for the number. Refuses it if that text depends on the viewer or hides something. `code` is
    /// the format's, for the refusal.
    pub(crate) fn shown(&self, number: f64, code: &str) -> Result<String, Unshown> {
        let other = || Unshown::Number { number: number_text(number), format: shortened(code) };
        let (section, shows_sign) = self.section(number).ok_or_else(other)?;
        if section.meaning() != Meaning::Number {
            return Err(Unshown::Moment(number_text(number)));
        }
        if section.has(&Token::Exponent) {
            return Err(Unshown::Scientific(format!("{number:E}")));
        }
        if !number.is_finite() || number.abs() >= DIGITS_LOST {
            return Err(Unshown::Rounded);
        }
        let digits = number_text(number.abs());
        let text = section.shown(&digits).ok_or_else(other)?;
        let sign = if number < 0.0 && !shows_sign { "-" } else { "" };
        Ok(format!("{sign}{}", text.trim()))
    }
}

impl NumberFormat {
    /// The text that the sheet shows for text in a cell with that format.
    pub(crate) fn shown_text(&self, text: &str) -> Result<Option<String>, Unshown> {
        let Some(section) = &self.text else { return Ok(None) };
        let shown = section.shown_text(text).filter(|_| section.has(&Token::Text));
        shown.map(Some).ok_or_else(|| Unshown::HiddenText(shortened(text)))
    }
}

impl Section {
    /// Returns whether it shows text unchanged.
    pub(super) fn is_text_alone(&self) -> bool {
        self.shown_text("a").is_some_and(|shown| shown.trim() == "a")
    }

    /// What it shows for text.
    fn shown_text(&self, text: &str) -> Option<String> {
        let piece = |token: &Token| match token {
            Token::Literal(literal) => Some(literal.clone()),
            Token::Text | Token::General => Some(text.to_owned()),
            _ => None,
        };
        self.tokens.iter().map(piece).collect()
    }

    /// The text that it shows for a number of 0 or more, given in digits. None if it does not show all of it, or in a way that
    /// depends on the language.
    fn shown(&self, number: &str) -> Option<String> {
        let is_general = |token: &Token| matches!(token, Token::General | Token::Text);
        if !self.has_digits() {
            let literal = |token: &Token| match token {
                Token::Literal(text) => Some(text.clone()),
                token if is_general(token) => Some(number.to_owned()),
                Token::Word => Some(String::new()),
                _ => None,
            };
            let shown: Option<String> = self.tokens.iter().map(literal).collect();
            return match self.tokens.iter().filter(|token| is_general(token)).count() {
                1 => shown,
                // General in another language.
                0 if self.has(&Token::Word) && !self.has(&Token::Numerals) => Some(number.to_owned()),
                _ => None,
            };
        }
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let whole = if whole == "0" { "" } else { whole };
        let point = self.tokens.iter().position(|token| *token == Token::Point).unwrap_or(self.tokens.len());
        let (before, after) = self.tokens.split_at(point);
        let shown = whole_part(before, whole)?;
        let Some((_, after)) = after.split_first() else { return fraction.is_empty().then_some(shown) };
        Some(format!("{shown}.{}", fraction_part(after, fraction)?))
    }
}

/// The part before the point, filled in from its end.
fn whole_part(tokens: &[Token], digits: &str) -> Option<String> {
    let places = tokens.iter().filter(|token| matches!(token, Token::Digit(_))).count();
    let mut left: Vec<char> = digits.chars().collect();
    let mut place = places;
    let mut pieces: Vec<String> = Vec::new();
    for token in tokens.iter().rev() {
        match token {
            Token::Digit(kind) => {
                place -= 1;
                let mut piece: String = match (left.pop(), kind) {
                    (Some(digit), _) => digit.to_string(),
                    (None, '0') => "0".to_owned(),
                    (None, '?') => " ".to_owned(),
                    (None, _) => String::new(),
                };
                if place == 0 {
                    piece.insert_str(0, &left.drain(..).collect::<String>());
                }
                pieces.push(piece);
            }
            // Between digits it separates thousands, by a mark of the reader's language; after them it hides three digits.
            Token::Comma if place < places && digits.len() <= 3 => {}
            token => pieces.push(literal(token)?),
        }
    }
    // A format such as `.00`.
    pieces.push(left.into_iter().collect());
    Some(pieces.iter().rev().map(String::as_str).collect())
}

/// The part after the point; None if the number has more digits there.
fn fraction_part(tokens: &[Token], digits: &str) -> Option<String> {
    let mut left = digits.chars();
    let mut shown = String::new();
    for token in tokens {
        match token {
            Token::Digit(kind) => match (left.next(), kind) {
                (Some(digit), _) => shown.push(digit),
                (None, '0') => shown.push('0'),
                (None, '?') => shown.push(' '),
                (None, _) => {}
            },
            token => shown.push_str(&literal(token)?),
        }
    }
    left.next().is_none().then_some(shown)
}

fn literal(token: &Token) -> Option<String> {
    match token {
        Token::Literal(text) => Some(text.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(code: &str, number: f64) -> Result<String, Unshown> {
        NumberFormat::parse(code).shown(number, code)
    }

    #[test]
    fn what_the_sheet_shows() {
        for (code, number, expected) in [
            ("000000", 417.0, "000417"),
            ("General", 417.0, "417"),
            ("", 417.0, "417"),
            ("\"AB-\"@", 417.0, "417"),
            ("00000;@", -417.0, "-00417"),
            ("@", 417.0, "417"),
            ("Standard", 417.0, "417"),
            ("0.00", 3.1, "3.10"),
            ("0.000", 12.0, "12.000"),
            ("0.0##", 3.25, "3.25"),
            ("0.0", 3.5, "3.5"),
            (".00", 13.5, "13.50"),
            (".00", 0.5, ".50"),
            ("#", 0.0, ""),
            ("0", 0.0, "0"),
            ("\"SN-\"0000", 77.0, "SN-0077"),
            ("000\\-00\\-0000", 12_345_678.0, "012-34-5678"),
            ("00-00", 123_456.0, "1234-56"),
            ("[Red]00", 7.0, "07"),
            ("0_)", 7.0, "7"),
            ("#,##0", 417.0, "417"),
            ("0;(0)", -7.0, "(7)"),
            ("0;\\-00;\"none\"0", 0.0, "none0"),
            ("000", -7.0, "-007"),
            ("[<10]00;000", 7.0, "07"),
            ("[<10]00;000", 12.0, "012"),
            ("General\" pcs\"", 7.0, "7 pcs"),
            ("0", 999_999_999_999_999.0, "999999999999999"),
        ] {
            assert_eq!(shown(code, number), Ok(expected.to_owned()), "{code} of {number}");
        }
    }

    #[test]
    fn what_it_does_not_show_in_full() {
        let number = |code: &str, number: &str| {
            Err(Unshown::Number { number: number.to_owned(), format: code.to_owned() })
        };
        assert_eq!(shown("0", 3.5), number("0", "3.5"));
        assert_eq!(shown("0.0", 3.25), number("0.0", "3.25"));
        assert_eq!(shown("#,##0", 1_417.0), number("#,##0", "1417"));
        assert_eq!(shown("0,", 5_000.0), number("0,", "5000"));
        assert_eq!(shown("0%", 0.5), number("0%", "0.5"));
        assert_eq!(shown("# ?/?", 0.5), number("# ?/?", "0.5"));
        for code in [";;;", ";@", "[DBNum1]0", "[DBNum2][$-804]General", "[$-2000401]0"] {
            assert_eq!(shown(code, 5.0), number(code, "5"), "{code}");
        }
        assert_eq!(shown("\"secret\"", 5.0), number("\"secret\"", "5"));
        assert_eq!(shown("0", 1e15), Err(Unshown::Rounded));
        assert_eq!(shown("General", f64::NAN), Err(Unshown::Rounded));
        assert!(matches!(shown("0.00E+00", 310_000.0), Err(Unshown::Scientific(text)) if text == "3.1E5"));
        assert!(matches!(shown("d-mmm", 46_000.0), Err(Unshown::Moment(_))));
    }

    #[test]
    fn a_text_is_what_its_section_shows() {
        let shown = |code: &str| NumberFormat::parse(code).shown_text("0815");
        for code in ["", "0", "@", "General", "0;@", "_(@_)", "0.00;-0.00;0;General", "#,##0;[Red]0;0"] {
            assert_eq!(shown(code), Ok(None), "{code}");
        }
        for (code, expected) in [
            ("\"AB-\"@", "AB-0815"),
            ("@\" Ltd\"", "0815 Ltd"),
            ("0;-0;0;\\#@", "#0815"),
            ("[Red]@\\!", "0815!"),
        ] {
            assert_eq!(shown(code), Ok(Some(expected.to_owned())), "{code}");
        }
        for code in [";;;", "0;0;0;", "0;0;0;\"none\""] {
            assert_eq!(shown(code), Err(Unshown::HiddenText("0815".to_owned())), "{code}");
        }
    }
}
