//! Writes Excel workbooks, with rows going to disk as they come.

use std::io::Write;

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::{Cell, WriteError, Writer, instant_text};
use crate::column_letters;

/// The most rows of a sheet, including the header.
pub const MAX_SHEET_ROWS: u32 = 1_048_576;
/// The most columns of a sheet.
pub const MAX_COLUMNS: u16 = 16_384;
/// The most characters of a cell, in UTF-16 units.
pub const MAX_CHARACTERS: usize = 32_767;

/// Excel shows 15 digits of a number; longer ones are written whole, as text.
const NUMBERS_END: u64 = 1_000_000_000_000_000;
/// The narrowest and the widest column, in characters.
const WIDTHS: (usize, usize) = (8, 60);
/// The width that the arrow of the filter takes in a heading, in characters.
const FILTER_ARROW: usize = 3;
/// The width of a date, in characters.
const DATE_WIDTH: usize = 10;
/// The width of an instant, in characters.
const INSTANT_WIDTH: usize = 19;

/// A workbook that is written row by row. Its rows wait in a temporary file; [`Writer::finish`] packs them to `W`.
pub struct XlsxWriter<W: Write + Send> {
    output: W,
    workbook: Workbook,
    sheet: Sheet,
    bold: Format,
    date: Format,
    instant: Format,
}

/// The current sheet.
struct Sheet {
    index: usize,
    next_row: u32,
    /// The columns of the header; 0 without one.
    headings: u16,
    /// The widest cell of each column, in characters.
    widths: Vec<usize>,
}

impl<W: Write + Send> XlsxWriter<W> {
    /// Starts a workbook with its first sheet; `now` becomes its creation time.
    ///
    /// # Errors
    ///
    /// [`WriteError::Refused`] if Excel does not allow a sheet with that name (at most 31 characters, none of `[]:*?/\`),
    /// [`WriteError::Io`] if there is no room for a temporary file.
    pub fn new(output: W, sheet: &str, now: DateTime<Utc>) -> Result<Self, WriteError> {
        let mut workbook = Workbook::new();
        let made = ExcelDateTime::from_timestamp(now.timestamp()).map_err(refused)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
        let sheet = Sheet::new(&mut workbook, 0, sheet)?;
        let bold = Format::new().set_bold();
        let date = Format::new().set_num_format("yyyy-mm-dd");
        let instant = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
        Ok(Self { output, workbook, sheet, bold, date, instant })
    }

    /// Ends the sheet and starts another.
    ///
    /// # Errors
    ///
    /// [`WriteError`] as for [`XlsxWriter::new`]; a workbook can't have the same name twice, in any case.
    pub fn sheet(&mut self, name: &str) -> Result<(), WriteError> {
        self.sheet.end(&mut self.workbook)?;
        self.sheet = Sheet::new(&mut self.workbook, self.sheet.index + 1, name)?;
        Ok(())
    }

    /// Checks a row against Excel's limits, and returns its sheet and index.
    fn begin_row(&mut self, columns: usize) -> Result<(&mut Worksheet, u32), WriteError> {
        let row = self.sheet.next_row;
        if row >= MAX_SHEET_ROWS {
            return Err(WriteError::TooManyRows { max: MAX_SHEET_ROWS });
        }
        if columns > usize::from(MAX_COLUMNS) {
            return Err(WriteError::TooManyColumns { line: row + 1, columns, max: MAX_COLUMNS });
        }
        self.sheet.next_row += 1;
        Ok((self.workbook.worksheet_from_index(self.sheet.index).map_err(refused)?, row))
    }
}

