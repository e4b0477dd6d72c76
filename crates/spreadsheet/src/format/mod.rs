//! The number format of a cell: whether its number is a date, and how the sheet shows it.
//!
//! Formats are parsed, because single letters have no fixed meaning: the `d` of `0" d"` is text, that of `[Red]` is part of a
//! color, and `Standard` is the name of General in some languages.

mod faithful;
mod parse;
mod show;

pub(crate) use faithful::names_currency;
use parse::Section;

/// A number format, such as `#,##0.00;[Red]-#,##0.00`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NumberFormat {
    /// The sections for numbers; at least one.
    sections: Vec<Section>,
    /// The section for text, unless it shows the text unchanged.
    text: Option<Section>,
}

/// The kind of value that a format shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    Number,
    /// A date, a time of day, or both.
    Moment,
    /// A duration, which can have more than 24 hours.
    Span,
}

/// Why a cell's text can't be accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unshown {
    /// A formula that has not been computed yet.
    #[error(
        "the cell holds a formula without a stored value. Open and save the file in a spreadsheet program"
    )]
    Formula,
    /// An error such as `#N/A`.
    #[error("the cell shows the error {0}; a value is needed here")]
    Error(String),
    /// A date or a time, which a spreadsheet may have made from other text.
    #[error(
        "text is needed here and the cell holds a day or a time, {0}, which a spreadsheet may have made of what was typed; \
         format the column as text and type the value again"
    )]
    Moment(String),
    /// A date of which the sheet shows only a part, such as the month.
    #[error(
        "the cell holds the date {0}, and its format does not show the day with its month and year, so that a different day \
         may be meant; choose a format that shows all three, and check the day"
    )]
    PartOfDate(String),
    /// A number with more digits than a spreadsheet keeps.
    #[error(
        "text is needed here and the cell holds a number of more than 15 digits, the last of which a spreadsheet has \
         replaced by zeros; format the column as text and type the value again"
    )]
    Rounded,
    /// A number shown as a power of ten.
    #[error(
        "text is needed here and the cell holds a number in scientific notation, {0}; format the column as text and type the \
         value again"
    )]
    Scientific(String),
    /// A number that its format shows together with something else.
    #[error("the cell shows “{shown}” and holds the number {number}; type only the number")]
    Changed {
        /// The text that the sheet shows.
        shown: String,
        /// The stored number.
        number: String,
    },
    /// A number that its format shows as something else.
    #[error(
        "the cell holds the number {number}, and its format {format} shows something else; type only the number, in a plain \
         format"
    )]
    Disguised {
        /// The stored number.
        number: String,
        /// The code of its format.
        format: String,
    },
    /// Text that its format does not show.
    #[error("the cell holds the text “{0}”, which its format does not show; choose the format for text")]
    HiddenText(String),
    /// A number whose text depends on more than the file says, or that is not shown in full.
    #[error(
        "text is needed here and the cell holds the number {number} in the format {format}; format the column as text and \
         type the value again"
    )]
    Number {
        /// The stored number.
        number: String,
        /// The code of its format.
        format: String,
    },
}

/// A number with at most 15 digits, because further ones are noise from a spreadsheet's arithmetic.
pub(crate) fn number_text(number: f64) -> String {
    if number == 0.0 {
        return "0".to_owned();
    }
    if number.fract() == 0.0 {
        return number.to_string();
    }
    let rounded = format!("{number:.14e}").parse().unwrap_or(number);
    rounded.to_string()
}

impl NumberFormat {
    /// The kind of value that the format shows for this number.
    pub(crate) fn meaning(&self, number: f64) -> Meaning {
        self.section(number).map_or(Meaning::Number, |(section, _)| section.meaning())
    }

    /// Whether the format shows this number as a date with its day and its year.
    pub(crate) fn shows_whole_date(&self, number: f64) -> bool {
        self.section(number).is_some_and(|(section, _)| section.shows_whole_date())
    }

    /// The section for a number, and whether that section itself shows the number's sign. None if that is uncertain.
    fn section(&self, number: f64) -> Option<(&Section, bool)> {
        if self.sections.iter().any(|section| section.condition.is_some()) {
            let fits = |section: &&Section| section.condition.is_none_or(|condition| condition.holds(number));
            let found = self.sections.iter().find(fits)?;
            // Only the spreadsheet knows whether such a section shows the sign itself.
            return (number >= 0.0).then_some((found, false));
        }
        match (self.sections.as_slice(), number) {
            ([only], _) => Some((only, false)),
            ([_, negative, ..], ..0.0) => Some((negative, true)),
            ([_, _, zero, ..], 0.0) => Some((zero, false)),
            (sections, _) => sections.first().map(|section| (section, false)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_no_noise() {
        let shown = [120.0, -0.0, 0.1 + 0.2, 1.1 * 3.0, -2.5, 123_456_789_012.0, 1e-7].map(number_text);
        assert_eq!(shown, ["120", "0", "0.3", "3.3", "-2.5", "123456789012", "0.0000001"]);
    }

    #[test]
    fn the_section_of_a_number_says_what_it_is() {
        let meaning = |code: &str, number| NumberFormat::parse(code).meaning(number);
        assert_eq!(meaning("yyyy-mm-dd;@", 46_000.0), Meaning::Moment);
        assert_eq!(meaning("0;[h]:mm", -2.0), Meaning::Span);
        assert_eq!(meaning("[=7]dd.mm.yyyy;0", 7.0), Meaning::Moment);
        assert_eq!(meaning("[=7]dd.mm.yyyy;0", 8.0), Meaning::Number);
        assert_eq!(meaning("[<0]yyyy", 8.0), Meaning::Number);
    }

    #[test]
    fn a_format_may_hide_a_part_of_a_date() {
        let shows = |code: &str| NumberFormat::parse(code).shows_whole_date(46_000.0);
        for code in [
            "yyyy-mm-dd",
            "d. mmmm yy",
            "dd/mm/yyyyThh:mm",
            "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy",
            "yyyymmdd",
            "ge.m.d",
            "m/d/yy h:mm",
        ] {
            assert!(shows(code), "{code}");
        }
        for code in ["mmm yy", "mmmm yyyy", "yyyy", "d-mmm", "dddd mmm yyyy", "h:mm", "\"d\" mm/yyyy"] {
            assert!(!shows(code), "{code}");
        }
    }
}
