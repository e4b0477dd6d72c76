//! What the tests of imports share.

use model::{Actor, Level, Levels, OrganizationKind, RoleObject, Target};
use sea_orm::{EntityTrait, PaginatorTrait};

use super::*;
use crate::entity::{
    deployment, event, license, license_assignment, organization, partner_assignment, product,
};
use crate::people;
use crate::testing::{NOW, actor};

pub const SEED: [u8; 32] = [3; 32];

/// A file, its mapping as guessed and changed, and the options.
pub struct File {
    pub table: Table,
    pub mapping: Mapping,
    pub date_order: DateOrder,
    pub create_missing: bool,
}

impl File {
    pub fn new(kind: Kind, text: &str) -> Self {
        let table = sheet::read(text.as_bytes(), "test.csv").unwrap();
        let mapping = Mapping::guess(kind, &table.header);
        Self { table, mapping, date_order: DateOrder::Auto, create_missing: false }
    }

    pub fn request(&self) -> Request<'_> {
        let Self { table, mapping, date_order, create_missing } = self;
        Request { table, mapping, date_order: *date_order, create_missing: *create_missing }
    }

    pub async fn plan(&self, db: &Db) -> Plan {
        plan(db, Importer::CommandLine, self.request(), NOW).await.unwrap()
    }

    pub async fn apply(&self, db: &Db) -> Plan {
        apply(db, Importer::CommandLine, self.request(), false, SEED, NOW).await.unwrap()
    }
}

/// Added, changed, unchanged, refused.
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

/// The changes of a row, as `field: old -> new`.
pub fn changes(row: &PlannedRow) -> Vec<String> {
    let Outcome::Changed(changes) = &row.outcome else { return Vec::new() };
    changes
        .iter()
        .map(|change| format!("{}: {} -> {}", change.field.label(), change.old, change.new))
        .collect()
}

/// How many rows the tables have that an import writes.
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

/// One of the vendor's staff, who may import.
pub async fn staff(db: &Db) -> Actor {
    let vendor =
        people::add_organization(db, "Maker of All", OrganizationKind::Vendor, None, NOW).await.unwrap();
    actor(db, "staff", Some(vendor), Levels::default().with(RoleObject::VendorConsole, Level::FullAccess))
        .await
}

pub fn permit(actor: &Actor) -> Permit {
    actor.permit(Action::Import, Target::Installation).unwrap()
}
