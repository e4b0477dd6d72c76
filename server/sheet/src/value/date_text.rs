//! The ways in which people write one date.

use time::{Date, Month};

use super::ValueError;
use crate::shortened;

/// What a text says before the order of day and month is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// Which part is which is beyond doubt.
    Fixed { year: u16, month: u16, day: u16 },
    /// Day and month, or month and day.
    Open { first: u16, second: u16, year: u16 },
}

/// What is wrong with a text, to be told with the text as it stands in the cell.
type Flaw = fn(String) -> ValueError;

/// How the months begin in English, German, French and Spanish; long enough to tell them apart.
const MONTHS: [(Month, &[&str]); 12] = [
    (Month::January, &["jan", "jän", "ene"]),
    (Month::February, &["feb", "fév", "fev"]),
    (Month::March, &["mar", "mär", "mrz"]),
    (Month::April, &["apr", "avr", "abr"]),
    (Month::May, &["may", "mai"]),
    (Month::June, &["jun", "jui"]),
    (Month::July, &["jul", "juil"]),
    (Month::August, &["aug", "aoû", "aou", "ago"]),
    (Month::September, &["sep"]),
    (Month::October, &["oct", "okt"]),
    (Month::November, &["nov"]),
    (Month::December, &["dec", "dez", "déc", "dic"]),
];
/// The longest name of a month, `septiembre`; a longer word is none.
const LONGEST_MONTH: usize = 10;

/// The longest a date with its time of day gets, in bytes; prose is not searched for one.
const LONGEST_DATE: usize = 64;

/// Reads the parts of a date, its time of day dropped.
pub(super) fn written(text: &str) -> Result<Written, ValueError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(ValueError::Empty);
    }
    let written =
        if text.len() > LONGEST_DATE { Err(ValueError::NotADate as Flaw) } else { parts(without_time(text)) };
    written.map_err(|flaw| flaw(shortened(text)))
}

/// The day in the calendar, or what the calendar lacks of it.
pub(super) fn calendar_day(year: u16, month: u16, day: u16) -> Result<Date, String> {
    let known = u8::try_from(month).ok().and_then(|month| Month::try_from(month).ok());
    let known = known.ok_or_else(|| format!("there is no month {month}"))?;
    let date =
        u8::try_from(day).ok().and_then(|day| Date::from_calendar_date(i32::from(year), known, day).ok());
    date.ok_or_else(|| format!("{known} {year} has no day {day}"))
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
            Ok(Written::Fixed { year: numbers.2, month: numbers.1, day: numbers.0 })
        }
        (1..=2, 1..=2, 4) => Ok(Written::Open { first: numbers.0, second: numbers.1, year: numbers.2 }),
        (1..=2, 1..=2, 1..=2) => Err(ValueError::ShortYear),
        _ => Err(ValueError::NotADate),
    }
}

/// `31 Jan 2026`, `31-Jan-2026`, `31. Januar 2026`, `Jan 31, 2026`, `2026 Jan 31`.
fn with_month_name(date: &str) -> Result<Written, Flaw> {
    let between = |sign: char| sign.is_whitespace() || matches!(sign, ',' | '.' | '-' | '/');
    let words: Vec<&str> = date.split(between).filter(|word| !word.is_empty()).collect();
    let (name, day, year) = match words[..] {
        [first, second, third] if is_digits(second) && is_digits(third) => (first, second, third),
        [first, second, third] if first.len() == 4 && is_digits(first) => (second, third, first),
        [first, second, third] => (second, first, third),
        _ => return Err(ValueError::NotADate),
    };
    let month = month(name).ok_or(ValueError::NotADate as Flaw)?;
    let (day_number, year_number) = (small(day)?, small(year)?);
    match (day.len(), year.len()) {
        (1..=2, 4) => {
            Ok(Written::Fixed { year: year_number, month: u16::from(u8::from(month)), day: day_number })
        }
        (1..=2, 2) => Err(ValueError::ShortYear),
        _ => Err(ValueError::NotADate),
    }
}

fn month(name: &str) -> Option<Month> {
    let name = name.to_lowercase();
    let begins = |beginnings: &[&str]| beginnings.iter().any(|beginning| name.starts_with(beginning));
    let is_word = name.chars().all(char::is_alphabetic) && name.chars().count() <= LONGEST_MONTH;
    MONTHS.iter().find(|(_, beginnings)| is_word && begins(beginnings)).map(|(month, _)| *month)
}

