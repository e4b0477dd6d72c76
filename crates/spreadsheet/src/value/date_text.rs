//! The ways in which people write a date.

use std::borrow::Cow;

use chrono::{Month, NaiveDate};

use super::ValueError;
use super::time_of_day::Clock;
use super::width::narrow;
use super::words::month;
use crate::shortened;

/// A written date, with the time of day after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) date: Written,
    pub(super) clock: Option<Clock>,
}

/// A date before the order of day and month is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// The order of the parts is certain.
    Fixed { year: u16, month: u16, day: u16 },
    /// Day and month, or month and day.
    Open { first: u16, second: u16, year: u16 },
    /// With dots: day and month, unless the column or a person says otherwise.
    Dotted { first: u16, second: u16, year: u16 },
}

/// The problem with text that should be a date, given the text of the cell.
type Flaw = fn(String) -> ValueError;

/// The longest date with its time of day, in bytes. Longer prose is not searched for one.
const LONGEST_DATE: usize = 64;

/// Parses the parts of a date.
pub(super) fn written(text: &str) -> Result<Text, ValueError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(ValueError::Empty);
    }
    // Before the text is copied: a full-width character has three bytes.
    if text.len() > 3 * LONGEST_DATE {
        return Err(ValueError::NotADate(shortened(text)));
    }
    if matches!(text, "00:00:00" | "1900-01-00" | "00.01.1900" | "1/0/1900" | "00/01/1900") {
        return Err(ValueError::Zero(text.to_owned()));
    }
    let plain = plain(text);
    if plain.len() > LONGEST_DATE {
        return Err(ValueError::NotADate(shortened(text)));
    }
    let (date, clock) = apart(&plain);
    parts(date).map(|date| Text { date, clock }).map_err(|flaw| flaw(shortened(text)))
}

/// The text with full-width characters as ASCII, and `2026年1月31日` as `2026-1-31`.
fn plain(text: &str) -> Cow<'_, str> {
    let text = narrow(text);
    let named = text.split_once('年').and_then(|(year, rest)| {
        let (month, rest) = rest.split_once('月')?;
        let (day, time) = rest.split_once('日')?;
        // Digits right after the day would become part of it.
        let is_apart = time.is_empty() || time.starts_with(char::is_whitespace);
        [year, month, day]
            .iter()
            .all(|part| is_apart && is_digits(part.trim()))
            .then(|| format!("{year}-{month}-{day}{time}"))
    });
    named.map_or(text, Cow::Owned)
}

/// The day in the calendar, or why the calendar does not have it.
pub(super) fn calendar_day(year: u16, month: u16, day: u16) -> Result<NaiveDate, String> {
    let known = u8::try_from(month).ok().and_then(|month| Month::try_from(month).ok());
    let known = known.ok_or_else(|| format!("there is no month {month}"))?;
    let date = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into());
    date.ok_or_else(|| format!("{} {year} has no day {day}", known.name()))
}

fn parts(date: &str) -> Result<Written, Flaw> {
    if date.chars().any(char::is_alphabetic) {
        return with_month_name(date);
    }
    if is_digits(date) && date.len() == 8 {
        return Ok(Written::Fixed {
            year: small(&date[..4])?,
            month: small(&date[4..6])?,
            day: small(&date[6..])?,
        });
    }
    if is_day_serial(date) {
        return Err(ValueError::DaySerial);
    }
    let mark =
        date.chars().find(|sign| matches!(sign, '-' | '/' | '.')).ok_or(ValueError::NotADate as Flaw)?;
    let pieces: Vec<&str> = date.split(mark).map(str::trim).collect();
    let [first, second, third] = pieces[..] else { return Err(ValueError::NotADate) };
    let numbers = (small(first)?, small(second)?, small(third)?);
    match (first.len(), second.len(), third.len()) {
        (4, 1..=2, 1..=2) => Ok(Written::Fixed { year: numbers.0, month: numbers.1, day: numbers.2 }),
        (1..=2, 1..=2, 4) if mark == '.' => {
            Ok(Written::Dotted { first: numbers.0, second: numbers.1, year: numbers.2 })
        }
        (1..=2, 1..=2, 4) => Ok(Written::Open { first: numbers.0, second: numbers.1, year: numbers.2 }),
        (1..=2, 1..=2, 1..=2) => Err(ValueError::ShortYear),
        _ => Err(ValueError::NotADate),
    }
}

