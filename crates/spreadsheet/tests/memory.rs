//! Small workbooks with large claims: reading one takes no more memory than its content. An allocation beyond the limit
//! ends this process, as it would end the server.

#![expect(clippy::unwrap_used, reason = "a test that can't go on is to fail")]

use std::alloc::System;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use cap::Cap;
use spreadsheet::{ReadError, Table};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, 256 << 20);

const ROWS: &str = r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2"><v>7</v></c></row>"#;
const TEXTS: &str = "<sst><si><t>Seats</t></si></sst>";
const STYLES: &str = "<styleSheet><cellXfs><xf numFmtId=\"0\"/></cellXfs></styleSheet>";

/// The parts of a workbook, initially empty.
#[derive(Default)]
struct Parts {
    /// The XML before the sheet's data, and in it.
    before: String,
    rows: String,
    texts: String,
    styles: String,
    sheets: Option<String>,
    related: String,
}

impl Parts {
    fn pack(self) -> Vec<u8> {
        const TYPE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let or = |given: String, usual: &str| if given.is_empty() { usual.to_owned() } else { given };
        let sheets = self.sheets.unwrap_or_else(|| r#"<sheet name="a" sheetId="1" r:id="r1"/>"#.to_owned());
        let package = format!(
            r#"<Relationships><Relationship Id="r1" Type="{TYPE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
        );
        let related = format!(
            r#"<Relationships><Relationship Id="r1" Type="{TYPE}/worksheet" Target="worksheets/sheet1.xml"/>{}</Relationships>"#,
            self.related
        );
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (path, content) in [
            ("_rels/.rels", package),
            ("xl/workbook.xml", format!(r#"<workbook xmlns:r="r"><sheets>{sheets}</sheets></workbook>"#)),
            ("xl/_rels/workbook.xml.rels", related),
            ("xl/styles.xml", or(self.styles, STYLES)),
            ("xl/sharedStrings.xml", or(self.texts, TEXTS)),
            (
                "xl/worksheets/sheet1.xml",
                format!(
                    "<worksheet>{}<sheetData>{}</sheetData></worksheet>",
                    self.before,
                    or(self.rows, ROWS)
                ),
            ),
        ] {
            let options = SimpleFileOptions::default().compression_level(Some(1));
            archive.start_file(path, options).unwrap();
            archive.write_all(content.as_bytes()).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    fn read(self) -> Result<Table, ReadError> {
        spreadsheet::read(&self.pack(), "a.xlsx")
    }

    /// The message of the refusal.
    fn refused(self) -> String {
        self.read().unwrap_err().to_string()
    }
}

fn assert_seats(table: &Table) {
    assert_eq!(table.header, ["Seats"]);
    assert_eq!(table.rows[0].cells, ["7"]);
}

#[test]
fn how_many_texts_there_are_is_counted_and_not_believed() {
    for claim in ["4294967295", "18446744073709551615", "1000000000"] {
        let texts = TEXTS.replace("<sst>", &format!("<sst count='{claim}' uniqueCount='{claim}'>"));
        let bytes = Parts { texts, ..Parts::default() }.pack();
        assert!(bytes.len() < 2_000, "{}", bytes.len());
        assert_seats(&spreadsheet::read(&bytes, "a.xlsx").unwrap());
    }
}

#[test]
fn a_font_that_many_formats_share_is_not_copied_for_each() {
    let font = format!("<fonts><font><name val=\"{}\"/></font></fonts>", "a".repeat(1_000_000));
    let formats = "<xf numFmtId=\"0\" fontId=\"0\"/>".repeat(1_000);
    let styles = format!("<styleSheet>{font}<cellXfs>{formats}</cellXfs></styleSheet>");
    assert_seats(&Parts { styles, ..Parts::default() }.read().unwrap());
}

#[test]
fn neither_is_the_code_of_a_number_format() {
    let code =
        |length| format!("<numFmts><numFmt numFmtId=\"200\" formatCode='{}'/></numFmts>", "0".repeat(length));
    let formats = "<xf numFmtId=\"200\"/>".repeat(2_000);
    let styles = format!("<styleSheet>{}<cellXfs>{formats}</cellXfs></styleSheet>", code(200_000));
    let message = Parts { styles, ..Parts::default() }.refused();
    assert!(message.contains("formatCode of numFmt has 200000 bytes, more than 1024"), "{message}");
    let styles = format!("<styleSheet>{}<cellXfs>{formats}</cellXfs></styleSheet>", code(255));
    assert_seats(&Parts { styles, ..Parts::default() }.read().unwrap());
}

#[test]
fn formats_keep_their_order_and_their_quotes() {
    let styles = r#"<styleSheet><numFmts><numFmt numFmtId='200' formatCode='"day "yyyy-mm-dd'/></numFmts><cellStyleXfs><xf numFmtId="0"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="200"><alignment/></xf></cellXfs></styleSheet>"#;
    let rows = ROWS.replace("r=\"A2\"", "r=\"A2\" s=\"1\"").replace(">7<", ">46053<");
    let table = Parts { styles: styles.to_owned(), rows, ..Parts::default() }.read().unwrap();
    assert_eq!(table.rows[0].cells, ["2026-01-31"]);
}

#[test]
fn there_are_so_many_formats_and_no_more() {
    let styles = format!("<styleSheet><cellXfs>{}</cellXfs></styleSheet>", "<xf/>".repeat((1 << 17) + 1));
    let message = Parts { styles, ..Parts::default() }.refused();
    assert!(message.contains("it has more than 131072 of xf"), "{message}");
}

#[test]
fn places_outside_of_a_sheet_are_refused() {
    let rows = |place: &str| ROWS.replace("\"A2\"", &format!("\"{place}\""));
    for place in ["A1048577", "XFE2", "AAAAAAAAAAAAAAA2", "A99999999999999", "2", "A"] {
        let message = Parts { rows: rows(place), ..Parts::default() }.refused();
        assert!(message.contains("is not a place in a sheet of 1048576 rows and 16384 columns"), "{message}");
    }
    let message = Parts { rows: ROWS.replace("r=\"2\"", "r=\"9999999999\""), ..Parts::default() }.refused();
    assert!(message.contains("\"9999999999\" is not a place"), "{message}");
    for dimension in ["A1:XFE2", "B2:A1", "A1:B4294967299", "A1:B2:C3"] {
        let before = format!("<dimension ref=\"{dimension}\"/>");
        let message = Parts { before, ..Parts::default() }.refused();
        assert!(message.contains(&format!("\"{dimension}\" is not a place")), "{message}");
    }
    let before = "<dimension ref=\"A1:XFD1048576\"/>".to_owned();
    assert_seats(&Parts { before, ..Parts::default() }.read().unwrap());
    let shared = "<f t=\"shared\" ref=\"A2:A3\" si=\"4294967295\">1</f><v>7</v>";
    let message = Parts { rows: ROWS.replace("<v>7</v>", shared), ..Parts::default() }.refused();
    assert!(message.contains("\"4294967295\" is not a place"), "{message}");
}

#[test]
fn a_row_has_no_more_cells_than_a_sheet_has_columns() {
    let cells = r#"<c r="A1"><v>1</v></c>"#.repeat(16_385);
    let message = Parts { rows: format!("<row r=\"1\">{cells}</row>"), ..Parts::default() }.refused();
    assert!(message.contains("row 1 has more cells than a sheet has columns"), "{message}");
}

#[test]
fn elements_are_not_nested_without_end() {
    let message = Parts { before: "<a>".repeat(1_000_000), ..Parts::default() }.refused();
    assert!(message.contains("more than 64 elements are nested inside each other"), "{message}");
}

#[test]
fn a_tag_and_a_text_have_an_end() {
    for before in [format!("<a b=\"{}\"/>", " ".repeat(2 << 20)), " ".repeat(2 << 20)] {
        let message = Parts { before, ..Parts::default() }.refused();
        assert!(message.contains("a tag or text has more than 1048576 bytes"), "{message}");
    }
}

#[test]
fn a_sheet_is_listed_once() {
    let one = r#"<sheet name="a" sheetId="1" r:id="r1"/>"#;
    let message = Parts { sheets: Some(one.repeat(2)), ..Parts::default() }.refused();
    assert!(message.contains("two of sheet lead to the same"), "{message}");
    let related = r#"<Relationship Id="r2" Type="a/worksheet" Target="worksheets\Sheet1.xml"/>"#.to_owned();
    let message = Parts { related, ..Parts::default() }.refused();
    assert!(message.contains("two of Relationship lead to the same"), "{message}");
    let many = (0..=1_024).fold(String::new(), |all, at| all + &one.replace("r1", &format!("r{at}")));
    let message = Parts { sheets: Some(many), ..Parts::default() }.refused();
    assert!(message.contains("it has more than 1024 of sheet"), "{message}");
}

#[test]
fn a_workbook_may_have_more_links_than_parts() {
    let link = |at| {
        // The longest are longer than any part's path may be.
        let page = "a".repeat(if at % 10 == 0 { 5_000 } else { 500 });
        format!(r#"<Relationship Id="l{at}" Type="a/hyperlink" Target="https://example.org/{page}"/>"#)
    };
    let related: String = (0..5_000).map(link).collect();
    assert_seats(&Parts { related, ..Parts::default() }.read().unwrap());
}

#[test]
fn a_million_blank_rows_of_a_wide_table_cost_nothing() {
    let mut header = String::new();
    for at in 0..200 {
        write!(header, "<c t=\"inlineStr\"><is><t>h{at}</t></is></c>").unwrap();
    }
    let mut blank = String::new();
    for at in 2..=300_000 {
        write!(blank, "<row r=\"{at}\"><c/></row>").unwrap();
    }
    let rows = format!("<row r=\"1\">{header}</row>{blank}");
    let parts = Parts { rows, ..Parts::default() };
    let before = ALLOCATOR.total_allocated();
    let table = parts.read().unwrap();
    assert_eq!((table.header.len(), table.rows.len()), (200, 0));
    // A string for each of their cells would take more than 1 GiB, even though memory is freed row by row.
    let allocated = ALLOCATOR.total_allocated() - before;
    assert!(allocated < 512 << 20, "{} MiB were allocated", allocated >> 20);
}

/// A workbook with a cell that refers to the text at that place, among a million unused ones.
fn with_unused_texts(place: usize) -> Vec<u8> {
    let texts = format!("<sst><si><t>Seats</t></si>{}</sst>", "<si><t/></si>".repeat(999_999));
    Parts { texts, rows: ROWS.replace("<v>0</v>", &format!("<v>{place}</v>")), ..Parts::default() }.pack()
}

#[test]
fn texts_that_no_cell_uses_cost_nothing() {
    let bytes = with_unused_texts(0);
    assert!(bytes.len() < 1 << 20, "{}", bytes.len());
    let before = ALLOCATOR.total_allocated();
    assert_seats(&spreadsheet::read(&bytes, "a.xlsx").unwrap());
    let allocated = ALLOCATOR.total_allocated() - before;
    assert!(allocated < 8 << 20, "{allocated} bytes were allocated to read one text");
}

#[test]
fn texts_that_stand_before_the_one_used_are_not_read_without_end() {
    let bytes = with_unused_texts(999_999);
    let before = ALLOCATOR.total_allocated();
    let message = spreadsheet::read(&bytes, "a.xlsx").unwrap_err().to_string();
    assert!(message.contains("of the first 1000000 of its shared strings, cells use 1"), "{message}");
    let allocated = ALLOCATOR.total_allocated() - before;
    assert!(allocated < 8 << 20, "{allocated} bytes were allocated to refuse the file");
}

#[test]
fn a_small_file_does_not_cost_what_a_large_one_does() {
    let bytes = Parts { rows: format!("{ROWS}{}", "<row/>".repeat(4_000_000)), ..Parts::default() }.pack();
    let (size, allowed) = (bytes.len(), 50 * bytes.len());
    assert!(allowed > 8 << 20 && allowed < 20_000_000, "{size}");
    let message = spreadsheet::read(&bytes, "a.xlsx").unwrap_err().to_string();
    let told =
        format!("a.xlsx has {size} bytes and unpacks to more than the {allowed} bytes allowed for its size");
    assert!(message.starts_with(&told), "{message}");
}

#[test]
fn a_row_takes_little_more_than_its_text() {
    const ROWS: usize = 50_000;
    let mut text =
        "Product,Key,Start,End,Units,Type,Organization,Contract,Note,Group,Color,Shelf\n".to_owned();
    let head = text.len();
    for row in 0..ROWS {
        writeln!(
            text,
            "Saw,K-{row:08},2026-01-31,,25,Purchased,Carpenters of the Old Town,C-{row:06},,,red,"
        )
        .unwrap();
    }
    let in_file = (text.len() - head) / ROWS;
    let before = ALLOCATOR.allocated();
    let table = spreadsheet::read(text.as_bytes(), "a.csv").unwrap();
    let in_table = (ALLOCATOR.allocated() - before) / ROWS;
    assert_eq!((table.rows.len(), &table.rows[ROWS - 1].cells[1]), (ROWS, "K-00049999"));
    // A string for each cell would take 12 times 24 bytes more.
    assert!(in_table < in_file + 150, "{in_table} bytes for a row of {in_file}");
}