impl<W: Write + Send> Writer for XlsxWriter<W> {
    fn header(&mut self, headings: &[&str]) -> Result<(), WriteError> {
        if self.sheet.next_row > 0 {
            return Err(WriteError::LateHeader);
        }
        let bold = self.bold.clone();
        let (sheet, row) = self.begin_row(headings.len())?;
        for (column, heading) in (0..).zip(headings) {
            check_length(heading, row, column)?;
            sheet.write_string_with_format(row, column, *heading, &bold).map_err(refused)?;
        }
        sheet.set_freeze_panes(1, 0).map_err(refused)?;
        for (column, heading) in (0..).zip(headings) {
            self.sheet.headings = column + 1;
            self.sheet.widen(column, text_width(heading) + FILTER_ARROW);
        }
        Ok(())
    }

    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), WriteError> {
        let (date_format, instant_format) = (self.date.clone(), self.instant.clone());
        let (sheet, row) = self.begin_row(cells.len())?;
        for (column, cell) in (0..).zip(cells) {
            match *cell {
                Cell::Empty => continue,
                Cell::Text(text) => {
                    check_length(text, row, column)?;
                    sheet.write_string(row, column, text)
                }
                Cell::Whole(number) if number < NUMBERS_END => sheet.write(row, column, number),
                Cell::Whole(number) => sheet.write_string(row, column, number.to_string()),
                Cell::Number(number) if !number.is_finite() => return Err(WriteError::NotFinite(number)),
                Cell::Number(number) => sheet.write_number(row, column, number),
                Cell::Date(date) => match excel_date(date) {
                    Some(excel) => sheet.write_datetime_with_format(row, column, &excel, &date_format),
                    None => sheet.write_string(row, column, date.to_string()),
                },
                Cell::Instant(instant) => match ExcelDateTime::from_timestamp(instant.timestamp()) {
                    Ok(excel) => sheet.write_datetime_with_format(row, column, &excel, &instant_format),
                    Err(_) => sheet.write_string(row, column, instant_text(instant)),
                },
            }
            .map_err(refused)?;
        }
        for (column, cell) in (0..).zip(cells) {
            let width = match cell {
                Cell::Empty => 0,
                Cell::Text(text) => text_width(text),
                Cell::Whole(number) => number.to_string().len(),
                Cell::Number(number) => number.to_string().len(),
                Cell::Date(_) => DATE_WIDTH,
                Cell::Instant(_) => INSTANT_WIDTH,
            };
            self.sheet.widen(column, width);
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), WriteError> {
        self.sheet.end(&mut self.workbook)?;
        self.workbook.save_to_writer(&mut self.output).map_err(refused)?;
        Ok(self.output.flush()?)
    }
}

impl Sheet {
    fn new(workbook: &mut Workbook, index: usize, name: &str) -> Result<Self, WriteError> {
        workbook
            .add_worksheet_with_constant_memory()
            .and_then(|sheet| sheet.set_name(name))
            .map_err(refused)?;
        Ok(Self { index, next_row: 0, headings: 0, widths: Vec::new() })
    }

    fn widen(&mut self, column: u16, width: usize) {
        let column = usize::from(column);
        if self.widths.len() <= column {
            self.widths.resize(column + 1, 0);
        }
        self.widths[column] = self.widths[column].max(width);
    }

    /// Sets the values that depend on the whole sheet: the range of the filter and the widths.
    fn end(&self, workbook: &mut Workbook) -> Result<(), WriteError> {
        let sheet = workbook.worksheet_from_index(self.index).map_err(refused)?;
        if let (Some(last_row), Some(last_column)) =
            (self.next_row.checked_sub(1), self.headings.checked_sub(1))
        {
            sheet.autofilter(0, 0, last_row, last_column).map_err(refused)?;
        }
        for (column, width) in (0..).zip(&self.widths) {
            let width = u32::try_from((width + 1).clamp(WIDTHS.0, WIDTHS.1)).unwrap_or_default();
            sheet.set_column_width(column, width).map_err(refused)?;
        }
        Ok(())
    }
}

/// The width of a string's widest line, in characters.
fn text_width(text: &str) -> usize {
    text.lines().map(|line| line.chars().take(WIDTHS.1).count()).max().unwrap_or_default()
}

fn check_length(text: &str, row: u32, column: u16) -> Result<(), WriteError> {
    // A UTF-16 unit takes at least one byte of UTF-8, so short strings need no counting.
    let characters = if text.len() > MAX_CHARACTERS { text.encode_utf16().count() } else { 0 };
    if characters <= MAX_CHARACTERS {
        return Ok(());
    }
    let cell = format!("{}{}", column_letters(column.into()), row + 1);
    Err(WriteError::TextTooLong { cell, characters, max: MAX_CHARACTERS })
}

/// The date in Excel's calendar, which covers 1900 to 9999.
fn excel_date(date: NaiveDate) -> Option<ExcelDateTime> {
    let year = u16::try_from(date.year()).ok()?;
    let (month, day) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
    ExcelDateTime::from_ymd(year, month, day).ok()
}

fn refused(error: XlsxError) -> WriteError {
    match error {
        XlsxError::IoError(error) | XlsxError::TempFileError(_, error) => WriteError::Io(error),
        other => WriteError::Refused(other.to_string()),
    }
}

#[cfg(test)]
mod tests;
