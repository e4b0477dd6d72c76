//! Converts a cell of a spreadsheet to text, and finds its kind.

use std::collections::HashMap;

use calamine::{DataRef, ExcelDateTime, ExcelDateTimeType, Style};

use super::xlsx_formulas::{ERROR, UNKNOWN};
use super::{CellKind, Content};
use crate::format::{Meaning, NumberFormat, number_text};

/// The number formats of a workbook.
pub(super) struct Formats {
    /// The position of each style's format in `parsed` and `codes`.
    styles: Vec<u32>,
    parsed: Vec<NumberFormat>,
    codes: Vec<String>,
    /// Whether days are counted from 1904.
    is_1904: bool,
}

impl Formats {
    pub(super) fn new(styles: &[Style], is_1904: bool) -> Self {
        // The format of cells without a style, or with an unknown one.
        let mut codes = vec!["General".to_owned()];
        let mut places = HashMap::from([(codes[0].clone(), 0)]);
        let mut place = |style: &Style| {
            let Some(format) = &style.number_format else { return 0 };
            // Date and time formats of East Asia, for which a workbook has no code.
            let is_moment =
                matches!(format.format_id, Some(27..=36 | 50..=58)) && format.format_code == codes[0];
            let code = if is_moment { "yyyy-mm-dd" } else { format.format_code.as_str() };
            if let Some(place) = places.get(code) {
                return *place;
            }
            let place = u32::try_from(codes.len()).unwrap_or_default();
            codes.push(code.to_owned());
            places.insert(code.to_owned(), place);
            place
        };
        let styles = styles.iter().map(&mut place).collect();
        let parsed = codes.iter().map(|code| NumberFormat::parse(code)).collect();
        Self { styles, parsed, codes, is_1904 }
    }

    /// The codes of the formats, in the order that [`CellKind::Number`] refers to.
    pub(super) fn into_codes(self) -> Vec<String> {
        self.codes
    }

    /// The content of a cell; None if it is empty.
    pub(super) fn content(&self, value: &DataRef<'_>, style: usize) -> Option<Content> {
        if style == UNKNOWN {
            return Some(Content { text: String::new(), kind: CellKind::Formula });
        }
        let content = |text, kind| Some(Content { text, kind });
        match value {
            DataRef::Empty => None,
            DataRef::String(text) if style == ERROR => content(text.clone(), CellKind::Error),
            DataRef::String(text) => Some(self.text(text, style)),
            DataRef::SharedString(text) => Some(self.text(text, style)),
            DataRef::Bool(yes) => content(if *yes { "TRUE" } else { "FALSE" }.to_owned(), CellKind::Text),
            DataRef::Int(number) => content(number.to_string(), CellKind::Number(self.place(style))),
            DataRef::Float(number) => Some(self.number(*number, style)),
            DataRef::DateTime(moment) => Some(self.number(moment.as_f64(), style)),
            DataRef::DateTimeIso(text) => {
                content(text.strip_suffix("T00:00:00").unwrap_or(text).to_owned(), CellKind::Moment)
            }
            DataRef::DurationIso(text) => content(text.clone(), CellKind::Moment),
            DataRef::Error(error) => content(error.to_string(), CellKind::Error),
        }
    }

    fn place(&self, style: usize) -> u32 {
        self.styles.get(style).copied().unwrap_or_default()
    }

    /// Text as the sheet shows it.
    fn text(&self, text: &str, style: usize) -> Content {
        let format = self.parsed.get(self.place(style) as usize).filter(|_| !text.trim().is_empty());
        match format.map_or(Ok(None), |format| format.shown_text(text)) {
            Ok(shown) => Content { text: shown.unwrap_or_else(|| text.to_owned()), kind: CellKind::Text },
            Err(_) => Content { text: text.to_owned(), kind: CellKind::Hidden },
        }
    }

    fn number(&self, number: f64, style: usize) -> Content {
        let place = self.place(style);
        let format = self.parsed.get(place as usize);
        let is_whole = format.is_some_and(|format| format.shows_whole_date(number));
        let (kind, shown) = match format.map_or(Meaning::Number, |format| format.meaning(number)) {
            Meaning::Number => return Content { text: number_text(number), kind: CellKind::Number(place) },
            Meaning::Moment if !is_whole => (ExcelDateTimeType::DateTime, CellKind::PartOfDate),
            Meaning::Moment => (ExcelDateTimeType::DateTime, CellKind::Moment),
            Meaning::Span => (ExcelDateTimeType::TimeDelta, CellKind::Moment),
        };
        Content { text: moment_text(number, kind, self.is_1904), kind: shown }
    }
}

/// `2026-01-31`, followed by `T` and the time of day unless that is midnight; a time of day or a duration alone as
/// `13:45:00`; the bare number if it is outside the calendar of spreadsheets.
fn moment_text(serial: f64, kind: ExcelDateTimeType, is_1904: bool) -> String {
    /// 31 December 9999.
    const LAST_DAY: f64 = 2_958_466.0;
    const SECONDS: f64 = 86_400.0;
    /// A computed date may miss midnight by this many seconds. A stored number is exact to a millionth of a second.
    const NOISE: f64 = 0.000_5;
    if !(0.0..LAST_DAY).contains(&serial) {
        return number_text(serial);
    }
    let (mut day, mut of_day) = (serial.floor(), (serial - serial.floor()) * SECONDS);
    if kind == ExcelDateTimeType::TimeDelta {
        let seconds = (serial * SECONDS).round();
        return format!("{:02}:{}", (seconds / 3_600.0).floor(), minutes(seconds));
    }
    if SECONDS - of_day < NOISE {
        (day, of_day) = (day + 1.0, 0.0);
    } else {
        // Rounded to the second, but never into the next day: some databases write the end of a day as 23:59:59.997.
        of_day = of_day.round().min(SECONDS - 1.0);
    }
    let time = format!("{:02}:{}", (of_day / 3_600.0).floor(), minutes(of_day));
    if day == 0.0 {
        return time;
    }
    let (year, month, day, ..) = ExcelDateTime::new(day, kind, is_1904).to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if of_day == 0.0 { date } else { format!("{date}T{time}") }
}

