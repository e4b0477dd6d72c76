//! Dates. Only the whole column shows the order of day and month.

use chrono::{Datelike as _, NaiveDate, TimeDelta};

use super::date_text::{Text, Written, calendar_day, written};
use super::time_of_day::Clock;
use super::{Sample, ValueError};
use crate::{CellKind, shortened};

/// The order of day and month in a column, for dates whose text leaves it open (`03/04/2026`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// No date in the column leaves it open.
    Plain,
    /// Day, month, year.
    DayFirst,
    /// Month, day, year.
    MonthFirst,
}

/// The last year that has four digits.
const LAST_YEAR: i32 = 9999;

/// The meaning of a time of day after a date, if a day is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    /// The day is uncertain, unless the time is midnight without a time zone.
    Refused,
    /// None: the day is the written one.
    Written,
}

/// When something was, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The day in UTC.
    pub day: NaiveDate,
    /// The milliseconds since that day's midnight; None if no time of day is given.
    pub of_day: Option<i64>,
    /// Whether it may mean only the day: without a time, or midnight without a time zone.
    pub is_day: bool,
}

/// Why the order of day and month in a column is uncertain. A person has to choose it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Ambiguous {
    /// No date in the column has a day after the 12th.
    #[error(
        "day and month cannot be told apart: \"{text}\" on line {line} can be read either way and no other date in the \
         column shows the order; say which comes first or write dates as 2026-01-31"
    )]
    Undecided {
        /// Line of the first uncertain date.
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
    /// Real dates beside text whose order is uncertain.
    #[error(
        "line {moment_line} holds a real date, {moment}, and line {text_line} the text \"{text}\": a spreadsheet that \
         reads only part of a column as dates has often swapped day and month of those; compare them with the source \
         of the file, and say which comes first in the text"
    )]
    Mixed {
        /// Line of the first real date.
        moment_line: u32,
        /// The date.
        moment: String,
        /// Line of the first uncertain text.
        text_line: u32,
        /// The text.
        text: String,
    },
    /// A date that can't be read in the order that a person chose.
    #[error(
        "\"{text}\" on line {line} can only be read with the {} first, and you chose the {}; choose the other order, or write \
         dates as 2026-01-31",
        if *is_month_chosen { "day" } else { "month" },
        if *is_month_chosen { "month" } else { "day" }
    )]
    Refuted {
        /// Line of the first such date.
        line: u32,
        /// Its text.
        text: String,
        /// Whether the month was chosen to be first.
        is_month_chosen: bool,
    },
}

/// Determines the order of day and month in a column from all its cells.
///
/// Dates with slashes or dashes that end in the year leave the order open. Dotted dates are day first, unless one in the
/// column can only be month first; if only other dates prove month first, dotted ones are uncertain. Empty cells and cells
/// that are not dates prove nothing: [`DateOrder::parse`] refuses them.
///
/// # Errors
///
/// [`Ambiguous`] if no cell proves the order though it matters, if cells prove both, or if some of them are real dates.
pub fn dates<'a>(column: impl Iterator<Item = Sample<'a>>) -> Result<DateOrder, Ambiguous> {
    proven_dates(column).map(|(order, _)| order)
}

/// The date that proves the order of day and month in a column whose other dates leave it open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The line of the first date that can be read in only one way.
    pub line: u32,
    /// Its text.
    pub text: String,
}

