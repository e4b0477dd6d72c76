//! Files to import, as seeds of the target. A test of `spreadsheet` reads them, too (`crates/spreadsheet/tests/seeds.rs`).

use std::borrow::Cow;

use crate::workbook::{BORDER, pack};

/// The start of an input that is the XML of a sheet.
const SHEET: &[u8] = b"<worksheet";

/// The file that an input stands for.
pub fn bytes_of(input: &[u8]) -> Cow<'_, [u8]> {
    if input.starts_with(SHEET) { Cow::Owned(pack(input)) } else { Cow::Borrowed(input) }
}

/// The seeds of the target.
pub fn seeds() -> Vec<Vec<u8>> {
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
    // Each makes a claim that costs memory if it is believed.
    let claims = [
        (sheet.to_owned(), strings.replace("<sst>", "<sst count=\"3\" uniqueCount=\"4294967295\">"), ""),
        (
            sheet.replace("<sheetData>", "<dimension ref=\"A1:XFD1048576\"/><sheetData>"),
            strings.to_owned(),
            "",
        ),
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
