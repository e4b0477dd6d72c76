//! Reads a table from an Excel workbook.

use std::io::Cursor;

use calamine::{Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::builder::Builder;
use super::xlsx_cell::Formats;
use super::xlsx_places::{SHEET_COLUMNS, SHEET_ROWS};
use super::{CellKind, Content, Dialect, MAX_UNPACKED, ReadError, Table, xlsx_container};
use crate::column_letters;

pub(super) fn read(bytes: &[u8], name: &str) -> Result<Table, ReadError> {
    let bytes = xlsx_container::checked(bytes, name, MAX_UNPACKED)?;
    let damaged = |error: XlsxError| ReadError::Damaged { name: name.to_owned(), reason: error.to_string() };
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let sheets: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    let is_1904 = workbook.has_1904_epoch();
    for sheet in sheets {
        let mut table = None;
        let mut cells = workbook.worksheet_cells_reader(&sheet).map_err(damaged)?;
        let formats = Formats::new(cells.styles(), is_1904);
        let mut row = SheetRow::default();
        let mut left = MAX_UNPACKED;
        while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(damaged)? {
            let (at, column) = cell.get_position();
            // A reference beyond what a sheet holds is forged: believing it would cost memory without end.
            if at >= SHEET_ROWS || column >= SHEET_COLUMNS {
                let reason = format!("a cell stands beyond row {SHEET_ROWS} or column {SHEET_COLUMNS}");
                return Err(ReadError::Damaged { name: name.to_owned(), reason });
            }
            if at != row.index {
                if at < row.index {
                    let reason = format!("row {} comes after row {}", at.saturating_add(1), row.line());
                    return Err(ReadError::Damaged { name: name.to_owned(), reason });
                }
                std::mem::replace(&mut row, SheetRow { index: at, ..SheetRow::default() })
                    .add_to(&mut table)?;
            }
            // Cells share their texts: a small file can name a long one again and again.
            let length = row.put(column as usize, formats.content(cell.get_value(), style));
            left = left
                .checked_sub(length)
                .ok_or_else(|| ReadError::TooLarge { name: name.to_owned(), max: MAX_UNPACKED })?;
            if row.cells.len() > SHEET_COLUMNS as usize {
                let reason = format!("row {} has more cells than a sheet has columns", row.line());
                return Err(ReadError::Damaged { name: name.to_owned(), reason });
            }
        }
        row.add_to(&mut table)?;
        if let Some(table) = table {
            let table = table.finish(Dialect::Xlsx { sheet });
            return Ok(Table { formats: formats.into_codes(), ..table });
        }
    }
    Err(ReadError::Empty { name: name.to_owned() })
}

/// The cells of one row of a sheet as they come.
#[derive(Default)]
struct SheetRow {
    /// Counted from 0.
    index: u32,
    cells: Vec<(usize, Content)>,
}

impl SheetRow {
    fn line(&self) -> u32 {
        self.index.saturating_add(1)
    }

    /// Adds a cell; returns the length of its text in bytes.
    fn put(&mut self, column: usize, content: Option<Content>) -> u64 {
        let Some(content) = content else { return 0 };
        let length = content.text.len() as u64;
        self.cells.push((column, content));
        length
    }

    /// Makes the first row that is not blank the header and adds the others to it.
    fn add_to(self, table: &mut Option<Builder>) -> Result<(), ReadError> {
        if let Some(table) = table {
            return table.row(self.line(), self.cells);
        }
        let is_blank = |content: &Content| content.text.trim().is_empty();
        let last =
            self.cells.iter().filter(|(_, content)| !is_blank(content)).map(|(column, _)| *column).max();
        if let Some(last) = last {
            let mut header = vec![String::new(); last + 1];
            for (column, content) in self.cells {
                if content.kind == CellKind::Formula {
                    return Err(ReadError::UnknownHeading { column: column_letters(column) });
                }
                if let Some(heading) = header.get_mut(column) {
                    *heading = content.text;
                }
            }
            *table = Some(Builder::new(header)?);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use proptest::prelude::*;
    use proptest::sample::Index;
    use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};

    use zip::write::SimpleFileOptions;
    use zip::{ZipArchive, ZipWriter};

    use super::*;
    use crate::format::Unshown;

    fn workbook(fill: impl Fn(&mut Worksheet)) -> Vec<u8> {
        let mut workbook = Workbook::new();
        workbook.add_worksheet().set_name("blank").unwrap();
        workbook.add_worksheet().set_name("hidden").unwrap().set_hidden(true).write(0, 0, "x").unwrap();
        fill(workbook.add_worksheet().set_name("orders").unwrap());
        workbook.save_to_buffer().unwrap()
    }

    fn orders(sheet: &mut Worksheet) {
        let date = Format::new().set_num_format("dd/mm/yyyy");
        sheet.write(2, 1, " Name ").unwrap().write(2, 2, "Seats").unwrap().write(2, 3, "Start").unwrap();
        sheet.write(4, 1, "=Müller").unwrap().write(4, 2, 120.0).unwrap();
        sheet.write_with_format(4, 3, 46053, &date).unwrap().write_with_format(5, 3, 46053.5, &date).unwrap();
        sheet.write(5, 2, 0.1 + 0.2).unwrap().write(5, 1, true).unwrap();
        sheet.write(6, 5, "surplus").unwrap();
        sheet.write(7, 2, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    }

    #[test]
    fn the_first_visible_sheet_with_content_is_read() {
        let table = read(&workbook(orders), "orders.xlsx").unwrap();
        assert_eq!(table.header, ["", "Name", "Seats", "Start"]);
        assert_eq!(table.dialect, Dialect::Xlsx { sheet: "orders".to_owned() });
        assert_eq!(table.rows[0].line, 5);
        assert_eq!(table.rows[0].cells, ["", "=Müller", "120", "2026-01-31"]);
        assert_eq!(table.rows[1].cells, ["", "true", "0.3", "2026-01-31T12:00:00"]);
        assert_eq!(table.rows[0].kind(3), CellKind::Moment);
        assert_eq!(table.problems.len(), 1);
        assert_eq!(table.problems[0].line, 7);
        assert!(table.problems[0].message.contains("\"surplus\" in column 6 (F)"));
        let error = &table.rows[2];
        assert_eq!((error.line, error.value(2)), (8, Err(Unshown::Error("#DIV/0!".to_owned()))));
    }

    #[test]
    fn a_key_is_what_the_sheet_shows() {
        let table = read(
            &workbook(|sheet| {
                let five = Format::new().set_num_format("00000");
                let two = Format::new().set_num_format("0.00");
                let day = Format::new().set_num_format("d-mmm");
                sheet.write(0, 0, "Key").unwrap().write(0, 1, "Version").unwrap();
                sheet
                    .write_with_format(1, 0, 815, &five)
                    .unwrap()
                    .write_with_format(1, 1, 7.3, &two)
                    .unwrap();
                sheet.write(2, 0, 9_876_543_210_987_654_321.0).unwrap();
                sheet.write_with_format(2, 1, 46_210, &day).unwrap();
            }),
            "a.xlsx",
        )
        .unwrap();
        let shown = |row: usize, column| table.shown(&table.rows[row], column);
        assert_eq!(shown(0, 0).as_deref(), Ok("00815"));
        assert_eq!(shown(0, 1).as_deref(), Ok("7.30"));
        assert_eq!(shown(1, 0), Err(Unshown::Rounded));
        assert_eq!(shown(1, 1), Err(Unshown::Moment("2026-07-07".to_owned())));
    }

    #[test]
    fn a_text_that_many_cells_share_is_not_copied_without_end() {
        let long = "a".repeat(32_000);
        let shared = |sheet: &mut Worksheet| {
            for row in 0..20_000 {
                sheet.write(row, 0, &long).unwrap();
            }
        };
        let bytes = workbook(shared);
        assert!(bytes.len() < 1 << 20, "{}", bytes.len());
        let refused = read(&bytes, "a.xlsx").unwrap_err();
        assert_eq!(refused, ReadError::TooLarge { name: "a.xlsx".to_owned(), max: MAX_UNPACKED });
    }

    #[test]
    fn a_workbook_without_content_is_empty() {
        let refused = read(&workbook(|_| ()), "a.xlsx").unwrap_err();
        assert_eq!(refused, ReadError::Empty { name: "a.xlsx".to_owned() });
    }

    #[test]
    fn a_row_far_out_costs_no_more_than_its_cells() {
        let far = |sheet: &mut Worksheet| {
            sheet.write(0, 0, "a").unwrap().write(1_048_575, 16_383, "z").unwrap();
        };
        let table = read(&workbook(far), "a.xlsx").unwrap();
        assert_eq!((table.rows.len(), table.problems[0].line), (0, 1_048_576));
    }

    proptest! {
        // Each case makes a workbook.
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn damaged_workbooks_never_panic(damage in proptest::collection::vec((any::<Index>(), any::<u8>()), 1..8)) {
            let mut bytes = workbook(orders);
            for (at, byte) in damage {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            let _ = read(&bytes, "damaged.xlsx");
        }

        /// Damage inside the archive, where no checksum tells it.
        #[test]
        fn strange_workbooks_never_panic(
            part in any::<Index>(),
            damage in proptest::collection::vec((any::<Index>(), "[\\PC]"), 1..4),
        ) {
            let mut parts = ZipArchive::new(Cursor::new(workbook(orders))).unwrap();
            let part = part.index(parts.len());
            let mut strange = ZipWriter::new(Cursor::new(Vec::new()));
            for index in 0..parts.len() {
                let entry = parts.by_index(index).unwrap();
                strange.start_file(entry.name().unwrap().into_owned(), SimpleFileOptions::default()).unwrap();
                let mut content: Vec<char> = std::io::read_to_string(entry).unwrap().chars().collect();
                if index == part {
                    for (at, sign) in &damage {
                        let at = at.index(content.len());
                        content.splice(at..=at, sign.chars());
                    }
                }
                strange.write_all(content.iter().collect::<String>().as_bytes()).unwrap();
            }
            let _ = read(&strange.finish().unwrap().into_inner(), "strange.xlsx");
        }
    }
}
