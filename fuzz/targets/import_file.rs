//! Files to be imported: any bytes, and workbooks around any XML, are read, their columns guessed, and every row planned.

#![no_main]

use std::alloc::System;
use std::sync::LazyLock;

use cap::Cap;
use grantry_fuzz::workbook::{BORDER, pack};
use grantry_fuzz::{plant, wait};
use libfuzzer_sys::fuzz_target;
use store::Db;
use store::import::{
    CellReading, DateOrder, DecimalMark, FileReading, Importer, Kind, Mapping, Owners, Request, Times, plan,
    read,
};
use store::testing::{NOW, World};

/// A file of at most 32 KiB that takes more has found something.
#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, 1 << 30);

/// What an input begins with that is the XML of a sheet.
const SHEET: &[u8] = b"<worksheet";

static DB: LazyLock<Db> = LazyLock::new(|| {
    wait(async {
        let db = Db::open("sqlite::memory:").await.expect("a database in memory opens");
        World::make(&db).await;
        db
    })
});

fuzz_target!(init: plant(seeds()), |data: &[u8]| {
    let packed;
    let bytes = if data.starts_with(SHEET) {
        packed = pack(data);
        &packed
    } else {
        data
    };
    let Ok(table) = sheet::read(bytes, "file") else { return };
    assert!(table.rows.iter().all(|row| row.cells.len() == table.header.len()));
    assert!(table.rows.is_sorted_by_key(|row| row.line));
    for kind in Kind::ALL {
        // With the headings wherever its fields are.
        let Ok(table) = read(kind, bytes, "file", FileReading::default()) else { continue };
        let mapping = Mapping::of(kind, &table);
        let numbers = DecimalMark::ALL.into_iter().zip(Times::ALL.into_iter().cycle());
        for (dates, (numbers, times)) in DateOrder::ALL.into_iter().zip(numbers) {
            let reading = CellReading { dates, numbers, times };
            let (table, mapping, owners) = (&table, &mapping, Owners::Move);
            let request = Request { table, mapping, reading, create_missing: true, owners };
            if let Ok(plan) = wait(plan(&DB, Importer::CommandLine, request, NOW)) {
                // A row that lists several organizations is planned for each of them.
                assert!(plan.rows.len() >= table.rows.len() + table.problems.len());
            }
        }
    }
});

fn seeds() -> Vec<Vec<u8>> {
    let strings = "<sst><si><t>License Key</t></si><si><t>Product</t></si><si><r><t>Cust</t></r><r><t>omer</t></r></si></sst>";
    let sheet = r#"<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t>Expiration Date</t></is></c></row><row r="2"><c r="A2"><v>1200</v></c><c r="B2" t="b"><v>1</v></c><c r="C2" s="1"><v>46000.5</v></c></row><row r="4"><c r="A4" t="e"><v>#REF!</v></c><c r="C4" t="str"><f>1</f><v>x</v></c></row><row r="5"><c r="A5" s="1"><v>123</v></c><c r="C5"><f t="array" ref="C5:C6">B5</f></c></row><row r="6"><c r="B6"/></row></sheetData></worksheet>"#;
    let texts = [
        "License Key,Product,Organization,Type,Start Date,Expiration Date,Purchased\nK-1,Scanner,Customer,purchased,2026-01-31,31.01.2027,\"1,200\"\n",
        "\u{feff}Kunde;Produkt;Lizenzschlüssel;Ablaufdatum\r\nCustomer;\"Scan\"\"ner\";K-2;03/04/2027\r\n;;;\r\n",
        "List of May\n\nProduct,License Key,Status,Warnings,Start Date,Expiration Date,Deployed,Purchased,Type,Organization\nScanner,K-1,Suspended,,2026-01-31,,1,5,MSP,\"Customer, \"\"A, B\"\"\"\n",
        "Name\tType\tParent\tPartner\tReseller\nA\tcustomer\tCustomer\tDistributor\tReseller\n",
        "license key|deployment id|host name|quantity|activated|last seen\nK-1|seat-1|host|2|2026-02-03|2026-02-04 05:06:07\n",
    ];
    let mut seeds: Vec<Vec<u8>> = texts.iter().map(|text| text.as_bytes().to_vec()).collect();
    // In another encoding, and as a whole archive.
    seeds.push(
        b"\xff\xfe".iter().copied().chain(texts[3].encode_utf16().flat_map(u16::to_le_bytes)).collect(),
    );
    let xml = [sheet.as_bytes(), BORDER, strings.as_bytes()].concat();
    seeds.extend([pack(&xml), xml]);
    // Each makes a claim that costs memory when it is believed.
    let claims = [
        (sheet.to_owned(), strings.replace("<sst>", "<sst count=\"3\" uniqueCount=\"4294967295\">"), ""),
        (sheet.replace("<sheetData>", "<dimension ref=\"A1:XFD1048576\"/><sheetData>"), strings.to_owned(), ""),
        (sheet.replace("r=\"4\"", "r=\"1048576\"").replace("C4", "XFD1048576"), strings.to_owned(), ""),
        (
            sheet.replace("<f>", "<f t=\"shared\" ref=\"C4:C9\" si=\"9999999\">"),
            strings.to_owned(),
            r#"<styleSheet><numFmts count="1"><numFmt numFmtId="200" formatCode='"day "yyyy'/></numFmts><fonts><font><name val="a"/></font></fonts><cellXfs count="4294967295"><xf numFmtId="200" fontId="0"/></cellXfs></styleSheet>"#,
        ),
    ];
    for (sheet, strings, styles) in claims {
        seeds.push([sheet.as_bytes(), BORDER, strings.as_bytes(), BORDER, styles.as_bytes()].concat());
    }
    seeds
}