/// A spreadsheet counts days from 1900: five digits are the years 1927 to 2173, a fraction is the time of day.
fn is_day_serial(date: &str) -> bool {
    let (days, time) = date.split_once(['.', ',']).unwrap_or((date, "0"));
    days.len() == 5 && is_digits(days) && is_digits(time)
}

/// The text before a time of day, or all of it if there is none.
fn without_time(text: &str) -> &str {
    let mut dates = text.char_indices().filter_map(|(at, sign)| {
        let (date, time) = (&text[..at], &text[at + sign.len_utf8()..]);
        // The T of ISO stands between digits, unlike that of "9 août 2026".
        let iso = matches!(sign, 'T' | 't') && date.ends_with(digit) && time.starts_with(digit);
        let parts = iso || sign.is_whitespace();
        (parts && is_time(time.trim(), iso)).then(|| date.trim_end().trim_end_matches(','))
    });
    dates.next().unwrap_or(text)
}

/// Whether the text is a time of day, with or without its zone; `compact` allows `134500` as well, as ISO does.
fn is_time(text: &str, compact: bool) -> bool {
    let lower = text.to_ascii_lowercase();
    let clock = match lower.strip_suffix("am").or_else(|| lower.strip_suffix("pm")) {
        Some(clock) => clock.trim_end(),
        None => without_zone(&lower),
    };
    let (clock, fraction) = clock.split_once(['.', ',']).unwrap_or((clock, "0"));
    let in_range = |part: &str, end: u16| {
        part.len() <= 2 && is_digits(part) && small(part).is_ok_and(|number| number < end)
    };
    let pieces: Vec<&str> = match clock.len() {
        4 if compact && is_digits(clock) => vec![&clock[..2], &clock[2..]],
        6 if compact && is_digits(clock) => vec![&clock[..2], &clock[2..4], &clock[4..]],
        _ => clock.split(':').collect(),
    };
    let right = match pieces[..] {
        [hour, minute] => in_range(hour, 24) && in_range(minute, 60),
        // A minute may end in a leap second.
        [hour, minute, second] => in_range(hour, 24) && in_range(minute, 60) && in_range(second, 61),
        _ => false,
    };
    right && is_digits(fraction)
}

/// Takes `z`, `utc`, `+02:00`, `+0200` or `-05` off the end of a time in lower case.
fn without_zone(time: &str) -> &str {
    if let Some(clock) = time.strip_suffix('z').or_else(|| time.strip_suffix("utc")) {
        return clock.trim_end();
    }
    match time.rfind(['+', '-']) {
        Some(at) if matches!(time.len() - at, 3 | 5 | 6) && is_digits(&time[at + 1..].replace(':', "")) => {
            time[..at].trim_end()
        }
        _ => time,
    }
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

    #[test]
    fn dates_in_the_usual_ways() {
        let ways = [
            "2026-01-31",
            "2026/01/31",
            "2026.1.31",
            "20260131",
            "31.01.2026",
            "31. 1. 2026",
            "31 Jan 2026",
            "31-JAN-2026",
            "31. Januar 2026",
            "Jan 31, 2026",
            "January 31 2026",
            "2026 Jan 31",
            "31 janvier 2026",
            "\u{a0}2026-01-31 ",
        ];
        for way in ways {
            assert_eq!(written(way), Ok(LAST_OF_JANUARY), "{way}");
        }
        assert_eq!(written("31/1/2026"), Ok(Written::Open { first: 31, second: 1, year: 2026 }));
    }

    #[test]
    fn every_month_has_its_names() {
        let names = [
            "Jan", "février", "März", "April", "Mai", "juin", "July", "août", "Sept", "Okt", "Nov",
            "Dezember",
        ];
        for (name, number) in names.iter().zip(1..) {
            let expected = Written::Fixed { year: 2026, month: number, day: 9 };
            assert_eq!(written(&format!("9 {name} 2026")), Ok(expected), "{name}");
        }
    }

    #[test]
    fn a_time_of_day_is_dropped_and_nothing_else() {
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
        ];
        for time in times {
            assert_eq!(written(&format!("2026-01-31{time}")), Ok(LAST_OF_JANUARY), "{time}");
        }
        assert_eq!(written("31 Oct 2026 08:00").map(|date| date == written("2026-10-31").unwrap()), Ok(true));
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
            "½/1/2026",
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
