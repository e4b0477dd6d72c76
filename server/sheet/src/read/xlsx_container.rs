//! Looks into the archive that a workbook is, before anything of it is trusted.

use std::io::{Cursor, Read, sink};

use zip::ZipArchive;
use zip::result::ZipError;

use super::ReadError;

/// Refuses archives that are no Excel workbook and those that unpack to more than `max` bytes.
///
/// The sizes that an archive states can lie, so every entry is unpacked once, to nowhere.
pub(super) fn check(bytes: &[u8], name: &str, max: u64) -> Result<(), ReadError> {
    let name = || name.to_owned();
    let damaged = |reason: String| ReadError::Damaged { name: name(), reason };
    let flaw = |error: ZipError| damaged(error.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(flaw)?;
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
    let mut unpacked = 0;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(flaw)?;
        let copied = std::io::copy(&mut entry.take(max + 1 - unpacked), &mut sink());
        unpacked += copied.map_err(|error| damaged(error.to_string()))?;
        if unpacked > max {
            return Err(ReadError::TooLarge { name: name(), max });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn archive(entries: &[&str]) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for entry in entries {
            archive.start_file(*entry, SimpleFileOptions::default()).unwrap();
            archive.write_all(&[b' '; 1000]).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    fn checked(entries: &[&str]) -> Result<(), ReadError> {
        check(&archive(entries), "file", 2500)
    }

    #[test]
    fn archives_of_other_kinds_are_named() {
        let name = || "file".to_owned();
        assert_eq!(checked(&["word/document.xml"]), Err(ReadError::NotATable { name: name() }));
        let format = |format| Err(ReadError::OtherSpreadsheet { name: name(), format });
        assert_eq!(checked(&["xl/workbook.bin"]), format("XLSB"));
        assert_eq!(checked(&["mimetype", "content.xml"]), format("ODS"));
        assert!(matches!(check(b"PK\x03\x04 and no more", "file", 9), Err(ReadError::Damaged { .. })));
    }

    #[test]
    fn archives_may_not_unpack_to_too_much() {
        assert_eq!(checked(&["xl/workbook.xml", "a"]), Ok(()));
        assert_eq!(
            checked(&["xl/workbook.xml", "a", "b"]),
            Err(ReadError::TooLarge { name: "file".to_owned(), max: 2500 })
        );
    }

    #[test]
    fn a_damaged_entry_is_told() {
        let mut bytes = archive(&["xl/workbook.xml"]);
        let at = 30 + "xl/workbook.xml".len() + 2;
        bytes[at] ^= 0xff;
        assert!(matches!(check(&bytes, "file", 2500), Err(ReadError::Damaged { .. })));
    }
}
