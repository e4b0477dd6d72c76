//! Workbooks whose parts are the fuzzer's: packed by us, so that what it changes is XML and not the archive around it.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// What stands between a sheet and its shared strings in an input.
pub const BORDER: &[u8] = b"\n--strings--\n";

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// Packs a workbook around the XML of a sheet and, behind [`BORDER`], of its shared strings.
pub fn pack(input: &[u8]) -> Vec<u8> {
    let border = input.windows(BORDER.len()).position(|window| window == BORDER);
    let (sheet, strings) = match border {
        Some(at) => (&input[..at], &input[at + BORDER.len()..]),
        None => (input, &b""[..]),
    };
    let workbook = format!(
        r#"<workbook xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}"><sheets><sheet name="Licenses" sheetId="1" r:id="rId1"/></sheets></workbook>"#
    );
    let related = format!(
        r#"<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{RELATIONSHIPS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{RELATIONSHIPS}/styles" Target="styles.xml"/><Relationship Id="rId3" Type="{RELATIONSHIPS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#
    );
    // The second format is a date's.
    let styles = format!(
        r#"<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#
    );
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (path, content) in [
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", related.as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
        ("xl/sharedStrings.xml", strings),
        ("xl/worksheets/sheet1.xml", sheet),
    ] {
        archive.start_file(path, stored).expect("an archive in memory takes a file");
        archive.write_all(content).expect("an archive in memory takes bytes");
    }
    archive.finish().expect("an archive in memory ends").into_inner()
}
