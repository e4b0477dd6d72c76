//! Data that the page and the server exchange: the file with its mapping, and the plan.

use model::import::{DateOrder, DecimalMark, Kind, Owners, RowOutcome, Times};
use serde::{Deserialize, Serialize};

/// The most rows of a plan that the browser gets; the totals count all.
pub const ROWS_SHOWN: usize = 500;
/// The largest file that an import takes, in bytes.
pub const FILE_LIMIT: usize = 30 << 20;

/// The encodings to choose from: name in requests, name on the screen.
pub const ENCODINGS: [(&str, &str); 31] = [
    ("UTF-8", "UTF-8"),
    ("UTF-16LE", "UTF-16"),
    ("windows-1252", "Western European (Windows-1252)"),
    ("windows-1250", "Central European (Windows-1250)"),
    ("windows-1251", "Cyrillic (Windows-1251)"),
    ("windows-1254", "Turkish (Windows-1254)"),
    ("ISO-8859-2", "Central European (ISO-8859-2)"),
    ("ISO-8859-15", "Western European (ISO-8859-15)"),
    ("IBM850", "Western European DOS (code page 850)"),
    ("IBM852", "Central European DOS (code page 852)"),
    ("IBM857", "Turkish DOS (code page 857)"),
    ("macintosh", "Macintosh (MacRoman)"),
    ("Shift_JIS", "Japanese (Shift-JIS)"),
    ("EUC-JP", "Japanese (EUC)"),
    ("EUC-KR", "Korean (EUC)"),
    ("GBK", "Simplified Chinese (GBK)"),
    ("Big5", "Traditional Chinese (Big5)"),
    ("windows-1253", "Greek (Windows-1253)"),
    ("ISO-8859-7", "Greek (ISO-8859-7)"),
    ("windows-1257", "Baltic (Windows-1257)"),
    ("ISO-8859-13", "Baltic (ISO-8859-13)"),
    ("ISO-8859-4", "Northern European (ISO-8859-4)"),
    ("KOI8-U", "Cyrillic (KOI8-U)"),
    ("IBM866", "Cyrillic DOS (code page 866)"),
    ("ISO-8859-5", "Cyrillic (ISO-8859-5)"),
    ("windows-1255", "Hebrew (Windows-1255)"),
    ("ISO-8859-8", "Hebrew (ISO-8859-8)"),
    ("windows-1256", "Arabic (Windows-1256)"),
    ("ISO-8859-6", "Arabic (ISO-8859-6)"),
    ("windows-874", "Thai (Windows-874)"),
    ("windows-1258", "Vietnamese (Windows-1258)"),
];

/// How an encoding reads the cells that differ between encodings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReading {
    /// The encoding, by its name in requests.
    pub encoding: String,
    /// The cells, each with its line in the file; the same cells for every encoding.
    pub cells: Vec<(u32, String)>,
}

/// A file to import, and how to read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportFile {
    /// The file's name, for messages.
    pub name: String,
    /// The file's content.
    pub bytes: Vec<u8>,
    /// The kind of rows.
    pub kind: Kind,
    /// The encoding of a text file; empty to detect it.
    pub encoding: String,
    /// The sheet of a workbook; empty to detect it by its columns.
    pub sheet: String,
    /// The line of the headings; None to detect it.
    pub heading_row: Option<u32>,
    /// How to read dates whose order of day and month is ambiguous.
    pub dates: DateOrder,
    /// How to read numbers whose comma or dot may separate thousands.
    pub numbers: DecimalMark,
    /// How to read days with a time of day.
    pub times: Times,
    /// The field for each column, by the column's heading; an empty field skips the column. The server guesses the columns that
    /// are missing here.
    pub columns: Vec<(String, String)>,
    /// Fields with one value for the whole file.
    pub values: Vec<(String, String)>,
    /// Whether to add unknown organizations that licenses name, as customers.
    pub create_missing: bool,
    /// What to do with licenses that belong to other organizations.
    pub owners: Owners,
}

/// A field that an import fills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportField {
    /// Its name in requests.
    pub name: String,
    /// Its name on the screen.
    pub label: String,
    /// Says which values it takes.
    pub help: String,
    /// Whether the import needs it.
    pub required: bool,
}

/// The planned or actual outcome of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRow {
    /// Its line in the file.
    pub line: u32,
    /// What the row is about, such as a license.
    pub subject: String,
    /// What the import does with it.
    pub outcome: RowOutcome,
    /// The changes, or why the row is refused, in sentences.
    pub notes: Vec<String>,
}

/// The dry run of an import, or its result.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPlan {
    /// All fields for this kind of file.
    pub fields: Vec<ImportField>,
    /// Each heading of the file, with the name of the field that its column fills or an empty name.
    pub columns: Vec<(String, String)>,
    /// Headings of columns for which a person has to choose the field.
    pub asked: Vec<String>,
    /// Headings of columns whose words fill further fields, each with the labels of these fields.
    pub words: Vec<(String, String)>,
    /// The parts of the file that were skipped or guessed, in sentences.
    pub notes: Vec<String>,
    /// The encoding of a text file; empty for a workbook.
    pub encoding: String,
    /// The readings to choose from; empty unless the encoding is ambiguous.
    pub readings: Vec<ImportReading>,
    /// The sheet that was read; empty for a text file.
    pub sheet: String,
    /// The sheets to choose from.
    pub sheets: Vec<String>,
    /// Whether a person has to choose the sheet.
    pub asks_sheet: bool,
    /// The line of the headings.
    pub heading_row: u32,
    /// The lines that could be the headings, each with the beginning of its text.
    pub lines: Vec<(u32, String)>,
    /// Why the file as a whole can't be imported as mapped and read: everything that needs a choice, at once.
    pub problems: Vec<String>,
    /// Why the import that was asked for took nothing. It can be asked for again.
    pub refusal: Option<String>,
    /// What to know before it is imported.
    pub warning: Option<String>,
    /// Row counts: added, changed, unchanged, refused.
    pub totals: [usize; 4],
    /// The first [`ROWS_SHOWN`] rows that change or are refused, refused ones first.
    pub rows: Vec<ImportRow>,
    /// Products that the import adds.
    pub new_products: Vec<String>,
    /// Organizations that the import adds.
    pub new_organizations: Vec<String>,
    /// The number of rows that name a different organization than the license's owner.
    pub conflicts: usize,
    /// Whether there is a choice between the licenses' owners and those that the file names.
    pub asks_owners: bool,
    /// Whether it was imported; otherwise nothing was changed.
    pub done: bool,
}
