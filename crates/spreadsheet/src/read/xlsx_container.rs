//! Checks the archive of a workbook before anything in it is trusted.

use std::io::{Cursor, Read, Seek, Write as _, sink};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::flaw::Merged;
use super::xlsx_error::PartError;
use super::xlsx_package::{self, Package, PackageError, Paths, Worksheet};
use super::xlsx_parts::{MERGED, Part, SheetContent, TEXTS};
use super::xlsx_texts::Texts;
use super::{MAX_EXPANSION, MAX_ROWS, ReadError};

/// The most files in an archive: each costs memory before the first is unpacked.
const ENTRIES: usize = 10_000;
/// The parts may always unpack to this many bytes: little is quickly read, however it was packed.
const SMALL: u64 = 8 << 20;

/// A workbook in the form that its reader gets.
#[derive(Debug)]
pub(super) struct Workbook {
    /// An archive with only the parts that a table needs. Its sheets are named by their position in `sheets`.
    pub(super) bytes: Vec<u8>,
    pub(super) sheets: Vec<Sheet>,
}

/// A sheet of cells.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) is_hidden: bool,
    /// Whether any cell has a value.
    pub(super) has_values: bool,
    pub(super) merged: Vec<Merged>,
    /// In ascending order.
    pub(super) hidden_rows: Vec<u32>,
    /// Each range by its first and last column, counted from 1.
    pub(super) hidden_columns: Vec<(usize, usize)>,
}

