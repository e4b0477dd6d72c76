//! Why a file as a whole cannot be read.

/// Why a file as a whole cannot be read. The messages are for the person who chose the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The file is empty, or has only blank rows.
    #[error("{name} is empty; a header and at least one row are needed")]
    Empty {
        /// The name of the file.
        name: String,
    },
    /// Content of another kind, such as a picture or an archive.
    #[error("{name} is not a table; CSV and XLSX files can be read")]
    NotATable {
        /// The name of the file.
        name: String,
    },
    /// A web page or other XML, which some systems save under a spreadsheet's file name.
    #[error("{name} is a web page or XML file despite its name; save it as CSV or XLSX and try again")]
    Markup {
        /// The name of the file.
        name: String,
    },
    /// A workbook of Excel 2003 or earlier.
    #[error("{name} is in the format of Excel 2003 or earlier (XLS); save it as XLSX or CSV and try again")]
    OldExcel {
        /// The name of the file.
        name: String,
    },
    /// A spreadsheet in another format.
    #[error("{name} is a spreadsheet in the format {format}; save it as XLSX or CSV and try again")]
    OtherSpreadsheet {
        /// The name of the file.
        name: String,
        /// The format, such as `ODS`.
        format: &'static str,
    },
    /// An encrypted workbook.
    #[error("{name} is protected by a password; save it without one and try again")]
    Password {
        /// The name of the file.
        name: String,
    },
    /// A file that breaks the rules of its own format.
    #[error("{name} is damaged ({reason}); save it again and retry")]
    Damaged {
        /// The name of the file.
        name: String,
        /// The problem found.
        reason: String,
    },
    /// Bytes that are invalid in the encoding that the file claims, that the rest of it has, or that was chosen.
    #[error(
        "line {line} is not {encoding}{}, though the rest of the file is; correct it there and save the file as UTF-8, \
         or choose the encoding that it has",
        after(.behind)
    )]
    Encoding {
        /// The encoding.
        encoding: &'static str,
        /// The line of the first invalid byte.
        line: u32,
        /// The end of the text before that byte on its line.
        behind: String,
    },
    /// A control character in text.
    #[error("line {line} contains the control character U+{code:04X}{}; remove it there", after(.behind))]
    Control {
        /// The line of the character.
        line: u32,
        /// Its number in Unicode.
        code: u32,
        /// The end of the text before it on its line.
        behind: String,
    },
    /// The workbook has no sheet with that name.
    #[error(
        "{name} has no sheet \"{sheet}\"; choose one of these: {}{}",
        sheets.join(", "),
        if *more == 0 { String::new() } else { format!(" and {more} more") }
    )]
    NoSuchSheet {
        /// The name of the file.
        name: String,
        /// The given name.
        sheet: String,
        /// The names of the first sheets.
        sheets: Vec<String>,
        /// How many further sheets the workbook has.
        more: usize,
    },
    /// The line chosen for the headings is blank or missing.
    #[error("line {line} of {name} has no headings; choose a line that is not blank")]
    NoHeadings {
        /// The name of the file.
        name: String,
        /// The chosen line.
        line: u32,
    },
    /// A quoted cell that never ends.
    #[error(
        "the quote that opens on line {line} is never closed; a quote inside a cell is written twice (\"\")"
    )]
    OpenQuote {
        /// The line of the opening quote.
        line: u32,
    },
    /// A quoted cell with text after its closing quote.
    #[error(
        "line {line} has text right after a closing quote; a quote inside a cell is written twice (\"\")"
    )]
    TextAfterQuote {
        /// The line of the closing quote.
        line: u32,
    },
    /// A heading is a formula that has not been computed yet.
    #[error(
        "the heading of column {column} is a formula without a stored value; open and save the file in a spreadsheet program"
    )]
    UnknownHeading {
        /// The letters of the column.
        column: String,
    },
    /// More rows than [`MAX_ROWS`](super::MAX_ROWS).
    #[error("the table has more than {max} rows; split it and read the parts one by one")]
    TooManyRows {
        /// The most rows allowed.
        max: usize,
    },
    /// More cells than [`MAX_CELLS`](super::MAX_CELLS).
    #[error("the table has more than {max} cells; leave out columns or split it")]
    TooManyCells {
        /// The most cells allowed.
        max: usize,
    },
    /// A workbook that unpacks, or whose cells add up, to more than [`MAX_UNPACKED`](super::MAX_UNPACKED).
    #[error("{name} unpacks to more than {max} bytes; remove other sheets and pictures or split it")]
    TooLarge {
        /// The name of the file.
        name: String,
        /// The most bytes allowed.
        max: u64,
    },
    /// A workbook that unpacks to more than [`MAX_EXPANSION`](super::MAX_EXPANSION) times its size, and to more than a fixed minimum.
    #[error(
        "{name} has {size} bytes and unpacks to more than the {max} bytes allowed for its size. Open it in a \
         spreadsheet program and save it again, or save it as CSV"
    )]
    TooDense {
        /// The name of the file.
        name: String,
        /// The size of the file in bytes.
        size: u64,
        /// The most bytes that it may unpack to.
        max: u64,
    },
}

/// The place of something on a line, by the text before it.
fn after(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!(" behind \"{text}\"") }
}