/// Like [`dates`], with the proof of the order if a date in the column leaves it open.
///
/// # Errors
///
/// As [`dates`].
pub fn proven_dates<'a>(
    column: impl Iterator<Item = Sample<'a>>,
) -> Result<(DateOrder, Option<Proof>), Ambiguous> {
    let (mut day_first, mut month_first, mut open) = (None, None, None);
    let (mut dotted_day_first, mut dotted_month_first, mut dotted) = (None, None, None);
    let (mut moment, mut slashed) = (None, None);
    for sample in column {
        let told = || (sample.line, shortened(sample.text.trim()));
        if matches!(sample.kind, CellKind::Moment | CellKind::PartOfDate) {
            moment.get_or_insert_with(told);
            continue;
        }
        let (first, second, proofs) = match written(sample.text).map(|text| text.date) {
            Ok(Written::Open { first, second, .. }) => {
                slashed.get_or_insert_with(told);
                (first, second, [&mut day_first, &mut month_first, &mut open])
            }
            Ok(Written::Dotted { first, second, .. }) => {
                (first, second, [&mut dotted_day_first, &mut dotted_month_first, &mut dotted])
            }
            _ => continue,
        };
        let [by_day, by_month, either] = proofs;
        let proof = match (first, second) {
            (13.., ..=12) => by_day,
            (..=12, 13..) => by_month,
            (..=12, ..=12) if first != second => either,
            _ => continue,
        };
        proof.get_or_insert_with(told);
    }
    if dotted_month_first.is_some() {
        (day_first, month_first) = (day_first.or(dotted_day_first), month_first.or(dotted_month_first));
        open = open.or(dotted);
    } else if month_first.is_some()
        && let Some((line, text)) = dotted
    {
        // Dots usually mean that the day is first.
        return Err(Ambiguous::Undecided { line, text });
    }
    if let (Some((moment_line, moment)), Some((text_line, text))) = (moment, slashed) {
        return Err(Ambiguous::Mixed { moment_line, moment, text_line, text });
    }
    match (day_first, month_first, open) {
        (Some((day_first_line, day_first)), Some((month_first_line, month_first)), _) => {
            Err(Ambiguous::Contradiction { day_first_line, day_first, month_first_line, month_first })
        }
        (Some(proof), None, open) => Ok((DateOrder::DayFirst, proves(proof, open.is_some()))),
        (None, Some(proof), open) => Ok((DateOrder::MonthFirst, proves(proof, open.is_some()))),
        (None, None, Some((line, text))) => Err(Ambiguous::Undecided { line, text }),
        (None, None, None) => Ok((DateOrder::Plain, None)),
    }
}

fn proves((line, text): (u32, String), is_open: bool) -> Option<Proof> {
    is_open.then_some(Proof { line, text })
}

/// Checks that a column's dates can be read in the order that a person chose.
///
/// # Errors
///
/// [`Ambiguous::Refuted`] with the first date that can only be read in the other order.
pub fn check_dates<'a>(
    order: DateOrder,
    mut column: impl Iterator<Item = Sample<'a>>,
) -> Result<(), Ambiguous> {
    let is_refuted = |sample: &Sample<'_>| {
        if sample.kind != CellKind::Text {
            return false;
        }
        match (written(sample.text).map(|text| text.date), order) {
            (
                Ok(Written::Open { first, second, .. } | Written::Dotted { first, second, .. }),
                DateOrder::DayFirst,
            ) => first <= 12 && second > 12,
            (
                Ok(Written::Open { first, second, .. } | Written::Dotted { first, second, .. }),
                DateOrder::MonthFirst,
            ) => first > 12 && second <= 12,
            _ => false,
        }
    };
    column.find(is_refuted).map_or(Ok(()), |sample| {
        let text = shortened(sample.text.trim());
        let is_month_chosen = order == DateOrder::MonthFirst;
        Err(Ambiguous::Refuted { line: sample.line, text, is_month_chosen })
    })
}

/// Returns a sentence, without its end, if some cells of a column are real dates and some are text that reads as a date.
pub fn mixed<'a>(column: impl Iterator<Item = Sample<'a>>) -> Option<String> {
    let (mut moments, mut texts) = (None, None);
    for sample in column {
        let seen = match sample.kind {
            CellKind::Moment | CellKind::PartOfDate => &mut moments,
            CellKind::Text if written(sample.text).is_ok() => &mut texts,
            _ => continue,
        };
        seen.get_or_insert((0, sample.line, sample.text.trim())).0 += 1;
    }
    let ((moments, moment_line, moment), (texts, text_line, text)) = (moments?, texts?);
    let moment = shortened(moment);
    Some(format!(
        "real dates ({moments}, the first on line {moment_line}: {moment}) are mixed with text that reads as dates ({texts}, the \
         first on line {text_line}: \"{}\"); compare them with where the file comes from, because a spreadsheet may have swapped \
         day and month of those that it read as dates",
        shortened(text)
    ))
}

