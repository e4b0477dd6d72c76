//! Checks the places that the cells of a sheet claim.

use quick_xml::events::BytesStart;
use quick_xml::events::attributes::Attribute;

use super::flaw::Merged;
use super::xlsx_error::PartError;
use crate::shortened;

/// The most rows of a sheet.
pub(super) const SHEET_ROWS: u32 = 1_048_576;
/// The most columns of a sheet.
pub(super) const SHEET_COLUMNS: u32 = 16_384;
/// The highest number of a shared formula: the reader makes a table of that length.
const SHARED_FORMULAS: u32 = 1 << 18;

/// Checks the places in an element of a sheet. A place outside a sheet's limits is forged: the reader computes places from
/// it, and makes tables as large as it says.
pub(super) fn check_places(start: &BytesStart<'_>) -> Result<(), PartError> {
    type Check = fn(&str) -> bool;
    let name = start.local_name();
    let checks: &[(&str, Check)] = match name.as_ref() {
        "row" => &[("r", |text| row(text).is_some())],
        "c" => &[("r", |text| cell(text).is_some())],
        "dimension" => &[("ref", is_range)],
        "f" => &[("ref", is_range), ("si", |text| number(text).is_some_and(|si| si < SHARED_FORMULAS))],
        _ => return Ok(()),
    };
    for attribute in start.attributes().with_checks(false) {
        let Attribute { key, value } = attribute?;
        let local = key.local_name();
        for (key, check) in checks {
            if local.as_ref() == *key && !check(&value) {
                let value = shortened(&value);
                return Err(PartError::Forged(format!(
                    "\"{value}\" is not a place in a sheet of {SHEET_ROWS} rows and {SHEET_COLUMNS} columns"
                )));
            }
        }
    }
    Ok(())
}

/// The cells that an element `mergeCell` merges; None if it names none.
pub(super) fn merged(start: &BytesStart<'_>) -> Option<Merged> {
    let mut attributes = start.attributes();
    let named = attributes
        .with_checks(false)
        .flatten()
        .filter(|attribute| attribute.key.local_name().as_ref() == "ref");
    let (first, last) = named.last().and_then(|attribute| range(&attribute.value))?;
    (first != last).then_some(Merged { first, last })
}

/// Parses a number of up to seven digits.
fn number(text: &str) -> Option<u32> {
    let is_sound = (1..=7).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_sound)
}

/// Parses a row such as `12`, counted from 1.
pub(super) fn row(text: &str) -> Option<u32> {
    number(text).filter(|row| (1..=SHEET_ROWS).contains(row))
}

/// Parses a cell such as `C12`. Returns row and column, counted from 1.
pub(super) fn cell(text: &str) -> Option<(u32, u32)> {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    if !(1..=3).contains(&letters) {
        return None;
    }
    let (letters, digits) = text.split_at(letters);
    let digit = |letter: u8| u32::from(letter.to_ascii_uppercase() - b'A' + 1);
    let column = letters.bytes().fold(0, |column, letter| column * 26 + digit(letter));
    Some((row(digits)?, column)).filter(|(_, column)| *column <= SHEET_COLUMNS)
}

/// Parses a range into its first and last cell: one cell, or two with a colon in between, the first of which is neither
/// below nor right of the other.
pub(super) fn range(text: &str) -> Option<((u32, u32), (u32, u32))> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let (first, last) = (cell(first)?, cell(last)?);
    (first.0 <= last.0 && first.1 <= last.1).then_some((first, last))
}

fn is_range(text: &str) -> bool {
    range(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_within_a_sheet() {
        assert_eq!(cell("A1"), Some((1, 1)));
        assert_eq!(cell("xfd1048576"), Some((1_048_576, 16_384)));
        for forged in [
            "",
            "A",
            "1",
            "A0",
            "A1048577",
            "XFE1",
            "AAAAAAAAAAAA1",
            "A99999999999",
            "A1B",
            "Ä1",
            "A-1",
            "$A$1",
        ] {
            assert_eq!(cell(forged), None, "{forged}");
        }
        assert!(is_range("B2") && is_range("A1:XFD1048576"));
        assert!(!is_range("B2:A3") && !is_range("A3:B2") && !is_range("A1:B2:C3") && !is_range("A:F"));
        assert_eq!((row("1048576"), row("0"), row("+1"), row("A1")), (Some(1_048_576), None, None, None));
    }
}
