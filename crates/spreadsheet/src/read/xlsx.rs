//! Reads a table from an Excel workbook.

use std::io::Cursor;

use calamine::{Reader as _, Xlsx, XlsxError};

use super::headings::{Rows, START, fit};
use super::xlsx_cell::Formats;
use super::xlsx_container::Sheet;
use super::xlsx_references::{SHEET_COLUMNS, SHEET_ROWS};
use super::{Choices, Content, Dialect, MAX_UNPACKED, ReadError, Table, xlsx_container};
use crate::{column_letters, cut};

type Workbook = Xlsx<Cursor<Vec<u8>>>;

pub(super) fn read(bytes: &[u8], name: &str, choices: Choices<'_>) -> Result<Table, ReadError> {
    let xlsx_container::Workbook { bytes, sheets } = xlsx_container::checked(bytes, name, MAX_UNPACKED)?;
    let damaged = |error: XlsxError| damaged(name, error.to_string());
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let named = |is_hidden| -> Vec<String> {
        let filled = sheets.iter().filter(|sheet| sheet.has_values && sheet.is_hidden == is_hidden);
        filled.map(|sheet| sheet.name.clone()).collect()
    };
    let Places { order, alike } = places(&mut workbook, &sheets, name, choices)?;
    for at in order {
        let sheet = &sheets[at];
        let mut rows = Rows::new(name, choices, sheet.merged.clone());
        let formats = each_row(&mut workbook, at, name, |row| {
            rows.row(row.line(), row.cells)?;
            Ok(true)
        })?;
        if let Some(mut table) = rows.finish(Dialect::Xlsx { sheet: sheet.name.clone() })? {
            let hidden = table.rows.iter().map(|row| row.line);
            let hidden = hidden.filter(|line| sheet.hidden_rows.binary_search(line).is_ok());
            table.around.hidden_rows = hidden.collect();
            let is_hidden = |column: usize| {
                sheet.hidden_columns.iter().any(|(first, last)| (*first..=*last).contains(&(column + 1)))
            };
            let columns = (0..table.header.len()).filter(|column| is_hidden(*column));
            table.around.hidden_columns = columns.map(|column| (column, column_letters(column))).collect();
            if alike.contains(&at) {
                let others = alike.iter().filter(|other| **other != at);
                table.around.alike_sheets = others.map(|other| sheets[*other].name.clone()).collect();
            }
            table.around.sheets = named(false);
            table.around.hidden_sheets = named(true);
            table.formats = formats.into_codes();
            return Ok(table);
        }
    }
    Err(ReadError::Empty { name: name.to_owned() })
}

fn damaged(name: &str, reason: String) -> ReadError {
    ReadError::Damaged { name: name.to_owned(), reason }
}

/// The positions of sheets.
struct Places {
    /// Those to try, in order, until one has a table.
    order: Vec<usize>,
    /// Those with the same number of wanted columns, if that is the most; otherwise none.
    alike: Vec<usize>,
}

/// The positions of the sheets to try: the chosen one, or the visible ones, those with wanted columns first.
fn places(
    workbook: &mut Workbook,
    sheets: &[Sheet],
    name: &str,
    choices: Choices<'_>,
) -> Result<Places, ReadError> {
    /// At most this many names are listed.
    const LISTED: usize = 50;
    if let Some(chosen) = choices.sheet {
        let wanted = chosen.trim().to_lowercase();
        let is_it = |sheet: &Sheet| sheet.name.trim().to_lowercase() == wanted;
        let alone = |at| Places { order: vec![at], alike: Vec::new() };
        return sheets.iter().position(is_it).map(alone).ok_or_else(|| ReadError::NoSuchSheet {
            name: name.to_owned(),
            sheet: cut(chosen.trim()),
            sheets: sheets.iter().take(LISTED).map(|sheet| cut(&sheet.name)).collect(),
            more: sheets.len().saturating_sub(LISTED),
        });
    }
    let visible = |(_, sheet): &(usize, &Sheet)| sheet.has_values && !sheet.is_hidden;
    let mut alike = Vec::new();
    let mut places: Vec<usize> = sheets.iter().enumerate().filter(visible).map(|(at, _)| at).collect();
    if places.len() > 1 && !choices.fields.is_empty() {
        let mut fits = Vec::with_capacity(places.len());
        for at in &places {
            let mut start = Vec::with_capacity(START);
            each_row(workbook, *at, name, |row| {
                if !row.is_blank() {
                    start.push(row.cells);
                }
                Ok(start.len() < START)
            })?;
            fits.push((fit(&start, choices), *at));
        }
        fits.sort_by_key(|(fit, _)| std::cmp::Reverse(*fit));
        let most = fits.first().map_or(0, |(fit, _)| *fit);
        alike = fits.iter().filter(|(fit, _)| most > 0 && *fit == most).map(|(_, at)| *at).collect();
        places = fits.into_iter().map(|(_, at)| at).collect();
    }
    Ok(Places { order: places, alike })
}