impl DateOrder {
    /// Parses one date.
    ///
    /// # Errors
    ///
    /// A [`ValueError`] that says what is wrong: not a date, a short year, a spreadsheet's day number, a day that does not
    /// exist, a time of day that is refused, or an order of day and month that [`DateOrder::Plain`] leaves open.
    pub fn parse(self, text: &str, times: Times) -> Result<NaiveDate, ValueError> {
        let (date, clock) = self.read(text)?;
        let cell = || shortened(text.trim());
        match (times, clock) {
            (_, None) | (Times::Written, _) => Ok(date),
            (Times::Refused, Some(clock)) if clock.is_day() => Ok(date),
            (Times::Refused, Some(clock)) if clock.has_zone() => Err(ValueError::Zone(cell())),
            (Times::Refused, Some(_)) => Err(ValueError::TimeOfDay(cell())),
        }
    }

    /// Parses one date with its time of day, if any. An offset is converted to UTC; a time without one is in UTC.
    ///
    /// # Errors
    ///
    /// A [`ValueError`] like [`DateOrder::parse`], but accepts all times of day.
    pub fn moment(self, text: &str) -> Result<Moment, ValueError> {
        let (date, clock) = self.read(text)?;
        let Some(clock) = clock else { return Ok(Moment { day: date, of_day: None, is_day: true }) };
        let day = TimeDelta::try_days(clock.days_later())
            .and_then(|later| date.checked_add_signed(later))
            .filter(|day| day.year() <= LAST_YEAR)
            .ok_or_else(|| ValueError::NotADate(shortened(text.trim())))?;
        Ok(Moment { day, of_day: Some(clock.of_day()), is_day: clock.is_day() })
    }

