//! Dates, whose order of day and month only the whole column can tell.

use time::Date;

use super::ValueError;
use super::date_text::{Written, calendar_day, written};
use crate::shortened;

/// In which order a column writes day and month where the text alone leaves it open (`03/04/2026`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// No date of the column leaves it open.
    Plain,
    /// Day, month, year.
    DayFirst,
    /// Month, day, year.
    MonthFirst,
}

/// Why the order of day and month of a column cannot be told. A person has to say it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Ambiguous {
    /// No date of the column has a day after the 12th.
    #[error(
        "day and month cannot be told apart: \"{text}\" on line {line} can be read either way and no other date of the \
         column proves the order; say which comes first or write dates as 2026-01-31"
    )]
    Undecided {
        /// Line of the first date that is open.
        line: u32,
        /// Its text.
        text: String,
    },
    /// Some dates prove one order and some the other.
    #[error(
        "the column contradicts itself: \"{day_first}\" on line {day_first_line} has the day first, \
         \"{month_first}\" on line {month_first_line} the month; write dates as 2026-01-31"
    )]
    Contradiction {
        /// Line of the first date that can only be read day first.
        day_first_line: u32,
        /// Its text.
        day_first: String,
        /// Line of the first date that can only be read month first.
        month_first_line: u32,
        /// Its text.
        month_first: String,
    },
}

/// Tells the order of day and month of a column from all its cells, each with its line in the file.
///
/// Only dates with slashes or dashes that end in the year leave the order open; dotted dates are day first wherever
/// they are written. Cells that are empty or no date prove nothing: [`DateOrder::parse`] refuses them.
///
/// # Errors
///
/// [`Ambiguous`] if no cell proves the order though it matters, or if cells prove both.
pub fn dates<'a>(column: impl Iterator<Item = (u32, &'a str)>) -> Result<DateOrder, Ambiguous> {
    let (mut day_first, mut month_first, mut open) = (None, None, None);
    for (line, text) in column {
        let Ok(Written::Open { first, second, .. }) = written(text) else { continue };
        let proof = match (first, second) {
            (13.., ..=12) => &mut day_first,
            (..=12, 13..) => &mut month_first,
            (..=12, ..=12) if first != second => &mut open,
            _ => continue,
        };
        proof.get_or_insert_with(|| (line, shortened(text.trim())));
    }
    match (day_first, month_first, open) {
        (Some((day_first_line, day_first)), Some((month_first_line, month_first)), _) => {
            Err(Ambiguous::Contradiction { day_first_line, day_first, month_first_line, month_first })
        }
        (Some(_), None, _) => Ok(DateOrder::DayFirst),
        (None, Some(_), _) => Ok(DateOrder::MonthFirst),
        (None, None, Some((line, text))) => Err(Ambiguous::Undecided { line, text }),
        (None, None, None) => Ok(DateOrder::Plain),
    }
}

impl DateOrder {
    /// Reads one date. A time of day behind it is dropped, so that the day stays the one that is written.
    ///
    /// # Errors
    ///
    /// A [`ValueError`] that says what is wrong: no date, a short year, a spreadsheet's day number, a day that the
    /// calendar lacks, or an order of day and month that [`DateOrder::Plain`] leaves open.
    pub fn parse(self, text: &str) -> Result<Date, ValueError> {
        let (year, month, day) = match (written(text)?, self) {
            (Written::Fixed { year, month, day }, _) => (year, month, day),
            (Written::Open { first, second, year }, Self::DayFirst) => (year, second, first),
            (Written::Open { first, second, year }, Self::MonthFirst) => (year, first, second),
            (Written::Open { first, second, year }, Self::Plain) if first == second => (year, first, second),
            (Written::Open { .. }, Self::Plain) => return Err(ValueError::OpenOrder(shortened(text.trim()))),
        };
        calendar_day(year, month, day)
            .map_err(|reason| ValueError::NoSuchDay { text: shortened(text.trim()), reason })
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn order(column: &[&str]) -> Result<DateOrder, Ambiguous> {
        dates((2..).zip(column.iter().copied()))
    }

    #[test]
    fn one_date_after_the_twelfth_proves_the_order() {
        assert_eq!(order(&["03/04/2026", "", "31/01/2026", "n/a"]), Ok(DateOrder::DayFirst));
        assert_eq!(order(&["03-04-2026", "01-31-2026"]), Ok(DateOrder::MonthFirst));
        assert_eq!(DateOrder::DayFirst.parse("03/04/2026"), Ok(date!(2026 - 04 - 03)));
        assert_eq!(DateOrder::MonthFirst.parse("03/04/2026"), Ok(date!(2026 - 03 - 04)));
    }

    #[test]
    fn a_column_that_proves_nothing_is_never_guessed() {
        let open = order(&["2026-01-31", "03/04/2026", "05/06/2026"]);
        assert_eq!(open, Err(Ambiguous::Undecided { line: 3, text: "03/04/2026".to_owned() }));
        let refused = DateOrder::Plain.parse("03/04/2026");
        assert_eq!(refused, Err(ValueError::OpenOrder("03/04/2026".to_owned())));
    }

    #[test]
    fn a_contradiction_names_both_lines() {
        let message = order(&["31/01/2026", "05/05/2026", "01/31/2026"]).unwrap_err().to_string();
        assert!(message.contains("\"31/01/2026\" on line 2"), "{message}");
        assert!(message.contains("\"01/31/2026\" on line 4"), "{message}");
    }

    #[test]
    fn dates_that_say_their_own_order_need_none() {
        assert_eq!(
            order(&["2026-03-04", "03.04.2026", "3 Apr 2026", "05/05/2026", "99/99/2026"]),
            Ok(DateOrder::Plain)
        );
        assert_eq!(DateOrder::MonthFirst.parse("03.04.2026"), Ok(date!(2026 - 04 - 03)));
        assert_eq!(DateOrder::Plain.parse("05/05/2026"), Ok(date!(2026 - 05 - 05)));
        assert_eq!(order(&[]), Ok(DateOrder::Plain));
    }

    #[test]
    fn days_the_calendar_lacks_are_refused_by_name() {
        let message = DateOrder::Plain.parse("31.02.2026").unwrap_err().to_string();
        assert_eq!(message, "\"31.02.2026\" is no day of the calendar: February 2026 has no day 31");
        let message = DateOrder::DayFirst.parse("01/31/2026").unwrap_err().to_string();
        assert_eq!(message, "\"01/31/2026\" is no day of the calendar: there is no month 31");
        assert_eq!(DateOrder::Plain.parse("29 Feb 2028"), Ok(date!(2028 - 02 - 29)));
    }
}
