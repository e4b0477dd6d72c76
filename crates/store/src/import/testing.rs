//! Shared by the tests of imports.

use std::io::{Cursor, Write as _};

use model::{Actor, Level, Levels, OrganizationKind, RoleObject, Target};
use sea_orm::{EntityTrait, PaginatorTrait};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;
use crate::db::entity::{
    deployment, event, license, license_assignment, organization, partner_assignment, product,
};
use crate::people;
use crate::testing::{NOW, actor};

pub const SEED: [u8; 32] = [3; 32];

/// A file, its mapping as guessed and changed, and the options.
pub struct File {
    pub table: Table,
    pub mapping: Mapping,
    pub reading: CellReading,
    pub create_missing: bool,
    pub owners: Owners,
}

impl File {
    pub fn new(kind: Kind, text: &str) -> Self {
        Self::from_bytes(kind, text.as_bytes())
    }

    pub fn from_bytes(kind: Kind, bytes: &[u8]) -> Self {
        let table = read(kind, bytes, "test file", FileReading::default()).unwrap();
        let mapping = Mapping::of(kind, &table);
        let (reading, owners) = (CellReading::default(), Owners::Ask);
        Self { table, mapping, reading, create_missing: false, owners }
    }

    pub fn request(&self) -> Request<'_> {
        let Self { table, mapping, reading, create_missing, owners } = self;
        let (reading, create_missing, owners) = (*reading, *create_missing, *owners);
        Request { table, mapping, reading, create_missing, owners }
    }

    pub async fn plan(&self, db: &Db) -> Plan {
        plan(db, Importer::CommandLine, self.request(), NOW).await.unwrap()
    }

    pub async fn apply(&self, db: &Db) -> Plan {
        apply(db, Importer::CommandLine, self.request(), false, SEED, NOW).await.unwrap()
    }
}

/// The styles of [`workbook`]: the number formats General, `yyyy-mm-dd`, `000000`, `0.00`, `mmm yy` and one of a currency.
const STYLES: &str = r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/><numFmt numFmtId="165" formatCode="000000"/><numFmt numFmtId="166" formatCode="mmm yy"/><numFmt numFmtId="167" formatCode="[$€-407] #,##0"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="2"/><xf numFmtId="166"/><xf numFmtId="167"/></cellXfs></styleSheet>"#;

/// A workbook of one sheet with the XML of its cells, row by row.
pub fn workbook(rows: &[Vec<String>]) -> Vec<u8> {
    const TYPE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |id: &str, kind: &str, target: &str| {
        format!(r#"<Relationship Id="{id}" Type="{TYPE}/{kind}" Target="{target}"/>"#)
    };
    let related = |relations: &str| format!("<Relationships>{relations}</Relationships>");
    let parts =
        relation("r1", "worksheet", "worksheets/sheet1.xml") + &relation("r2", "styles", "styles.xml");
    let rows: Vec<String> = rows.iter().map(|cells| format!("<row>{}</row>", cells.concat())).collect();
    let rows = rows.concat();
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in [
        ("_rels/.rels", related(&relation("r1", "officeDocument", "xl/workbook.xml"))),
        ("xl/_rels/workbook.xml.rels", related(&parts)),
        (
            "xl/workbook.xml",
            r#"<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>"#
                .to_owned(),
        ),
        ("xl/styles.xml", STYLES.to_owned()),
        ("xl/worksheets/sheet1.xml", format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")),
    ] {
        archive.start_file(path, SimpleFileOptions::default()).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A cell of [`workbook`] that holds text.
pub fn text_cell(text: &str) -> String {
    format!(r#"<c t="inlineStr"><is><t>{text}</t></is></c>"#)
}

/// A cell of [`workbook`] that holds a number, in the format with that index.
pub fn number_cell(number: &str, style: usize) -> String {
    format!(r#"<c s="{style}"><v>{number}</v></c>"#)
}

/// A cell of [`workbook`] that holds a formula without a stored value.
pub fn formula_cell(formula: &str) -> String {
    format!("<c><f>{formula}</f><v></v></c>")
}

/// Numbers of added, changed, unchanged and refused rows.
pub fn totals(plan: &Plan) -> [usize; 4] {
    let Totals { added, changed, unchanged, refused } = plan.totals();
    [added, changed, unchanged, refused]
}

/// The refusals, each with its line.
pub fn refusals(plan: &Plan) -> Vec<String> {
    let lines =
        plan.refused().flat_map(|(row, reasons)| reasons.iter().map(move |reason| (row.line, reason)));
    lines.map(|(line, reason)| format!("{line}: {reason}")).collect()
}

/// The changes in a row, as `field: old -> new`.
pub fn changes(row: &PlannedRow) -> Vec<String> {
    let Outcome::Changed(changes) = &row.outcome else { return Vec::new() };
    changes
        .iter()
        .map(|change| format!("{}: {} -> {}", change.field.label(), change.old, change.new))
        .collect()
}

/// The number of rows in each table that an import writes.
pub async fn counts(db: &Db) -> [u64; 7] {
    let connection = db.connection();
    [
        organization::Entity::find().count(connection).await.unwrap(),
        partner_assignment::Entity::find().count(connection).await.unwrap(),
        product::Entity::find().count(connection).await.unwrap(),
        license::Entity::find().count(connection).await.unwrap(),
        license_assignment::Entity::find().count(connection).await.unwrap(),
        deployment::Entity::find().count(connection).await.unwrap(),
        event::Entity::find().count(connection).await.unwrap(),
    ]
}

/// A member of the vendor's staff who may import.
pub async fn staff(db: &Db) -> Actor {
    let vendor =
        people::add_organization(db, "Maker of All", OrganizationKind::Vendor, None, NOW).await.unwrap();
    actor(db, "staff", Some(vendor), Levels::default().with(RoleObject::VendorConsole, Level::FullAccess))
        .await
}

pub fn permit(actor: &Actor) -> Permit {
    actor.permit(Action::Import, Target::Installation).unwrap()
}