/// `31 Jan 2026`, `31-Jan-2026`, `31. Januar 2026`, `Jan 31, 2026`, `2026 Jan 31`, `31 de enero de 2026`.
fn with_month_name(date: &str) -> Result<Written, Flaw> {
    let between = |sign: char| sign.is_whitespace() || matches!(sign, ',' | '.' | '-' | '/');
    let words = date.split(between).filter(|word| !word.is_empty() && !matches!(*word, "de" | "del"));
    let words: Vec<&str> = words.collect();
    let (name, day, year) = match words[..] {
        [first, second, third] if is_digits(second) && is_digits(third) => (first, second, third),
        [first, second, third] if first.len() == 4 && is_digits(first) => (second, third, first),
        [first, second, third] => (second, first, third),
        _ => return Err(ValueError::NotADate),
    };
    let month = month(name).ok_or(ValueError::NotADate as Flaw)?;
    let (day_number, year_number) = (small(day)?, small(year)?);
    match (day.len(), year.len()) {
        (1..=2, 4) => Ok(Written::Fixed { year: year_number, month, day: day_number }),
        (1..=2, 2) => Err(ValueError::ShortYear),
        _ => Err(ValueError::NotADate),
    }
}

/// A spreadsheet counts days from 1900: five digits cover the years 1927 to 2173, and a fraction is the time of day.
fn is_day_serial(date: &str) -> bool {
    let (days, time) = date.split_once(['.', ',']).unwrap_or((date, "0"));
    days.len() == 5 && is_digits(days) && is_digits(time)
}

/// The date and the time of day after it, or the whole text if there is none.
fn apart(text: &str) -> (&str, Option<Clock>) {
    let mut ends = text.char_indices().filter_map(|(at, sign)| {
        let (date, time) = (&text[..at], &text[at + sign.len_utf8()..]);
        // The T of ISO is between digits, unlike that of "9 août 2026".
        let iso = matches!(sign, 'T' | 't') && date.ends_with(digit) && time.starts_with(digit);
        let clock = (iso || sign.is_whitespace()).then(|| Clock::parse(time.trim(), iso)).flatten()?;
        Some((date.trim_end().trim_end_matches(','), Some(clock)))
    });
    ends.next().unwrap_or((text, None))
}

fn digit(sign: char) -> bool {
    sign.is_ascii_digit()
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.chars().all(digit)
}

