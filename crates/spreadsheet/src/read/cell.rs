//! The kind of cell that text comes from.

use std::borrow::Cow;

use super::{Row, Table};
use crate::format::{NumberFormat, Unshown, names_currency};
use crate::shortened;

/// The kind of cell that text comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellKind {
    /// Text, a boolean, or a cell of a CSV file.
    Text,
    /// A number, with its format's position in [`Table::formats`].
    Number(u32),
    /// A real date, time or duration.
    Moment,
    /// A real date whose format does not show its day, or not its year: `Jan 27`.
    PartOfDate,
    /// A formula whose value is not stored: its value is unknown, and its text empty.
    Formula,
    /// An error such as `#N/A`.
    Error,
    /// Text that its format hides.
    Hidden,
}

/// A cell that was read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Content {
    pub(super) text: String,
    pub(super) kind: CellKind,
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self { text, kind: CellKind::Text }
    }
}

impl Row {
    /// The kind of the cell in that column.
    pub fn kind(&self, column: usize) -> CellKind {
        self.kinds.get(column).copied().unwrap_or(CellKind::Text)
    }

    /// The text in that column; empty if there is none.
    ///
    /// # Errors
    ///
    /// [`Unshown::Formula`] or [`Unshown::Error`] if the cell has no value, [`Unshown::HiddenText`] if its text is hidden.
    pub fn value(&self, column: usize) -> Result<&str, Unshown> {
        let text = self.cells.get(column).map_or("", str::trim);
        match self.kind(column) {
            CellKind::Formula => Err(Unshown::Formula),
            CellKind::Error => Err(Unshown::Error(shortened(text))),
            CellKind::Hidden => Err(Unshown::HiddenText(shortened(text))),
            CellKind::Text | CellKind::Number(_) | CellKind::Moment | CellKind::PartOfDate => Ok(text),
        }
    }
}

impl Table {
    /// The text of a cell that should be a number, or a yes or no.
    ///
    /// # Errors
    ///
    /// [`Unshown`] if the cell has no value, or if it is a number that the sheet shows as something else: `25k`, or a word for 0.
    pub fn counted<'a>(&self, row: &'a Row, column: usize) -> Result<&'a str, Unshown> {
        let text = row.value(column)?;
        if let CellKind::Number(place) = row.kind(column) {
            let code = self.code(place);
            let number = text.parse().map_err(|_| Unshown::Rounded)?;
            NumberFormat::parse(code).check_faithful(number, code)?;
        }
        Ok(text)
    }

    /// The text of a cell that looks like an amount of money: a number with a currency, or with two decimals.
    pub fn amount<'a>(&self, row: &'a Row, column: usize) -> Option<Cow<'a, str>> {
        let text = row.value(column).ok()?;
        if let CellKind::Number(place) = row.kind(column) {
            let number = text.parse().ok()?;
            let (code, format) = (self.code(place), NumberFormat::parse(self.code(place)));
            let shown = || format.shown(number, code).map_or(Cow::Borrowed(text), Cow::Owned);
            return format.is_amount(number).then(shown);
        }
        let mut parts = text.rsplitn(2, [',', '.']);
        let (last, first) = (parts.next()?, parts.next());
        let is_digit = |sign: char| sign.is_ascii_digit();
        let has_cents = last.len() == 2
            && last.chars().all(is_digit)
            && first.is_some_and(|first| first.starts_with(is_digit) && first.ends_with(is_digit));
        let is_amount = has_cents || (text.contains(is_digit) && names_currency(text));
        is_amount.then_some(Cow::Borrowed(text))
    }

    /// The text of a cell that should be a date.
    ///
    /// # Errors
    ///
    /// [`Unshown`] if the cell has no value, or if the sheet shows only a part of its date.
    pub fn dated<'a>(&self, row: &'a Row, column: usize) -> Result<&'a str, Unshown> {
        let text = row.value(column)?;
        match row.kind(column) {
            CellKind::PartOfDate => Err(Unshown::PartOfDate(shortened(text))),
            _ => Ok(text),
        }
    }

    fn code(&self, place: u32) -> &str {
        self.formats.get(place as usize).map_or("General", String::as_str)
    }

    /// The text that the sheet shows in a cell that should be text, such as a key: `00417` if the number 417 has five
    /// digits.
    ///
    /// # Errors
    ///
    /// [`Unshown`] if the cell has no value, or one that may not be the text that somebody typed.
    pub fn shown<'a>(&self, row: &'a Row, column: usize) -> Result<Cow<'a, str>, Unshown> {
        let text = row.value(column)?;
        match row.kind(column) {
            CellKind::Moment | CellKind::PartOfDate => Err(Unshown::Moment(shortened(text))),
            CellKind::Number(place) => {
                let code = self.code(place);
                let number = text.parse().map_err(|_| Unshown::Rounded)?;
                NumberFormat::parse(code).shown(number, code).map(Cow::Owned)
            }
            CellKind::Text | CellKind::Formula | CellKind::Error | CellKind::Hidden => {
                Ok(Cow::Borrowed(text))
            }
        }
    }
}
