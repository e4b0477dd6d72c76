//! Reads a table from CSV.

use super::headings::Rows;
use super::records::{Record, Records};
use super::{Certainty, Choices, Dialect, OpenEncoding, ReadError, Table, delimiter, text};
use crate::write::without_marks;

pub(super) fn read(bytes: &[u8], name: &str, choices: Choices<'_>) -> Result<Table, ReadError> {
    let text::Decoded { text, encoding, certainty } = text::decode(bytes, name, choices.encoding)?;
    if is_markup(&text) {
        return Err(ReadError::Markup { name: name.to_owned() });
    }
    let empty = || ReadError::Empty { name: name.to_owned() };
    // Without any content it is impossible to tell what separates the cells.
    if text.chars().all(|sign| sign.is_whitespace() || matches!(sign, ',' | ';' | '|')) {
        return Err(empty());
    }
    let (delimiter, rest, line) = match delimiter::declared(&text) {
        Some((delimiter, rest)) => (delimiter, rest, 2),
        None => (delimiter::detect(&text, choices.heading_row), text.as_str(), 1),
    };
    let mut rows = Rows::new(name, choices, Vec::new());
    for record in Records::new(rest, line, delimiter) {
        let Record { line, cells } = record?;
        let cells = cells.into_iter().map(|cell| without_marks(cell).into());
        rows.row(line, cells.enumerate().collect())?;
    }
    let certainty = match certainty {
        text::Certainty::Known => Certainty::Known,
        text::Certainty::Guessed(readings) => {
            OpenEncoding::new(&readings, bytes, delimiter).map_or(Certainty::Guessed, Certainty::Open)
        }
    };
    let dialect = Dialect::Csv { encoding, delimiter: char::from(delimiter), certainty };
    rows.finish(dialect)?.ok_or_else(empty)
}

/// Returns whether the text is HTML or XML, which some order systems save under a spreadsheet's file name.
fn is_markup(text: &str) -> bool {
    const STARTS: [&str; 6] = ["<!doctype", "<html", "<table", "<?xml", "<meta", "<head"];
    let text = text.trim_start();
    STARTS.iter().any(|start| text.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Table {
        read(text.as_bytes(), "orders.csv", Choices::default()).unwrap()
    }

    fn rows(table: &Table) -> Vec<(u32, Vec<&str>)> {
        table.rows.iter().map(|row| (row.line, row.cells.iter().collect())).collect()
    }

    #[test]
    fn a_table_with_all_that_people_leave_in_it() {
        let table = table("\n Name ; Seats ;\n;;;\n\"Müller; Söhne\";5;\n\n\"two\nlines\"\nA;1;2\nB;7;;\n");
        assert_eq!(table.header, ["Name", "Seats"]);
        assert_eq!(
            rows(&table),
            [
                (4, vec!["Müller; Söhne", "5"]),
                (6, vec!["two\nlines", ""]),
                (8, vec!["A", "1"]),
                (9, vec!["B", "7"])
            ]
        );
        assert_eq!(
            table.dialect,
            Dialect::Csv { encoding: "UTF-8", delimiter: ';', certainty: Certainty::Known }
        );
        let surplus = table.rows[2].flaws[0].1.message("");
        assert!(surplus.starts_with("the row has \"2\" in column C, and the headings end with column B"));
    }

    #[test]
    fn a_declared_delimiter_counts_as_a_line() {
        let table = table("sep=|\r\na|b,c,d\r\n1|2,3,4\r\n");
        assert_eq!(table.header, ["a", "b,c,d"]);
        assert_eq!(rows(&table), [(3, vec!["1", "2,3,4"])]);
    }

    #[test]
    fn an_apostrophe_that_guards_text_is_taken_off() {
        let table = table("'@name,b\n'=1+1,it's\n'tis,'x\n");
        assert_eq!(table.header, ["@name", "b"]);
        assert_eq!(rows(&table), [(2, vec!["=1+1", "it's"]), (3, vec!["'tis", "'x"])]);
    }

    #[test]
    fn what_keeps_a_spreadsheet_from_numbers_is_taken_off() {
        let table = table("a,b\n=\"0077\",\"=\"\"0078\"\"\"\n'0079,\"'2026-05-06\"\n");
        assert_eq!(rows(&table), [(2, vec!["0077", "0078"]), (3, vec!["0079", "2026-05-06"])]);
    }

    #[test]
    fn files_that_are_no_table_are_named() {
        let refused = |bytes: &[u8]| read(bytes, "x.xls", Choices::default()).unwrap_err();
        for empty in ["", "\n\r\n", "\u{feff}", ";;;\n ;;\n", "|,", "sep=;\n"] {
            assert_eq!(refused(empty.as_bytes()), ReadError::Empty { name: "x.xls".to_owned() }, "{empty:?}");
        }
        assert_eq!(refused(b" <HTML><table>"), ReadError::Markup { name: "x.xls".to_owned() });
        assert_eq!(refused(b"a,b\n1,\"2\n3"), ReadError::OpenQuote { line: 2 });
    }

    #[test]
    fn a_header_alone_is_a_table_without_rows() {
        assert_eq!(table("a,b").rows, []);
    }
}
