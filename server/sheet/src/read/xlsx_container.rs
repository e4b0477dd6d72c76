//! Looks into the archive that a workbook is, before anything of it is trusted.

use std::io::{Cursor, Read, Seek, sink};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::ReadError;
use super::xlsx_parts::{Part, PartError};

/// The most files in an archive: each costs memory before the first is unpacked.
const ENTRIES: usize = 10_000;

/// Makes an archive of the parts of a workbook that a table needs, checked and without claims that cost memory.
/// Refuses archives that are no Excel workbook and those whose parts unpack to more than `max` bytes.
///
/// The sizes that an archive states can lie, so every part is unpacked once, as it will be again.
pub(super) fn checked(bytes: &[u8], name: &str, max: u64) -> Result<Vec<u8>, ReadError> {
    let name = || name.to_owned();
    let damaged = |reason: String| ReadError::Damaged { name: name(), reason };
    let flaw = |error: ZipError| damaged(error.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(flaw)?;
    if archive.len() > ENTRIES {
        return Err(damaged(format!("the archive holds more than {ENTRIES} files")));
    }
    let has = |path: &str| archive.file_names().flatten().any(|entry| entry.eq_ignore_ascii_case(path));
    if has("xl/workbook.bin") {
        return Err(ReadError::OtherSpreadsheet { name: name(), format: "XLSB" });
    }
    if has("content.xml") && has("mimetype") {
        return Err(ReadError::OtherSpreadsheet { name: name(), format: "ODS" });
    }
    if !has("xl/workbook.xml") {
        return Err(ReadError::NotATable { name: name() });
    }
    let told = |error: PartError| match error {
        PartError::TooLarge => ReadError::TooLarge { name: name(), max },
        error => damaged(error.to_string()),
    };
    let mut kept = ZipWriter::new(Cursor::new(Vec::new()));
    // One more than `max` may come is too much.
    let mut left = max + 1;
    for index in 0..archive.len() {
        let is_sheet = take(&mut archive, index, &mut kept, &mut left, max).map_err(told)?;
        if is_sheet {
            let entry = archive.by_index_raw(index).map_err(flaw)?;
            kept.raw_copy_file(entry).map_err(flaw)?;
        }
    }
    Ok(kept.finish().map_err(flaw)?.into_inner())
}

/// Checks one entry, and writes what is kept of it. Whether it is to be copied as it is.
fn take(
    archive: &mut ZipArchive<impl Read + Seek>,
    index: usize,
    kept: &mut ZipWriter<Cursor<Vec<u8>>>,
    left: &mut u64,
    max: u64,
) -> Result<bool, PartError> {
    let damaged = |error: ZipError| PartError::Forged(error.to_string());
    let entry = archive.by_index(index).map_err(damaged)?;
    let path = entry.name().map_err(damaged)?.into_owned();
    let is_xml = [".xml", ".rels"].iter().any(|end| path.to_ascii_lowercase().ends_with(end));
    // Pictures and the like are not even unpacked.
    let Some(part) = is_xml.then(|| Part::open(entry, left)).transpose()?.flatten() else { return Ok(false) };
    // Fast rather than small: it is read once more and gone.
    let options = SimpleFileOptions::default().compression_level(Some(1));
    if part.is_sheet() {
        if !part.check(sink())? {
            return Ok(true);
        }
        // It was within the limit just now.
        let mut left = max + 1;
        let entry = archive.by_index(index).map_err(damaged)?;
        if let Some(part) = Part::open(entry, &mut left)? {
            kept.start_file(path, options).map_err(damaged)?;
            part.mark(kept)?;
        }
        return Ok(false);
    }
    kept.start_file(path, options).map_err(damaged)?;
    part.check(kept)?;
    Ok(false)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn archive(entries: &[&str]) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for entry in entries {
            archive.start_file(*entry, SimpleFileOptions::default()).unwrap();
            archive.write_all(format!("<sst>{}</sst>", " ".repeat(989)).as_bytes()).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    fn looked_at(entries: &[&str]) -> Result<(), ReadError> {
        checked(&archive(entries), "file", 2500).map(|_| ())
    }

    #[test]
    fn archives_of_other_kinds_are_named() {
        let name = || "file".to_owned();
        assert_eq!(looked_at(&["word/document.xml"]), Err(ReadError::NotATable { name: name() }));
        let format = |format| Err(ReadError::OtherSpreadsheet { name: name(), format });
        assert_eq!(looked_at(&["xl/workbook.bin"]), format("XLSB"));
        assert_eq!(looked_at(&["mimetype", "content.xml"]), format("ODS"));
        assert!(matches!(checked(b"PK\x03\x04 and no more", "file", 9), Err(ReadError::Damaged { .. })));
    }

    #[test]
    fn archives_may_not_unpack_to_too_much() {
        assert_eq!(looked_at(&["xl/workbook.xml", "a.xml"]), Ok(()));
        assert_eq!(
            looked_at(&["xl/workbook.xml", "a.xml", "b.xml"]),
            Err(ReadError::TooLarge { name: "file".to_owned(), max: 2500 })
        );
    }

    #[test]
    fn a_damaged_entry_is_told() {
        let mut bytes = archive(&["xl/workbook.xml"]);
        let extra = usize::from(u16::from_le_bytes([bytes[28], bytes[29]]));
        // There is no such kind of block (RFC 1951).
        bytes[30 + "xl/workbook.xml".len() + extra] = 0xff;
        assert!(matches!(checked(&bytes, "file", 2500), Err(ReadError::Damaged { .. })));
    }
}