    /// The written day, and the time of day after it.
    fn read(self, text: &str) -> Result<(NaiveDate, Option<Clock>), ValueError> {
        let Text { date, clock } = written(text)?;
        let cell = || shortened(text.trim());
        let (year, month, day) = match (date, self) {
            (Written::Fixed { year, month, day }, _) => (year, month, day),
            (
                Written::Open { first, second, year } | Written::Dotted { first, second, year },
                Self::MonthFirst,
            ) => (year, first, second),
            (Written::Open { first, second, year }, Self::DayFirst)
            | (Written::Dotted { first, second, year }, _) => (year, second, first),
            (Written::Open { first, second, year }, Self::Plain) if first == second => (year, first, second),
            (Written::Open { .. }, Self::Plain) => return Err(ValueError::OpenOrder(cell())),
        };
        let date = calendar_day(year, month, day)
            .map_err(|reason| ValueError::NoSuchDay { text: cell(), reason })?;
        Ok((date, clock))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::date;

    fn samples<'a>(column: &'a [(&'a str, CellKind)]) -> impl Iterator<Item = Sample<'a>> {
        (2..).zip(column).map(|(line, (text, kind))| Sample { line, text, kind: *kind })
    }

    fn order(column: &[&str]) -> Result<DateOrder, Ambiguous> {
        dates((2..).zip(column).map(|(line, text)| Sample { line, text, kind: CellKind::Text }))
    }

    fn day(order: DateOrder, text: &str) -> Result<NaiveDate, ValueError> {
        order.parse(text, Times::Refused)
    }

    #[test]
    fn one_date_after_the_twelfth_proves_the_order() {
        assert_eq!(order(&["03/04/2026", "", "31/01/2026", "n/a"]), Ok(DateOrder::DayFirst));
        assert_eq!(order(&["03-04-2026", "01-31-2026"]), Ok(DateOrder::MonthFirst));
        assert_eq!(order(&["０３／０４／２０２６", "３１／０１／２０２６"]), Ok(DateOrder::DayFirst));
        assert_eq!(day(DateOrder::DayFirst, "03/04/2026"), Ok(date(2026, 4, 3)));
        assert_eq!(day(DateOrder::MonthFirst, "03/04/2026"), Ok(date(2026, 3, 4)));
    }

    #[test]
    fn a_choice_that_a_date_contradicts_is_told() {
        let text = CellKind::Text;
        let column = [("04/05/2026", text), ("2026-30-30", text), ("11/28/2026", text)];
        let refuted = Ambiguous::Refuted { line: 4, text: "11/28/2026".to_owned(), is_month_chosen: false };
        assert!(refuted.to_string().contains("only be read with the month first, and you chose the day"));
        assert_eq!(check_dates(DateOrder::DayFirst, samples(&column)), Err(refuted));
        assert_eq!(check_dates(DateOrder::MonthFirst, samples(&column)), Ok(()));
        assert!(check_dates(DateOrder::MonthFirst, samples(&[("28.11.2026", text)])).is_err());
    }

    #[test]
    fn what_proves_the_order_is_told_where_it_matters() {
        let text = CellKind::Text;
        let column = [("03/04/2026", text), ("05/31/2026", text), ("06/30/2026", text)];
        let proof = Proof { line: 3, text: "05/31/2026".to_owned() };
        assert_eq!(proven_dates(samples(&column)), Ok((DateOrder::MonthFirst, Some(proof))));
        assert_eq!(proven_dates(samples(&column[1..])), Ok((DateOrder::MonthFirst, None)));
    }

    #[test]
    fn a_column_that_proves_nothing_is_never_guessed() {
        let open = order(&["2026-01-31", "03/04/2026", "05/06/2026"]);
        assert_eq!(open, Err(Ambiguous::Undecided { line: 3, text: "03/04/2026".to_owned() }));
        let refused = day(DateOrder::Plain, "03/04/2026");
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
        assert_eq!(day(DateOrder::Plain, "03.04.2026"), Ok(date(2026, 4, 3)));
        assert_eq!(day(DateOrder::DayFirst, "03.04.2026"), Ok(date(2026, 4, 3)));
        assert_eq!(day(DateOrder::Plain, "05/05/2026"), Ok(date(2026, 5, 5)));
        assert_eq!(order(&[]), Ok(DateOrder::Plain));
    }

    #[test]
    fn dots_mean_day_first_until_the_column_or_a_person_says_otherwise() {
        assert_eq!(order(&["07.08.2027", "19.08.2027"]), Ok(DateOrder::Plain));
        assert_eq!(order(&["07.08.2027", "08.19.2027"]), Ok(DateOrder::MonthFirst));
        assert_eq!(day(DateOrder::MonthFirst, "07.08.2027"), Ok(date(2027, 7, 8)));
        let contradiction = order(&["19.08.2027", "08.19.2027"]);
        assert!(matches!(contradiction, Err(Ambiguous::Contradiction { .. })), "{contradiction:?}");
        let beside = order(&["08/19/2027", "07.08.2027"]);
        assert_eq!(beside, Err(Ambiguous::Undecided { line: 3, text: "07.08.2027".to_owned() }));
        assert_eq!(order(&["19/08/2027", "07.08.2027"]), Ok(DateOrder::DayFirst));
    }

    #[test]
    fn days_the_calendar_lacks_are_refused_by_name() {
        let message = day(DateOrder::Plain, "31.02.2026").unwrap_err().to_string();
        assert_eq!(
            message,
            "\"31.02.2026\" is not a calendar date: February 2026 has no day 31; write it as 2026-01-31"
        );
        let message = day(DateOrder::DayFirst, "01/31/2026").unwrap_err().to_string();
        assert_eq!(
            message,
            "\"01/31/2026\" is not a calendar date: there is no month 31; write it as 2026-01-31"
        );
        assert_eq!(day(DateOrder::Plain, "29 Feb 2028"), Ok(date(2028, 2, 29)));
    }

    #[test]
    fn a_time_of_day_is_not_dropped_unseen() {
        for text in ["2026-05-06 00:00", "2026-05-06T00:00:00.000", "6.5.2026 12:00:00 AM"] {
            assert_eq!(day(DateOrder::Plain, text), Ok(date(2026, 5, 6)), "{text}");
        }
        for text in
            ["2026-05-06 23:59:17", "2026-05-06T24:00:00", "6 May 2026 0:00:01", "2026-05-06T23:59:59.999"]
        {
            assert_eq!(day(DateOrder::Plain, text), Err(ValueError::TimeOfDay(text.to_owned())), "{text}");
        }
        for text in [
            "2026-05-06T21:59:59.999Z",
            "2026-05-06T00:00:00Z",
            "2026-05-06 00:00 +02:00",
            "2026-05-06T00:00:00-0500",
        ] {
            assert_eq!(day(DateOrder::Plain, text), Err(ValueError::Zone(text.to_owned())), "{text}");
            assert_eq!(DateOrder::Plain.parse(text, Times::Written), Ok(date(2026, 5, 6)), "{text}");
        }
    }

    #[test]
    fn a_moment_is_told_in_utc() {
        const MINUTE: i64 = 60_000;
        let moment = |text| {
            DateOrder::MonthFirst.moment(text).map(|moment| (moment.day, moment.of_day, moment.is_day))
        };
        assert_eq!(moment("2026-05-06T23:30:00-01:00"), Ok((date(2026, 5, 7), Some(30 * MINUTE), false)));
        assert_eq!(moment("2026-05-06T00:30:00+01:00"), Ok((date(2026, 5, 5), Some(1_410 * MINUTE), false)));
        let morning = Ok((date(2026, 5, 6), Some(435 * MINUTE), false));
        for text in [
            "2026-05-06 07:15",
            "2026-05-06T07:15Z",
            "2026-05-06 07:15:00 UTC",
            "2026-05-06T09:15:00+0200",
            "2026-05-06 07:15:00+00",
            "20260506T071500Z",
            "5/6/2026 7:15:00 AM",
        ] {
            assert_eq!(moment(text), morning, "{text}");
        }
        assert_eq!(moment("2026-05-06T24:00"), Ok((date(2026, 5, 7), Some(0), false)));
        assert_eq!(moment("2026-05-06"), Ok((date(2026, 5, 6), None, true)));
        assert_eq!(moment("2026-05-06 00:00:00"), Ok((date(2026, 5, 6), Some(0), true)));
        assert_eq!(moment("2026-05-06T00:00:00Z"), Ok((date(2026, 5, 6), Some(0), false)));
        assert!(moment("9999-12-31T24:00").is_err());
        assert!(moment("2026-05-06 07:15 CEST").is_err());
    }

    #[test]
    fn real_dates_beside_texts_are_told() {
        let (moment, text) = (CellKind::Moment, CellKind::Text);
        let swapped = [("2026-05-06", moment), ("", text), ("25/06/2026", text), ("26/06/2026", text)];
        let told = dates(samples(&swapped)).unwrap_err().to_string();
        assert!(
            told.starts_with("line 2 holds a real date, 2026-05-06, and line 4 the text \"25/06/2026\""),
            "{told}"
        );
        let harmless = [("2026-05-06", moment), ("never", text), ("2026-07-08", CellKind::Number(0))];
        assert_eq!((dates(samples(&harmless)), mixed(samples(&harmless))), (Ok(DateOrder::Plain), None));
        let dotted = [("25.06.2026", text), ("2026-05-06", moment), ("2026-05-07", moment)];
        assert_eq!(dates(samples(&dotted)), Ok(DateOrder::Plain));
        let told = mixed(samples(&dotted)).unwrap();
        assert!(told.starts_with("real dates (2, the first on line 3: 2026-05-06) are mixed with"), "{told}");
        assert!(told.contains("(1, the first on line 2: \"25.06.2026\")"), "{told}");
    }
}