/// Reads the rows of the sheet at that position until one is refused. Returns the formats of its cells.
fn each_row(
    workbook: &mut Workbook,
    at: usize,
    name: &str,
    mut take: impl FnMut(SheetRow) -> Result<bool, ReadError>,
) -> Result<Formats, ReadError> {
    let flaw = |error: XlsxError| damaged(name, error.to_string());
    let is_1904 = workbook.has_1904_epoch();
    let mut cells = workbook.worksheet_cells_reader(&at.to_string()).map_err(flaw)?;
    let formats = Formats::new(cells.styles(), is_1904);
    let mut row = SheetRow::default();
    let mut left = MAX_UNPACKED;
    while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(flaw)? {
        let (at, column) = cell.get_position();
        // A reference beyond a sheet's limits is forged: believing it would cost unlimited memory.
        if at >= SHEET_ROWS || column >= SHEET_COLUMNS {
            return Err(damaged(
                name,
                format!("a cell is beyond row {SHEET_ROWS} or column {SHEET_COLUMNS}"),
            ));
        }
        if at != row.index {
            if at < row.index {
                let reason = format!("row {} comes after row {}", at.saturating_add(1), row.line());
                return Err(damaged(name, reason));
            }
            if !take(std::mem::replace(&mut row, SheetRow { index: at, ..SheetRow::default() }))? {
                return Ok(formats);
            }
        }
        // Cells share their strings: a small file can refer to a long one again and again.
        let length = row.put(column as usize, formats.content(cell.get_value(), style));
        left = left
            .checked_sub(length)
            .ok_or_else(|| ReadError::TooLarge { name: name.to_owned(), max: MAX_UNPACKED })?;
        if row.cells.len() > SHEET_COLUMNS as usize {
            let reason = format!("row {} has more cells than a sheet has columns", row.line());
            return Err(damaged(name, reason));
        }
    }
    take(row)?;
    Ok(formats)
}

