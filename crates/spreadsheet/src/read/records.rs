//! Splits text into records of cells.
//!
//! This is our own splitter, because people fix their files line by line: the `csv` crate reads an unclosed quote to the
//! end of the file without an error, and does not count lines that end in a lone carriage return.

use super::ReadError;

/// One record: its first line, counted from 1, and its cells.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) line: u32,
    pub(super) cells: Vec<String>,
}

/// The records of a text file whose cells are separated by one ASCII character. Ends after the first error.
pub(super) struct Records<'a> {
    rest: &'a str,
    line: u32,
    delimiter: u8,
}

impl<'a> Records<'a> {
    /// Splits `text`, whose first line has the number `line`.
    pub(super) fn new(text: &'a str, line: u32, delimiter: u8) -> Self {
        Self { rest: text, line, delimiter }
    }

    fn cell(&mut self) -> Result<String, ReadError> {
        // Files written by hand often have a space before the quote: `a, "b"`.
        let padding = self.padding();
        if self.rest.as_bytes().get(padding) == Some(&b'"') {
            self.rest = &self.rest[padding + 1..];
            return self.quoted();
        }
        let ends = |byte: u8| byte == self.delimiter || matches!(byte, b'\r' | b'\n');
        let end = self.rest.bytes().position(ends).unwrap_or(self.rest.len());
        let (cell, rest) = self.rest.split_at(end);
        self.rest = rest;
        Ok(cell.to_owned())
    }

    /// Reads from after the opening quote to after the closing one.
    fn quoted(&mut self) -> Result<String, ReadError> {
        let opened = self.line;
        let mut cell = String::new();
        loop {
            let Some((part, rest)) = self.rest.split_once('"') else {
                self.rest = "";
                return Err(ReadError::OpenQuote { line: opened });
            };
            cell.push_str(part);
            self.line = self.line.saturating_add(line_breaks(part));
            self.rest = rest;
            if let Some(rest) = rest.strip_prefix('"') {
                cell.push('"');
                self.rest = rest;
            } else {
                break;
            }
        }
        self.rest = &self.rest[self.padding()..];
        match self.rest.bytes().next() {
            None | Some(b'\r' | b'\n') => Ok(cell),
            Some(byte) if byte == self.delimiter => Ok(cell),
            Some(_) => {
                self.rest = "";
                Err(ReadError::TextAfterQuote { line: self.line })
            }
        }
    }

    /// The number of spaces that come next.
    fn padding(&self) -> usize {
        self.rest.bytes().take_while(|byte| *byte == b' ').count()
    }
}

impl Iterator for Records<'_> {
    type Item = Result<Record, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let line = self.line;
        let mut cells = Vec::new();
        loop {
            match self.cell() {
                Ok(cell) => cells.push(cell),
                Err(error) => return Some(Err(error)),
            }
            if let Some(rest) = self.rest.strip_prefix(char::from(self.delimiter)) {
                self.rest = rest;
                continue;
            }
            let next = self.rest.strip_prefix("\r\n").or_else(|| self.rest.strip_prefix(['\r', '\n']));
            if let Some(rest) = next {
                self.rest = rest;
                self.line = self.line.saturating_add(1);
            }
            return Some(Ok(Record { line, cells }));
        }
    }
}

/// The number of lines that end inside `text`.
pub(super) fn line_breaks(text: &str) -> u32 {
    line_breaks_of(text.as_bytes())
}

/// The number of lines that end inside some text in any encoding that contains ASCII.
pub(super) fn line_breaks_of(bytes: &[u8]) -> u32 {
    let ends = |at: &usize| bytes[*at] == b'\n' || bytes[*at] == b'\r' && bytes.get(at + 1) != Some(&b'\n');
    u32::try_from((0..bytes.len()).filter(ends).count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn records(text: &str) -> Vec<(u32, Vec<String>)> {
        Records::new(text, 1, b',')
            .map(|record| record.unwrap())
            .map(|record| (record.line, record.cells))
            .collect()
    }

    fn cells(cells: &[&str]) -> Vec<String> {
        cells.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_line_end_counts_once() {
        for end in ["\n", "\r", "\r\n"] {
            let text = ["a,b", "", "\"1", "\"\"2\"\"\",3", "4,"].join(end);
            let quoted = format!("1{end}\"2\"");
            let expected = vec![
                (1, cells(&["a", "b"])),
                (2, cells(&[""])),
                (3, cells(&[&quoted, "3"])),
                (5, cells(&["4", ""])),
            ];
            assert_eq!(records(&text), expected, "{end:?}");
            assert_eq!(records(&(text + end)), expected, "{end:?}");
        }
    }

    #[test]
    fn quotes_open_a_cell_only_at_its_beginning() {
        assert_eq!(records("a, \"b,c\" ,5\" disk"), [(1, cells(&["a", "b,c", "5\" disk"]))]);
    }

    #[test]
    fn quotes_that_do_not_pair_are_told_by_their_line() {
        let last = |text| Records::new(text, 1, b',').last();
        assert_eq!(last("a\n\"b\nc\",\"d\ne"), Some(Err(ReadError::OpenQuote { line: 3 })));
        assert_eq!(last("a\n\"b\nc\" d\ne"), Some(Err(ReadError::TextAfterQuote { line: 3 })));
    }

    proptest! {
        /// Well-formed text gives the same result as with the `csv` crate.
        #[test]
        fn well_formed_text_is_read_as_others_do(
            rows in proptest::collection::vec(proptest::collection::vec("[a,\"\r\n é']{0,5}", 2..4), 1..5),
        ) {
            let mut writer = ::csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let read: Vec<Vec<String>> = records(&text).into_iter().map(|(_, cells)| cells).collect();
            prop_assert_eq!(read, rows);
        }
    }
}
