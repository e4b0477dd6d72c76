//! Writes CSV in the form that spreadsheets open best: UTF-8 with a byte order mark, commas, quotes by RFC 4180, lines
//! ending in CR LF.

use std::io::Write;

use csv::{Terminator, WriterBuilder};

use super::guard::with_guard;
use super::{Cell, WriteError, Writer, instant_text};

/// A CSV file that is written row by row to `W`.
pub struct CsvWriter<W: Write> {
    output: csv::Writer<W>,
    begun: bool,
}

impl<W: Write> CsvWriter<W> {
    /// Starts the file with its byte order mark, without which Excel takes UTF-8 for Windows-1252.
    ///
    /// # Errors
    ///
    /// [`WriteError::Io`] if `output` cannot be written.
    pub fn new(mut output: W) -> Result<Self, WriteError> {
        output.write_all("\u{feff}".as_bytes())?;
        let output = WriterBuilder::new().terminator(Terminator::CRLF).flexible(true).from_writer(output);
        Ok(Self { output, begun: false })
    }

    fn end_row(&mut self) -> Result<(), WriteError> {
        self.begun = true;
        self.output.write_record(None::<&[u8]>).map_err(io_error)
    }
}

impl<W: Write> Writer for CsvWriter<W> {
    fn header(&mut self, headings: &[&str]) -> Result<(), WriteError> {
        if self.begun {
            return Err(WriteError::LateHeader);
        }
        for heading in headings {
            self.output.write_field(with_guard(heading).as_bytes()).map_err(io_error)?;
        }
        self.end_row()
    }

    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), WriteError> {
        for cell in cells {
            let written = match cell {
                Cell::Empty => self.output.write_field(""),
                Cell::Text(text) => self.output.write_field(with_guard(text).as_bytes()),
                Cell::Whole(number) => self.output.write_field(number.to_string()),
                Cell::Number(number) if !number.is_finite() => return Err(WriteError::NotFinite(*number)),
                Cell::Number(number) => self.output.write_field(number.to_string()),
                Cell::Date(date) => self.output.write_field(date.to_string()),
                Cell::Instant(instant) => self.output.write_field(instant_text(*instant)),
            };
            written.map_err(io_error)?;
        }
        self.end_row()
    }

    fn finish(mut self: Box<Self>) -> Result<(), WriteError> {
        Ok(self.output.flush()?)
    }
}

fn io_error(error: csv::Error) -> WriteError {
    WriteError::Io(error.into())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::date;

    fn written(headings: &[&str], rows: &[Vec<Cell<'_>>]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut writer = Box::new(CsvWriter::new(&mut bytes).unwrap());
        writer.header(headings).unwrap();
        for row in rows {
            writer.row(row).unwrap();
        }
        writer.finish().unwrap();
        bytes
    }

    #[test]
    fn every_kind_of_cell() {
        let row = vec![
            Cell::Text("say \"hi\", ok"),
            Cell::Text("=1+1"),
            Cell::from(7_u32),
            Cell::from(-1.5),
            Cell::from(date(2026, 1, 31)),
            Cell::from(None::<u64>),
        ];
        let text = String::from_utf8(written(&["a", "b", "c", "d", "e", "f"], &[row])).unwrap();
        assert_eq!(text, "\u{feff}a,b,c,d,e,f\r\n\"say \"\"hi\"\", ok\",'=1+1,7,-1.5,2026-01-31,\r\n");
    }

    #[test]
    fn what_has_no_place_is_refused() {
        let mut writer = CsvWriter::new(Vec::new()).unwrap();
        writer.row(&[Cell::Text("a")]).unwrap();
        assert!(matches!(writer.header(&["a"]), Err(WriteError::LateHeader)));
        assert!(matches!(writer.row(&[Cell::Number(f64::NAN)]), Err(WriteError::NotFinite(_))));
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(
            rows in proptest::collection::vec(
                // The first cell is never blank, because the reader drops blank rows.
                ("[a-z'=;|]{1,5}", "[\\PC\r\n\t\"',;|=@+-]{0,12}", "[\",\r\n é😀]{0,5}"), 0..8),
        ) {
            let cells: Vec<Vec<Cell<'_>>> =
                rows.iter().map(|(a, b, c)| vec![Cell::from(a), Cell::from(b), Cell::from(c)]).collect();
            let table = crate::read(&written(&["=first", "\"second\"", "third;|"], &cells), "own.csv").unwrap();
            prop_assert_eq!(table.header, ["=first", "\"second\"", "third;|"]);
            let read: Vec<_> = table.rows.into_iter().map(|row| row.cells).collect();
            let expected: Vec<_> = rows.iter().map(|(a, b, c)| crate::Cells::from([a, b, c].as_slice())).collect();
            prop_assert_eq!(read, expected);
            prop_assert_eq!(table.problems, []);
        }
    }
}
