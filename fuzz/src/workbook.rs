//! Workbooks with the fuzzer's parts: packed here, so that the fuzzer changes the XML and not the archive around it.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The separator in an input between a sheet, its shared strings and its styles.
pub const BORDER: &[u8] = b"\n--next--\n";

/// Styles whose second format is a date's.
const STYLES: &[u8] =
    b"<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>";

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// Packs a workbook around the XML of a sheet and, each behind a [`BORDER`], of its shared strings and its styles.
pub fn pack(input: &[u8]) -> Vec<u8> {
    let (sheet, rest) = split(input);
    let (strings, styles) = split(rest);
    let styles = if styles.is_empty() { STYLES } else { styles };
    let package = format!(
        r#"<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{RELATIONSHIPS}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let workbook = format!(
        r#"<workbook xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}"><sheets><sheet name="Licenses" sheetId="1" r:id="rId1"/></sheets></workbook>"#
    );
    let related = format!(
        r#"<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{RELATIONSHIPS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{RELATIONSHIPS}/styles" Target="styles.xml"/><Relationship Id="rId3" Type="{RELATIONSHIPS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#
    );
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (path, content) in [
        ("_rels/.rels", package.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", related.as_bytes()),
        ("xl/styles.xml", styles),
        ("xl/sharedStrings.xml", strings),
        ("xl/worksheets/sheet1.xml", sheet),
    ] {
        archive.start_file(path, stored).expect("an archive in memory takes a file");
        archive.write_all(content).expect("an archive in memory takes bytes");
    }
    archive.finish().expect("an archive in memory ends").into_inner()
}

/// Splits at the first border.
fn split(input: &[u8]) -> (&[u8], &[u8]) {
    match input.windows(BORDER.len()).position(|window| window == BORDER) {
        Some(at) => (&input[..at], &input[at + BORDER.len()..]),
        None => (input, b""),
    }
}
