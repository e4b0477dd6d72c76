//! Reads a file to import.

use spreadsheet::{Choices, ReadError, Table, TextEncoding};

use super::{Kind, fields};

/// A person's choices of how to read a file.
#[derive(Clone, Copy, Debug, Default)]
pub struct FileReading<'a> {
    /// The encoding of a text file.
    pub encoding: Option<TextEncoding>,
    /// The name of the worksheet.
    pub sheet: Option<&'a str>,
    /// The line of the headings, counted from 1.
    pub heading_row: Option<u32>,
}

/// Reads the table in a file. Finds the sheet and the headings by the fields of that kind, unless they were chosen.
pub fn read(kind: Kind, bytes: &[u8], name: &str, reading: FileReading<'_>) -> Result<Table, ReadError> {
    let fields: Vec<_> = fields(kind).iter().map(super::FieldInfo::wanted).collect();
    let FileReading { encoding, sheet, heading_row } = reading;
    spreadsheet::read_with(bytes, name, Choices { encoding, sheet, heading_row, fields: &fields })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_found_by_the_fields_of_their_kind() {
        let text = "Inventory of the west wing\n,\nfingerprint,computer\nF-1,desk-1\n";
        let line =
            |kind| read(kind, text.as_bytes(), "x.csv", FileReading::default()).unwrap().around.heading_row;
        assert_eq!(line(Kind::Deployments), 3);
        // None of it is about organizations, and two columns don't make a wide table.
        assert_eq!(line(Kind::Organizations), 1);
        let chosen = FileReading { heading_row: Some(3), ..FileReading::default() };
        let table = read(Kind::Organizations, text.as_bytes(), "x.csv", chosen).unwrap();
        assert_eq!(table.header, ["fingerprint", "computer"]);
    }
}
