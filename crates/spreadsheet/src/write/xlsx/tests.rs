use std::io::Cursor;

use calamine::{Data, DataType, Reader, Xlsx};

use super::*;
use crate::testing::{date, moment};

fn writer(bytes: &mut Vec<u8>) -> Box<XlsxWriter<&mut Vec<u8>>> {
    Box::new(XlsxWriter::new(bytes, "Licenses", moment("2026-01-31T12:00:00Z")).unwrap())
}

fn part(bytes: &[u8], path: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    std::io::read_to_string(archive.by_name(path).unwrap()).unwrap()
}

#[test]
fn every_kind_of_cell_reads_back() {
    let mut bytes = Vec::new();
    let mut book = writer(&mut bytes);
    book.header(&["Name", "Seats", "Share", "Start", "Founded", "Serial", "None"]).unwrap();
    let founded = date(1848, 5, 1);
    let row = [
        Cell::Text("=HYPERLINK(\"x\")"),
        Cell::Whole(120),
        Cell::Number(-0.5),
        Cell::Date(date(2026, 1, 31)),
        Cell::Date(founded),
        Cell::Whole(u64::MAX),
        Cell::Empty,
    ];
    book.row(&row).unwrap();
    book.row(&[Cell::Text("two\nlines \"é😀\""), Cell::Whole(0)]).unwrap();
    book.finish().unwrap();

    let table = crate::read(&bytes, "own.xlsx").unwrap();
    assert_eq!(table.dialect, crate::Dialect::Xlsx { sheet: "Licenses".to_owned() });
    let serial = u64::MAX.to_string();
    assert_eq!(
        table.rows[0].cells,
        ["=HYPERLINK(\"x\")", "120", "-0.5", "2026-01-31", "1848-05-01", &serial, ""]
    );
    assert_eq!(table.rows[1].cells, ["two\nlines \"é😀\"", "0", "", "", "", "", ""]);
}

#[test]
fn text_is_never_a_formula_and_dates_are_dates() {
    let mut bytes = Vec::new();
    let mut book = writer(&mut bytes);
    for text in ["=1+1", "+1", "-1", "@x", "\tx", " =1", "https://example.com"] {
        book.row(&[Cell::Text(text), Cell::Date(date(2026, 1, 31))]).unwrap();
    }
    book.finish().unwrap();
    assert!(!part(&bytes, "xl/worksheets/sheet1.xml").contains("<f>"));
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.as_slice())).unwrap();
    let cells = book.worksheet_range("Licenses").unwrap();
    assert_eq!(cells.get((0, 0)), Some(&Data::String("=1+1".to_owned())));
    assert_eq!(cells.get((5, 0)), Some(&Data::String(" =1".to_owned())));
    assert!(cells.get((0, 1)).is_some_and(DataType::is_datetime));
}

#[test]
fn the_header_is_frozen_bold_and_filtered() {
    let mut bytes = Vec::new();
    let mut book = writer(&mut bytes);
    book.header(&["Name", "Seats"]).unwrap();
    book.row(&[Cell::Text("a long name of an organization"), Cell::Whole(1)]).unwrap();
    book.sheet("Deployments").unwrap();
    book.row(&[Cell::Text("no header")]).unwrap();
    assert!(matches!(book.header(&["late"]), Err(WriteError::LateHeader)));
    book.finish().unwrap();

    let first = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(first.contains("<autoFilter ref=\"A1:B2\"/>"), "{first}");
    assert!(first.contains("state=\"frozen\""), "{first}");
    assert!(first.contains("width=\"31.7"), "{first}");
    assert!(part(&bytes, "xl/styles.xml").contains("<b/>"));
    assert!(!part(&bytes, "xl/worksheets/sheet2.xml").contains("autoFilter"));
    assert!(part(&bytes, "xl/workbook.xml").contains("name=\"Deployments\""));
    assert!(part(&bytes, "docProps/core.xml").contains("2026-01-31T12:00:00Z"));
}

#[test]
fn the_limits_of_excel_are_named() {
    let mut bytes = Vec::new();
    let mut book = writer(&mut bytes);
    book.header(&["a", "b"]).unwrap();
    book.row(&[Cell::Text(&"😀".repeat(16_383))]).unwrap();
    let refused = book.row(&[Cell::Empty, Cell::Text(&"😀".repeat(16_384))]).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "an Excel cell holds at most 32767 characters, cell B3 has 32768; choose CSV"
    );
    let refused = book.row(&vec![Cell::Empty; 16_385]).unwrap_err();
    assert!(matches!(refused, WriteError::TooManyColumns { columns: 16_385, .. }));
    book.sheet.next_row = MAX_SHEET_ROWS - 1;
    book.row(&[Cell::Text("last")]).unwrap();
    let refused = book.row(&[]).unwrap_err();
    assert!(refused.to_string().contains("at most 1048576 rows"));
    assert!(matches!(book.row(&[Cell::Number(f64::INFINITY)]), Err(WriteError::TooManyRows { .. })));
}

#[test]
fn names_that_excel_refuses_are_refused() {
    let mut bytes = Vec::new();
    let mut book = writer(&mut bytes);
    assert!(matches!(book.sheet("a/b"), Err(WriteError::Refused(_))));
    let long = XlsxWriter::new(Vec::new(), &"x".repeat(32), moment("2026-01-31T00:00:00Z"));
    assert!(matches!(long.map(|_| ()), Err(WriteError::Refused(_))));
}

#[test]
fn a_writer_may_move_to_another_thread() {
    fn assert_send<T: Send>() {}
    assert_send::<XlsxWriter<Vec<u8>>>();
}