/// Makes an archive of the workbook's parts that a table needs, checked and without claims that cost memory.
/// Refuses archives that are not Excel workbooks and those whose parts unpack to more than `max` bytes, or to more than
/// [`MAX_EXPANSION`] times the size of the archive: a small file must not cost as much as a large one.
///
/// The sizes stated in an archive can be false, so every part is unpacked once here, as it will be again. The archive is
/// laid out again, because the reader of workbooks does not know all allowed layouts.
pub(super) fn checked(bytes: &[u8], name: &str, max: u64) -> Result<Workbook, ReadError> {
    let name = || name.to_owned();
    let damaged = |reason: String| ReadError::Damaged { name: name(), reason };
    let flaw = |error: ZipError| damaged(error.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(flaw)?;
    if archive.len() > ENTRIES {
        return Err(damaged(format!("the archive contains more than {ENTRIES} files")));
    }
    let paths = Paths::new(&archive);
    let other = |format| Err(ReadError::OtherSpreadsheet { name: name(), format });
    if paths.has("content.xml") && paths.has("mimetype") {
        return other("ODS");
    }
    if paths.has_any(".iwa") {
        return other("Numbers");
    }
    let size = bytes.len() as u64;
    let allowed = size.saturating_mul(MAX_EXPANSION).max(SMALL).min(max);
    let told = |error: PartError| match error {
        PartError::TooLarge if allowed < max => ReadError::TooDense { name: name(), size, max: allowed },
        PartError::TooLarge => ReadError::TooLarge { name: name(), max },
        error => damaged(error.to_string()),
    };
    // One byte more than allowed is too much.
    let mut left = allowed + 1;
    let package = match xlsx_package::find(&mut archive, &paths, &mut left) {
        Ok(package) => package,
        Err(PackageError::Binary) => return other("XLSB"),
        Err(PackageError::NoWorkbook) => return Err(ReadError::NotATable { name: name() }),
        Err(PackageError::Part(error)) => return Err(told(error)),
    };
    laid_out(&mut archive, package, &mut left, max).map_err(told)
}

/// The relationship by which the workbook is found in the new archive.
const ROOT: &str = r#"<Relationships><Relationship Id="r" Type="/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

fn laid_out(
    archive: &mut ZipArchive<impl Read + Seek>,
    package: Package,
    left: &mut u64,
    max: u64,
) -> Result<Workbook, PartError> {
    let mut new = ZipWriter::new(Cursor::new(Vec::new()));
    let mut texts = Texts::default();
    if let Some(part) = package.styles {
        rewrite(archive, part, ("styleSheet", "xl/styles.xml"), &mut new, left, &mut texts)?;
    }
    let (mut sheets, mut listed, mut related) = (Vec::new(), Vec::new(), Vec::new());
    let (mut merged_left, mut hidden_left) = (MERGED, MAX_ROWS);
    for Worksheet { name, is_hidden, part } in package.sheets {
        let Some(content) = check(archive, part, left, &mut texts)? else { continue };
        let SheetContent { has_values, merged, mut hidden_rows, hidden_columns, is_to_mark } = content;
        merged_left = merged_left
            .checked_sub(merged.len())
            .ok_or_else(|| PartError::Forged(format!("its sheets have more than {MERGED} merged cells")))?;
        // The limit is for all sheets together, because they are kept until one is read.
        hidden_rows.truncate(hidden_left);
        hidden_left -= hidden_rows.len();
        hidden_rows.sort_unstable();
        let at = sheets.len();
        let path = format!("xl/worksheets/{at}.xml");
        if is_to_mark {
            // It was just checked against the limit.
            let mut left = max + 1;
            let entry = archive.by_index(part).map_err(forged)?;
            if let Some(part) = Part::open(entry, &mut left)? {
                new.start_file(path, fast()).map_err(forged)?;
                part.mark(&mut new)?;
            }
        } else {
            let entry = archive.by_index_raw(part).map_err(forged)?;
            new.raw_copy_file_rename(entry, path).map_err(forged)?;
        }
        listed.push(format!(r#"<sheet name="{at}" sheetId="{}" r:id="r{at}"/>"#, at + 1));
        related.push(format!(
            r#"<Relationship Id="r{at}" Type="/relationships/worksheet" Target="worksheets/{at}.xml"/>"#
        ));
        sheets.push(Sheet { name, is_hidden, has_values, merged, hidden_rows, hidden_columns });
    }
    // After the sheets, which determine how much of it to read.
    texts.check()?;
    if let Some(part) = package.strings.filter(|_| texts.is_any_used()) {
        rewrite(archive, part, (TEXTS, "xl/sharedStrings.xml"), &mut new, left, &mut texts)?;
    }
    let from_1904 = u8::from(package.from_1904);
    let (listed, related) = (listed.concat(), related.concat());
    let workbook =
        format!(r#"<workbook><workbookPr date1904="{from_1904}"/><sheets>{listed}</sheets></workbook>"#);
    let related = format!("<Relationships>{related}</Relationships>");
    for (path, content) in
        [("_rels/.rels", ROOT), ("xl/workbook.xml", &workbook), ("xl/_rels/workbook.xml.rels", &related)]
    {
        new.start_file(path, fast()).map_err(forged)?;
        new.write_all(content.as_bytes())?;
    }
    Ok(Workbook { bytes: new.finish().map_err(forged)?.into_inner(), sheets })
}

fn forged(error: ZipError) -> PartError {
    PartError::Forged(error.to_string())
}

/// Fast rather than small: it is read only once.
fn fast() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_level(Some(1))
}

/// Checks a part and writes the kept parts of it to that path, unless its root element has a different name.
fn rewrite(
    archive: &mut ZipArchive<impl Read + Seek>,
    part: usize,
    (root, path): (&str, &str),
    new: &mut ZipWriter<Cursor<Vec<u8>>>,
    left: &mut u64,
    texts: &mut Texts,
) -> Result<(), PartError> {
    let entry = archive.by_index(part).map_err(forged)?;
    let Some(part) = Part::open(entry, left)?.filter(|part| part.is(root)) else { return Ok(()) };
    new.start_file(path, fast()).map_err(forged)?;
    part.check(new, texts).map(|_| ())
}

/// Checks a sheet; None if it holds no cells.
fn check(
    archive: &mut ZipArchive<impl Read + Seek>,
    part: usize,
    left: &mut u64,
    texts: &mut Texts,
) -> Result<Option<SheetContent>, PartError> {
    let entry = archive.by_index(part).map_err(forged)?;
    Part::open(entry, left)?
        .filter(|part| part.is("worksheet"))
        .map(|part| part.check(sink(), texts))
        .transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cell, Writer as _, XlsxWriter};

    const TYPE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    fn archive(entries: &[(&str, &str)]) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (path, content) in entries {
            archive.start_file(*path, SimpleFileOptions::default()).unwrap();
            archive.write_all(content.as_bytes()).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    /// The error for files at these paths, each a kilobyte of blanks.
    fn looked_at(paths: &[&str]) -> Option<ReadError> {
        let content = format!("<sst>{}</sst>", " ".repeat(989));
        let entries: Vec<_> = paths.iter().map(|path| (*path, content.as_str())).collect();
        checked(&archive(&entries), "file", 2500).err()
    }

    fn relation(id: &str, kind: &str, target: &str) -> String {
        format!(
            r#"<Relationships><Relationship Id="{id}" Type="{TYPE}/{kind}" Target="{target}"/></Relationships>"#
        )
    }

    const LISTED: &str =
        r#"<workbook xmlns:r="r"><sheets><sheet name="Wares" sheetId="4" r:id="x"/></sheets></workbook>"#;
    const CELLS: &str = "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>";

    #[test]
    fn archives_of_other_kinds_are_named() {
        let name = || "file".to_owned();
        assert_eq!(looked_at(&["word/document.xml"]), Some(ReadError::NotATable { name: name() }));
        let format = |format| Some(ReadError::OtherSpreadsheet { name: name(), format });
        assert_eq!(looked_at(&["xl/workbook.bin"]), format("XLSB"));
        assert_eq!(looked_at(&["mimetype", "content.xml"]), format("ODS"));
        assert_eq!(looked_at(&["Index/Document.iwa"]), format("Numbers"));
        let letter = [
            ("_rels/.rels", &*relation("a", "officeDocument", "word/document.xml")),
            ("word/document.xml", "<document/>"),
        ];
        let refused = checked(&archive(&letter), "file", 2500).unwrap_err();
        assert_eq!(refused, ReadError::NotATable { name: name() });
        assert!(matches!(checked(b"PK\x03\x04 and no more", "file", 9), Err(ReadError::Damaged { .. })));
    }

    #[test]
    fn a_workbook_is_found_wherever_it_lies_and_however_its_parts_are_written() {
        for (book, target, relations, sheet, cells) in [
            (
                "xl/workbook.xml",
                "xl/workbook.xml",
                "xl/_rels/workbook.xml.rels",
                "worksheets/a.xml",
                "xl/worksheets/a.xml",
            ),
            (
                "xl\\workbook.xml",
                "xl/workbook.xml",
                "xl\\_rels\\workbook.xml.rels",
                "worksheets/a.xml",
                "xl\\worksheets\\a.xml",
            ),
            ("workbook.xml", "/workbook.xml", "_rels/workbook.xml.rels", "a.xml", "a.xml"),
            ("book/main.xml", "book\\main.xml", "book/_rels/main.xml.rels", "../cells/A.xml", "Cells/a.xml"),
            (
                "XL/Workbook.xml",
                "xl/workbook.xml",
                "xl/_rels/workbook.xml.rels",
                "/xl/my%20cells.xml",
                "xl/my cells.xml",
            ),
        ] {
            let package = relation("a", "officeDocument", target);
            let related = relation("x", "worksheet", sheet);
            let entries =
                [("_rels/.rels", &*package), (book, LISTED), (relations, &*related), (cells, CELLS)];
            let workbook = checked(&archive(&entries), "file", 1 << 20).unwrap();
            let [sheet] = workbook.sheets.as_slice() else { panic!("{book}: {:?}", workbook.sheets) };
            assert_eq!((sheet.name.as_str(), sheet.has_values, sheet.is_hidden), ("Wares", true, false));
        }
    }

    #[test]
    fn a_sheet_without_cells_to_be_found_is_named() {
        let entries = [
            ("_rels/.rels", &*relation("a", "officeDocument", "xl/workbook.xml")),
            ("xl/workbook.xml", LISTED),
            ("xl/_rels/workbook.xml.rels", &relation("x", "worksheet", "worksheets/gone.xml")),
        ];
        let refused = checked(&archive(&entries), "file", 2500).unwrap_err().to_string();
        assert!(refused.contains("the cells of its sheet \"Wares\" are missing"), "{refused}");
    }

    #[test]
    fn archives_may_not_unpack_to_too_much() {
        let filled = CELLS.replace("<sheetData>", &" ".repeat(1_000)).replace("</sheetData>", "");
        let package = relation("a", "officeDocument", "xl/workbook.xml");
        let related = relation("x", "worksheet", "a.xml");
        let small = [
            ("_rels/.rels", &*package),
            ("xl/workbook.xml", LISTED),
            ("xl/_rels/workbook.xml.rels", &*related),
            ("xl/a.xml", CELLS),
        ];
        assert!(checked(&archive(&small), "file", 600).is_ok());
        let large = [small[0], small[1], small[2], ("xl/a.xml", filled.as_str())];
        let refused = checked(&archive(&large), "file", 600).unwrap_err();
        assert_eq!(refused, ReadError::TooLarge { name: "file".to_owned(), max: 600 });
    }

    /// Rows as an order system writes them: the same product and customer, different keys and days.
    #[test]
    fn files_of_programs_are_far_from_the_limit() {
        const ROWS: u32 = 4_000;
        let now = crate::testing::moment("2026-02-03T04:05:00Z");
        let mut bytes = Vec::new();
        let mut ours = Box::new(XlsxWriter::new(&mut bytes, "Licenses", now).unwrap());
        let mut shared = rust_xlsxwriter::Workbook::new();
        let sheet = shared.add_worksheet();
        for row in 0..ROWS {
            let key = format!("KEY-{:08X}", row.wrapping_mul(2_654_435_761));
            let texts =
                ["Saw for Boards", &key, "2026-01-31", "25", "Carpenters of the Old Town", "Purchased"];
            ours.row(&texts.map(Cell::Text)).unwrap();
            sheet.write_row(row, 0, texts).unwrap();
        }
        ours.finish().unwrap();
        for bytes in [bytes, shared.save_to_buffer().unwrap()] {
            let least = bytes.len() as u64 * MAX_EXPANSION / 2;
            let told = checked(&bytes, "file", least);
            assert!(told.is_ok(), "{told:?}: {} bytes", bytes.len());
        }
    }

    #[test]
    fn a_damaged_entry_is_told() {
        let mut bytes = archive(&[("xl/workbook.xml", LISTED)]);
        let extra = usize::from(u16::from_le_bytes([bytes[28], bytes[29]]));
        // There is no such block type (RFC 1951).
        bytes[30 + "xl/workbook.xml".len() + extra] = 0xff;
        assert!(matches!(checked(&bytes, "file", 2500), Err(ReadError::Damaged { .. })));
    }
}
