//! Labels of controls that messages mention.

/// Chooses the encoding.
pub const ENCODING: &str = "Encoding";
/// Chooses the sheet.
pub const SHEET: &str = "Sheet";
/// Chooses the line of the headings.
pub const HEADINGS: &str = "Line with the headings";
/// Chooses the order of day and month.
pub const DATES: &str = "Dates with ambiguous day and month";
/// Chooses the decimal separator.
pub const NUMBERS: &str = "Numbers with an ambiguous comma or dot";
/// Chooses the meaning of a time of day.
pub const TIMES: &str = "Dates with a time of day";
/// The option of `TIMES` that keeps the written day.
pub const AS_WRITTEN: &str = "Use the day as written";
/// Adds organizations.
pub const ADD_MISSING: &str = "Add missing organizations as customers";
/// Leaves licenses with their owners.
pub const KEEP: &str = "Keep their owners";
/// Gives licenses to those that the file names.
pub const MOVE: &str = "Move them to the organizations in the file";
/// Leaves refused rows out.
pub const SKIP_REFUSED: &str = "Skip refused rows and import the others";
/// The table in which columns are mapped.
pub const COLUMNS: &str = "Columns of the file";
