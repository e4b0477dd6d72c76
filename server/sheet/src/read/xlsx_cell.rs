//! A cell of a spreadsheet as text.

use calamine::{DataRef, ExcelDateTime};

/// The text of a cell, `None` if it is empty.
pub(super) fn text(value: &DataRef<'_>) -> Option<String> {
    match value {
        DataRef::Empty => None,
        DataRef::String(text) => Some(text.clone()),
        DataRef::SharedString(text) => Some((*text).to_owned()),
        DataRef::Bool(yes) => Some(yes.to_string()),
        DataRef::Int(number) => Some(number.to_string()),
        DataRef::Float(number) => Some(number_text(*number)),
        DataRef::DateTime(moment) => Some(moment_text(*moment)),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            Some(text.strip_suffix("T00:00:00").unwrap_or(text).to_owned())
        }
        DataRef::Error(error) => Some(error.to_string()),
    }
}

/// A number as a spreadsheet shows it: with 15 digits at most, for the ones behind are noise of its arithmetic.
fn number_text(number: f64) -> String {
    if number == 0.0 {
        return "0".to_owned();
    }
    if number.fract() == 0.0 {
        return number.to_string();
    }
    let rounded = format!("{number:.14e}").parse().unwrap_or(number);
    rounded.to_string()
}

/// `2026-01-31`, with the time of day behind a `T` unless it is midnight; a time of day or a span of time alone as
/// `13:45:00`; the bare number if it is outside the calendar of spreadsheets.
fn moment_text(moment: ExcelDateTime) -> String {
    /// 31 December 9999.
    const LAST_DAY: f64 = 2_958_466.0;
    let serial = moment.as_f64();
    if !(0.0..LAST_DAY).contains(&serial) {
        return number_text(serial);
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let clock = format!("{minute:02}:{second:02}");
    if moment.is_duration() {
        let hours = (serial.floor() * 24.0) + f64::from(hour);
        return format!("{hours:02}:{clock}");
    }
    if serial < 1.0 {
        return format!("{hour:02}:{clock}");
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) { date } else { format!("{date}T{hour:02}:{clock}") }
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    #[test]
    fn numbers_have_no_noise() {
        let shown = [120.0, -0.0, 0.1 + 0.2, 1.1 * 3.0, -2.5, 123_456_789_012.0, 1e-7].map(number_text);
        assert_eq!(shown, ["120", "0", "0.3", "3.3", "-2.5", "123456789012", "0.0000001"]);
    }

    #[test]
    fn moments_are_dates_unless_they_have_a_time() {
        let kind = ExcelDateTimeType::DateTime;
        let shown = |serial: f64, kind| moment_text(ExcelDateTime::new(serial, kind, false));
        assert_eq!(shown(46053.0, kind), "2026-01-31");
        assert_eq!(shown(46053.75, kind), "2026-01-31T18:00:00");
        assert_eq!(shown(0.5, kind), "12:00:00");
        assert_eq!(shown(-1.0, kind), "-1");
        assert_eq!(shown(1e12, kind), "1000000000000");
        assert_eq!(shown(f64::NAN, kind), "NaN");
        assert_eq!(shown(1.5, ExcelDateTimeType::TimeDelta), "36:00:00");
        assert_eq!(moment_text(ExcelDateTime::new(44591.0, kind, true)), "2026-01-31");
    }

    #[test]
    fn other_cells() {
        assert_eq!(text(&DataRef::Empty), None);
        assert_eq!(text(&DataRef::Bool(true)).as_deref(), Some("true"));
        assert_eq!(
            text(&DataRef::DateTimeIso("2026-01-31T00:00:00".to_owned())).as_deref(),
            Some("2026-01-31")
        );
    }
}
