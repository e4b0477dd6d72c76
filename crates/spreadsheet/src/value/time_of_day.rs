//! The time of day after a date.

/// A time of day, with or without an offset from UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    /// Seconds of the day; 86,400 is the midnight that ends it.
    seconds: u32,
    /// Whether a fraction of a second follows.
    has_fraction: bool,
    /// The whole milliseconds of that fraction.
    millis: u32,
    /// How many minutes it is ahead of UTC.
    zone: Option<i32>,
}

const DAY: u32 = 86_400;

impl Clock {
    /// Returns whether it adds nothing to the day: midnight at its start, without a time zone.
    pub(super) fn is_day(self) -> bool {
        self.zone.is_none() && self.seconds == 0 && !self.has_fraction
    }

    pub(super) fn has_zone(self) -> bool {
        self.zone.is_some()
    }

    /// How many days the date in UTC is later than the written one: -1, 0 or 1.
    pub(super) fn days_later(self) -> i64 {
        self.in_utc().div_euclid(i64::from(DAY) * 1_000).clamp(-1, 1)
    }

    /// The milliseconds since the start of its day in UTC. A time without a zone is in UTC.
    pub(super) fn of_day(self) -> i64 {
        self.in_utc().rem_euclid(i64::from(DAY) * 1_000)
    }

    /// The milliseconds since midnight in UTC of the written day.
    fn in_utc(self) -> i64 {
        let seconds = i64::from(self.seconds) - 60 * i64::from(self.zone.unwrap_or_default());
        seconds * 1_000 + i64::from(self.millis)
    }

    /// Parses a time of day; `compact` also allows `134500`, as in ISO 8601.
    pub(super) fn parse(text: &str, compact: bool) -> Option<Self> {
        let lower = text.to_ascii_lowercase();
        let (clock, half, zone) = if let Some(clock) = lower.strip_suffix("am") {
            (clock.trim_end(), Some(0), None)
        } else if let Some(clock) = lower.strip_suffix("pm") {
            (clock.trim_end(), Some(12), None)
        } else {
            let (clock, zone) = without_zone(&lower)?;
            (clock, None, zone)
        };
        let (clock, fraction) = clock.split_once(['.', ',']).unwrap_or((clock, "0"));
        if !is_digits(fraction) {
            return None;
        }
        let pieces: Vec<&str> = match clock.len() {
            4 if compact && is_digits(clock) => vec![&clock[..2], &clock[2..]],
            6 if compact && is_digits(clock) => vec![&clock[..2], &clock[2..4], &clock[4..]],
            _ => clock.split(':').collect(),
        };
        // A minute may end with a leap second.
        let (hour, minute, second) = match pieces[..] {
            [hour, minute] => (below(hour, 25)?, below(minute, 60)?, 0),
            [hour, minute, second] => (below(hour, 25)?, below(minute, 60)?, below(second, 61)?),
            _ => return None,
        };
        let hour = match half {
            Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
            // Some people write `00:00 AM` and `13:45 PM`.
            Some(12) if hour > 12 => hour,
            Some(_) if hour == 0 => 0,
            Some(_) => return None,
            None => hour,
        };
        let (seconds, has_fraction) =
            (hour * 3_600 + minute * 60 + second, fraction.bytes().any(|byte| byte != b'0'));
        // The day ends with 24:00:00, or with a leap second.
        let ends = hour < 24 || (minute, second, has_fraction) == (0, 0, false);
        let digits = fraction.bytes().chain(std::iter::repeat(b'0')).take(3);
        let millis = digits.fold(0, |millis, digit| millis * 10 + u32::from(digit - b'0'));
        ends.then_some(Self { seconds: seconds.min(DAY), has_fraction, millis, zone })
    }
}

/// Takes `z`, `utc`, `gmt`, `+02:00`, `+0200` or `-05` off the end of a lowercase time.
fn without_zone(time: &str) -> Option<(&str, Option<i32>)> {
    for utc in ["z", "utc", "gmt"] {
        if let Some(clock) = time.strip_suffix(utc) {
            return Some((clock.trim_end(), Some(0)));
        }
    }
    let Some(at) = time.rfind(['+', '-']) else { return Some((time, None)) };
    let zone = time[at + 1..].replace(':', "");
    let (hours, minutes) = match zone.len() {
        2 => (below(&zone, 24)?, 0),
        4 if is_digits(&zone) => (below(&zone[..2], 24)?, below(&zone[2..], 60)?),
        _ => return None,
    };
    let ahead = i32::try_from(hours * 60 + minutes).ok()?;
    Some((time[..at].trim_end(), Some(if time[at..].starts_with('-') { -ahead } else { ahead })))
}

/// Parses a number of one or two digits below `end`.
fn below(text: &str, end: u32) -> Option<u32> {
    let number = text.parse().ok().filter(|_| text.len() <= 2 && is_digits(text))?;
    (number < end).then_some(number)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|sign| sign.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_midnight_says_the_day_alone() {
        for text in ["00:00", "0:00:00", "00:00:00.000", "12:00 AM", "12:00:00 am", "00:00:00,0"] {
            assert!(Clock::parse(text, false).is_some_and(Clock::is_day), "{text}");
        }
        for text in ["12:00", "12:00 PM", "00:00:01", "00:00:00.5", "24:00", "00:00Z", "00:00 +01:00"] {
            assert!(Clock::parse(text, false).is_some_and(|clock| !clock.is_day()), "{text}");
        }
    }

    #[test]
    fn the_day_in_utc_can_be_another() {
        let later = |text| Clock::parse(text, true).map(Clock::days_later);
        assert_eq!(later("23:30"), Some(0));
        assert_eq!(later("23:59:60"), Some(1));
        assert_eq!(later("24:00:00"), Some(1));
        assert_eq!(later("23:30-02:00"), Some(1));
        assert_eq!(later("0030+0100"), Some(-1));
        assert_eq!(later("00:30 gmt"), Some(0));
        assert_eq!(later("11:45 pm"), Some(0));
    }

    #[test]
    fn the_time_in_utc_is_kept_to_the_millisecond() {
        let of_day = |text| Clock::parse(text, true).map(Clock::of_day);
        assert_eq!(of_day("07:08:09"), Some(25_689_000));
        assert_eq!(of_day("07:08:09.1"), Some(25_689_100));
        assert_eq!(of_day("07:08:09,123987Z"), Some(25_689_123));
        assert_eq!(of_day("00:15+01:30"), Some(81_900_000));
        assert_eq!(of_day("23:45-00:30"), Some(900_000));
        assert_eq!(of_day("24:00"), Some(0));
        assert_eq!(of_day("7:08:09 pm"), Some(68_889_000));
    }

    #[test]
    fn other_text_is_no_time() {
        for text in [
            "",
            "13",
            "25:00",
            "24:01",
            "12:60",
            "12:00:62",
            "0:0:0:0",
            "14:00 am",
            "12:00+1",
            "12:00+ab:00",
            "1200",
            "a:b",
            "12:00+25",
            "12:00.x",
        ] {
            assert_eq!(Clock::parse(text, false), None, "{text}");
        }
    }
}
