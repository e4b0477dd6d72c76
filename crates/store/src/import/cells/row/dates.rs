//! The cells of a row as days and moments.

use std::ops::RangeInclusive;

use model::Day;

use super::Cells;
use crate::import::field::Field;
use crate::import::mapping::Source;
use crate::text::fold;

/// The days of software licenses: 1 January 1990 to 31 December 2199. Earlier ones come from the zeros of programs (1899, 1900,
/// 1970, 1980), later ones from mistyped years.
const DAYS: RangeInclusive<Day> = Day(7_305)..=Day(84_005);
/// Days that mean "no end" in other systems, these and later ones: in the year 9999, and the last of 2999.
const FOREVER: (Day, Day) = (Day(2_932_532), Day(376_199));
/// Words for no date at all, folded.
const NEVER: &[&str] = &[
    "never",
    "never expires",
    "does not expire",
    "no expiration",
    "no expiry",
    "none",
    "unlimited",
    "perpetual",
    "permanent",
    "lifetime",
    "indefinite",
    "no end",
    "-",
    "0000-00-00",
    "nie",
    "unbegrenzt",
    "unbefristet",
    "jamais",
    "illimite",
    "perpetuel",
    "nunca",
    "ilimitado",
    "illimitato",
];

/// Appended to the error about an invalid date: how to specify that a license never expires.
pub(super) const NO_END: &str = " Write never for a license that does not expire.";

/// The end of a license.
#[derive(Clone, Copy, PartialEq)]
pub(in crate::import) enum End {
    Never,
    /// Its last day.
    On(Day),
}

impl End {
    /// The last day; None if it never ends.
    pub fn day(self) -> Option<Day> {
        match self {
            Self::Never => None,
            Self::On(day) => Some(day),
        }
    }
}

impl<'a> Cells<'a> {
    /// A day; None if the cell is empty. A time of day refuses the row, unless the person chose otherwise.
    pub fn day(&mut self, field: Field) -> Option<Day> {
        let cell = self.dated(field)?;
        let read = self.order(field).parse(cell, self.reader.times);
        let day = self.taken(field, read).map(Day::from)?;
        self.likely(field, day)
    }

    /// A moment: its day in UTC and the milliseconds since that day's midnight, which are None if the cell has only the day.
    /// None if the cell is empty.
    pub fn moment(&mut self, field: Field) -> Option<(Day, Option<i64>)> {
        let cell = self.dated(field)?;
        let read = self.order(field).moment(cell);
        let spreadsheet::Moment { day, of_day, is_day } = self.taken(field, read)?;
        // Other systems write a mere day with midnight; the portal's own export writes every second.
        let is_exact = !is_day || self.reader.mapping.is_own_export();
        Some((self.likely(field, Day::from(day))?, of_day.filter(|_| is_exact)))
    }

    /// The day, unless its year is so far away that it must be a mistake; then None.
    fn likely(&mut self, field: Field, day: Day) -> Option<Day> {
        let (from, last) = FOREVER;
        let is_end = field == Field::ExpirationDate && (day >= from || day == last);
        if DAYS.contains(&day) || is_end {
            return Some(day);
        }
        let never = if field == Field::ExpirationDate { NO_END } else { "" };
        let why =
            format!("{day} is too far away; the years 1990 to 2199 are allowed. Correct the year.{never}");
        self.refuse(field, why);
        None
    }

    /// The value of a cell for a date; None if it is empty or refused, as is a date that the sheet shows only in part.
    fn dated(&mut self, field: Field) -> Option<&'a str> {
        if let Some(Source::Column(place)) = self.reader.mapping.source(field)
            && let Err(error) = self.reader.table.dated(self.row, *place)
        {
            self.refuse(field, format!("{error}."));
            return None;
        }
        self.value(field)
    }

    fn order(&self, field: Field) -> spreadsheet::DateOrder {
        self.reader.orders.get(&field).copied().unwrap_or(spreadsheet::DateOrder::Plain)
    }

    /// A last day, or the word for none; None if the cell is empty.
    pub fn end(&mut self, field: Field) -> Option<End> {
        let word = fold(self.found(field).unwrap_or_default());
        if NEVER.contains(&word.as_str()) { Some(End::Never) } else { self.day(field).map(End::On) }
    }
}