/// The minutes and seconds of a time in seconds.
fn minutes(seconds: f64) -> String {
    format!("{:02}:{:02}", (seconds % 3_600.0 / 60.0).floor(), (seconds % 60.0).floor())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formats(codes: &[&str]) -> Formats {
        let codes: Vec<String> = codes.iter().map(ToString::to_string).collect();
        let parsed = codes.iter().map(|code| NumberFormat::parse(code)).collect();
        Formats { styles: (0..).take(codes.len()).collect(), parsed, codes, is_1904: false }
    }

    #[test]
    fn moments_are_dates_unless_they_have_a_time() {
        let kind = ExcelDateTimeType::DateTime;
        let shown = |serial: f64, kind| moment_text(serial, kind, false);
        assert_eq!(shown(46053.0, kind), "2026-01-31");
        assert_eq!(shown(46053.75, kind), "2026-01-31T18:00:00");
        assert_eq!(shown(0.5, kind), "12:00:00");
        assert_eq!(shown(-1.0, kind), "-1");
        assert_eq!(shown(1e12, kind), "1000000000000");
        assert_eq!(shown(f64::NAN, kind), "NaN");
        assert_eq!(shown(1.5, ExcelDateTimeType::TimeDelta), "36:00:00");
        assert_eq!(moment_text(44591.0, kind, true), "2026-01-31");
    }

    #[test]
    fn rounding_enters_the_next_day_only_within_the_noise_of_a_computed_day() {
        let shown = |serial: f64| moment_text(serial, ExcelDateTimeType::DateTime, false);
        for off in [1e-10, 1e-9, 5e-9] {
            assert_eq!(shown(46210.0 - off), "2026-07-07", "{off} before");
        }
        for off in [1e-9, 1e-7, 4e-6] {
            assert_eq!(shown(46210.0 + off), "2026-07-07", "{off} after");
        }
        for seconds in [0.001, 0.003, 0.3, 0.5, 1.0] {
            assert_eq!(shown(46210.0 - seconds / 86_400.0), "2026-07-06T23:59:59", "{seconds} before");
        }
        assert_eq!(shown(1.0 - 0.003 / 86_400.0), "23:59:59");
        assert_eq!(shown(46210.0 - 43.0 / 86_400.0), "2026-07-06T23:59:17");
        assert_eq!(shown(46210.0 + 2.0 / 86_400.0), "2026-07-07T00:00:02");
        // Within a day, rounding carries over.
        assert_eq!(shown(46209.5 - 0.003 / 86_400.0), "2026-07-06T12:00:00");
    }

    #[test]
    fn a_number_is_what_its_format_says() {
        let formats = formats(&["General", "00000", "dd.mm.yyyy", "Standard", "\"h\"0"]);
        let content = |number, style| formats.content(&DataRef::Float(number), style).unwrap();
        let number = |text: &str, place| Content { text: text.to_owned(), kind: CellKind::Number(place) };
        assert_eq!(content(812.0, 1), number("812", 1));
        assert_eq!(content(7.0, 3), number("7", 3));
        assert_eq!(content(7.0, 4), number("7", 4));
        assert_eq!(content(7.0, 99), number("7", 0));
        assert_eq!(content(46053.0, 2), Content { text: "2026-01-31".to_owned(), kind: CellKind::Moment });
        // Regardless of how the reader of workbooks interpreted it.
        let moment = ExcelDateTime::new(7.0, ExcelDateTimeType::DateTime, false);
        assert_eq!(formats.content(&DataRef::DateTime(moment), 3), Some(number("7", 3)));
    }

    #[test]
    fn a_text_is_what_its_format_shows() {
        let formats = formats(&["General", "\"AB-\"@", ";;;"]);
        let content = |style| formats.content(&DataRef::SharedString("0815"), style).unwrap();
        let shown = |text: &str, kind| Content { text: text.to_owned(), kind };
        assert_eq!(content(0), shown("0815", CellKind::Text));
        assert_eq!(content(1), shown("AB-0815", CellKind::Text));
        assert_eq!(content(2), shown("0815", CellKind::Hidden));
        // An empty text shows nothing of it.
        assert_eq!(formats.content(&DataRef::SharedString(""), 1), Some(shown("", CellKind::Text)));
    }

    #[test]
    fn other_cells() {
        let formats = formats(&["General"]);
        assert_eq!(formats.content(&DataRef::Empty, 0), None);
        let text = |value: &DataRef<'_>| formats.content(value, 0).unwrap().text;
        assert_eq!(text(&DataRef::Bool(true)), "TRUE");
        assert_eq!(text(&DataRef::DateTimeIso("2026-01-31T00:00:00".to_owned())), "2026-01-31");
        assert_eq!(formats.content(&DataRef::Empty, UNKNOWN).unwrap().kind, CellKind::Formula);
    }
}