fn small(text: &str) -> Result<u16, Flaw> {
    if is_digits(text) {
        text.parse().map_err(|_| ValueError::NotADate as Flaw)
    } else {
        Err(ValueError::NotADate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAST_OF_JANUARY: Written = Written::Fixed { year: 2026, month: 1, day: 31 };

    fn date(text: &str) -> Result<Written, ValueError> {
        written(text).map(|text| text.date)
    }

    #[test]
    fn dates_in_the_usual_ways() {
        let ways = [
            "2026-01-31",
            "2026/01/31",
            "2026.1.31",
            "20260131",
            "31 Jan 2026",
            "31-JAN-2026",
            "31. Januar 2026",
            "Jan 31, 2026",
            "January 31 2026",
            "2026 Jan 31",
            "31 janvier 2026",
            "\u{a0}2026-01-31 ",
            "2026年1月31日",
            "２０２６／０１／３１",
            "２０２６年０１月３１日",
            "２０２６０１３１",
            "３１　Ｊａｎ　２０２６",
        ];
        for way in ways {
            assert_eq!(date(way), Ok(LAST_OF_JANUARY), "{way}");
        }
        assert_eq!(date("31/1/2026"), Ok(Written::Open { first: 31, second: 1, year: 2026 }));
        for way in ["31.01.2026", "31. 1. 2026", "３１．０１．２０２６"] {
            assert_eq!(date(way), Ok(Written::Dotted { first: 31, second: 1, year: 2026 }), "{way}");
        }
    }

    #[test]
    fn a_month_is_a_whole_word() {
        let day = |month, day| Ok(Written::Fixed { year: 2026, month, day });
        for (text, expected) in [
            ("6 juillet 2026", day(7, 6)),
            ("31 juillet 2026", day(7, 31)),
            ("6 juil. 2026", day(7, 6)),
            ("06-JUIL-2026", day(7, 6)),
            ("6 juin 2026", day(6, 6)),
            ("9. Sept. 2026", day(9, 9)),
            ("15 ao\u{75}\u{302}t 2026", day(8, 15)),
            ("28 de febrero de 2026", day(2, 28)),
            ("2 Dez. 2026", day(12, 2)),
        ] {
            assert_eq!(date(text), expected, "{text}");
        }
        for text in
            ["6 jui 2026", "8 Mayor 2026", "3 Janitor 2026", "1 Octavia 2026", "Sepp 1, 2026", "de del 2026"]
        {
            assert_eq!(date(text), Err(ValueError::NotADate(text.to_owned())), "{text}");
        }
    }

    #[test]
    fn a_time_of_day_is_told_from_the_date() {
        let times = [
            "T13:45",
            "T13:45:59Z",
            " 13:45:59.123",
            "T134559Z",
            " 00:00:00",
            ", 1:45 PM",
            "T23:59:60+02:00",
            " 13:45 -0500",
            " 13:45 UTC",
            "T24:00:00",
            "　１３：４５：５９",
            "Ｔ１３：４５Ｚ",
            " １:４５ ＰＭ",
        ];
        for time in times {
            let text = written(&format!("2026-01-31{time}")).unwrap();
            assert_eq!((text.date, text.clock.is_some()), (LAST_OF_JANUARY, true), "{time}");
        }
        assert_eq!(written("2026-01-31").unwrap().clock, None);
        assert_eq!(date("31 Oct 2026 08:00"), date("2026-10-31"));
        for tail in ["T25:00", " 13", " x", "T", " 12:60", "+02:00", " 12:00 24:00"] {
            let text = format!("2026-01-31{tail}");
            assert_eq!(written(&text), Err(ValueError::NotADate(text.clone())), "{tail}");
        }
    }

    #[test]
    fn short_years_and_day_numbers_are_refused_with_a_hint() {
        for text in ["31.01.26", "1/31/26", "26-01-31", "31 Jan 26"] {
            assert_eq!(written(text), Err(ValueError::ShortYear(text.to_owned())), "{text}");
        }
        for text in ["45292", "45292.5"] {
            let message = written(text).unwrap_err().to_string();
            assert!(message.contains("format the column as a date"), "{message}");
        }
    }

    #[test]
    fn the_zero_of_a_spreadsheet_is_told() {
        for text in ["00:00:00", "1900-01-00", "1/0/1900"] {
            assert_eq!(written(text), Err(ValueError::Zero(text.to_owned())), "{text}");
        }
        let message = written("00:00:00").unwrap_err().to_string();
        assert!(message.ends_with("clear the cell, or write never if you mean that"), "{message}");
    }

    #[test]
    fn other_text_is_no_date() {
        for text in [
            "soon",
            "2026",
            "2026-01",
            "1/2-2026",
            "31 Foo 2026",
            "1.2.3.2026",
            "Q1 2026",
            "31/01/20266",
            "10000-01-01",
            "31 Jan 10000",
            "100000101",
            "½/1/2026",
            "年1月31日",
            "2026年1月",
            "2026年1月3日1",
        ] {
            assert_eq!(written(text), Err(ValueError::NotADate(text.to_owned())), "{text}");
        }
        assert_eq!(written("\t"), Err(ValueError::Empty));
    }

    #[test]
    fn the_calendar_says_what_it_lacks() {
        assert_eq!(calendar_day(2026, 13, 1), Err("there is no month 13".to_owned()));
        assert_eq!(calendar_day(2026, 2, 29), Err("February 2026 has no day 29".to_owned()));
        assert_eq!(calendar_day(2026, 4, 300), Err("April 2026 has no day 300".to_owned()));
    }
}