/// The cells of one row of a sheet, as they come.
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

    fn is_blank(&self) -> bool {
        self.cells.iter().all(|(_, cell)| cell.text.trim().is_empty())
    }

    /// Adds a cell. Returns the length of its text in bytes.
    fn put(&mut self, column: usize, content: Option<Content>) -> u64 {
        let Some(content) = content else { return 0 };
        let length = content.text.len() as u64;
        self.cells.push((column, content));
        length
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
    use crate::{CellKind, Field};

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
        let table = read(&workbook(orders), "orders.xlsx", Choices::default()).unwrap();
        assert_eq!(table.header, ["", "Name", "Seats", "Start"]);
        assert_eq!(table.dialect, Dialect::Xlsx { sheet: "orders".to_owned() });
        assert_eq!(table.rows[0].line, 5);
        assert_eq!(table.rows[0].cells, ["", "=Müller", "120", "2026-01-31"]);
        assert_eq!(table.rows[1].cells, ["", "TRUE", "0.3", "2026-01-31T12:00:00"]);
        assert_eq!(table.rows[0].kind(3), CellKind::Moment);
        // Nothing in its row is below a heading.
        assert_eq!(table.problems.len(), 1);
        assert_eq!(table.problems[0].line, 7);
        assert!(table.problems[0].message.contains("\"surplus\" in column F"));
        let error = &table.rows[2];
        assert_eq!((error.line, error.value(2)), (8, Err(Unshown::Error("#DIV/0!".to_owned()))));
        assert_eq!(table.around.sheets, ["orders"]);
        assert_eq!(table.around.hidden_sheets, ["hidden"]);
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
            Choices::default(),
        )
        .unwrap();
        let shown = |row: usize, column| table.shown(&table.rows[row], column);
        assert_eq!(shown(0, 0).as_deref(), Ok("00815"));
        assert_eq!(shown(0, 1).as_deref(), Ok("7.30"));
        assert_eq!(shown(1, 0), Err(Unshown::Rounded));
        assert_eq!(shown(1, 1), Err(Unshown::Moment("2026-07-07".to_owned())));
    }

    const FIELDS: &[Field] = &[
        Field { name: "Name", aliases: &[] },
        Field { name: "Seats", aliases: &[] },
        Field { name: "Start", aliases: &[] },
    ];

    /// A cover sheet, the orders with a title above them, and old orders on a hidden sheet.
    fn covered() -> Vec<u8> {
        let mut workbook = Workbook::new();
        let cover = workbook.add_worksheet().set_name("Cover").unwrap();
        cover.write(0, 0, "Orders of the shop").unwrap().write(2, 0, "Name").unwrap();
        let orders = workbook.add_worksheet().set_name("Orders").unwrap();
        orders.write(0, 0, "Orders").unwrap();
        orders.write_row(3, 0, ["Name", "Seats", "Start"]).unwrap();
        orders.write_row(4, 0, ["Ann", "3", "2026-05-06"]).unwrap();
        let old = workbook.add_worksheet().set_name("Old").unwrap().set_hidden(true);
        old.write_row(0, 0, ["Name", "Seats", "Start"])
            .unwrap()
            .write_row(1, 0, ["Ben", "1", "2020-01-01"])
            .unwrap();
        workbook.add_worksheet().set_name("Blank").unwrap();
        workbook.save_to_buffer().unwrap()
    }

    #[test]
    fn the_sheet_with_the_columns_wanted_is_read_and_the_others_are_named() {
        let bytes = covered();
        let choices = Choices { fields: FIELDS, ..Choices::default() };
        let table = read(&bytes, "a.xlsx", choices).unwrap();
        assert_eq!(table.dialect, Dialect::Xlsx { sheet: "Orders".to_owned() });
        assert_eq!((table.around.heading_row, table.around.above), (4, 1));
        assert_eq!(table.around.sheets, ["Cover", "Orders"]);
        assert_eq!(table.around.hidden_sheets, ["Old"]);
        assert_eq!(table.rows[0].cells, ["Ann", "3", "2026-05-06"]);
        // Without wanted columns, the first sheet.
        let table = read(&bytes, "a.xlsx", Choices::default()).unwrap();
        assert_eq!(table.dialect, Dialect::Xlsx { sheet: "Cover".to_owned() });
    }

    #[test]
    fn a_person_may_choose_any_sheet() {
        let bytes = covered();
        let chosen = |sheet| {
            read(&bytes, "a.xlsx", Choices { sheet: Some(sheet), fields: FIELDS, ..Choices::default() })
        };
        assert_eq!(chosen(" cover ").unwrap().header, ["Orders of the shop"]);
        assert_eq!(&chosen("Old").unwrap().rows[0].cells[0], "Ben");
        let refused = chosen("Order").unwrap_err().to_string();
        let expected = "a.xlsx has no sheet \"Order\"; choose one of these: Cover, Orders, Old, Blank";
        assert_eq!(refused, expected);
        assert_eq!(chosen("Blank").unwrap_err(), ReadError::Empty { name: "a.xlsx".to_owned() });
    }

    #[test]
    fn hidden_columns_of_the_table_are_told() {
        let narrowed = |sheet: &mut Worksheet| {
            sheet.write_row(0, 0, ["Name", "Seats", "Start", "Price"]).unwrap();
            sheet.write_row(1, 0, ["Ann", "2", "2026-05-06", "9"]).unwrap();
            for column in [1, 3, 7] {
                sheet.set_column_hidden(column).unwrap();
            }
        };
        let table = read(&workbook(narrowed), "a.xlsx", Choices::default()).unwrap();
        assert_eq!(table.around.hidden_columns, [(1, "B".to_owned()), (3, "D".to_owned())]);
    }

    #[test]
    fn sheets_with_the_same_columns_are_told_unless_one_is_chosen() {
        let mut workbook = Workbook::new();
        for (name, seats) in [("May", "Seats"), ("June", "seats"), ("Notes", "Remark")] {
            let sheet = workbook.add_worksheet().set_name(name).unwrap();
            sheet.write_row(0, 0, ["Name", seats, "Start"]).unwrap();
            sheet.write_row(1, 0, ["Ann", "3", "2026-05-06"]).unwrap();
        }
        let bytes = workbook.save_to_buffer().unwrap();
        let choices = Choices { fields: FIELDS, ..Choices::default() };
        assert_eq!(read(&bytes, "a.xlsx", choices).unwrap().around.alike_sheets, ["June"]);
        let chosen = Choices { sheet: Some("June"), ..choices };
        assert_eq!(read(&bytes, "a.xlsx", chosen).unwrap().around.alike_sheets, [] as [&str; 0]);
    }

    #[test]
    fn hidden_rows_of_the_table_are_told() {
        let filtered = |sheet: &mut Worksheet| {
            sheet.write_row(0, 0, ["Name", "Seats"]).unwrap();
            for row in [2, 3, 5, 6] {
                sheet.write_row(row, 0, ["Ann", "2"]).unwrap();
            }
            for row in [0, 3, 4, 6, 9] {
                sheet.set_row_hidden(row).unwrap();
            }
        };
        let table = read(&workbook(filtered), "a.xlsx", Choices::default()).unwrap();
        assert_eq!(table.rows.len(), 4);
        assert_eq!(table.around.hidden_rows, [4, 7]);
    }

    #[test]
    fn rows_under_a_merged_cell_are_marked() {
        let merged = |sheet: &mut Worksheet| {
            sheet.write_row(0, 0, ["Name", "Seats"]).unwrap();
            sheet.merge_range(1, 0, 3, 0, "Ann", &Format::new()).unwrap();
            for row in 1..4 {
                sheet.write(row, 1, row).unwrap();
            }
        };
        let table = read(&workbook(merged), "a.xlsx", Choices::default()).unwrap();
        let flaws: Vec<_> = table.rows.iter().map(|row| (row.line, row.flaws.len())).collect();
        assert_eq!(flaws, [(2, 0), (3, 1), (4, 1)]);
        let (column, flaw) = &table.rows[1].flaws[0];
        assert_eq!(*column, 0);
        assert!(flaw.message("").contains("the merged cell A2:A4"), "{flaw:?}");
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
        let refused = read(&bytes, "a.xlsx", Choices::default()).unwrap_err();
        assert_eq!(refused, ReadError::TooLarge { name: "a.xlsx".to_owned(), max: MAX_UNPACKED });
    }

    #[test]
    fn a_workbook_without_content_is_empty() {
        let refused = read(&workbook(|_| ()), "a.xlsx", Choices::default()).unwrap_err();
        assert_eq!(refused, ReadError::Empty { name: "a.xlsx".to_owned() });
    }

    #[test]
    fn a_row_far_out_costs_no_more_than_its_cells() {
        let far = |sheet: &mut Worksheet| {
            sheet.write(0, 0, "a").unwrap().write(1_048_575, 16_383, "z").unwrap();
        };
        let table = read(&workbook(far), "a.xlsx", Choices::default()).unwrap();
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
            let _ = read(&bytes, "damaged.xlsx", Choices::default());
        }

        /// Damage inside the archive, which no checksum reveals.
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
            let _ = read(&strange.finish().unwrap().into_inner(), "strange.xlsx", Choices::default());
        }
    }
}
