//! Licenses as stored, with the changes from rows already planned.

use std::collections::{HashMap, HashSet};

use model::activation::Overage;
use model::{Day, LicenseType};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::row::Row;
use crate::db::batch::BATCH;
use crate::db::entity::license::can_mean_any;
use crate::db::entity::{license, license_assignment};
use crate::import::catalog::{Named, Organization, Product};
use crate::import::cells::{End, change};
use crate::import::field::Field;
use crate::import::plan::Change;

/// A license, in the database or to add.
pub(super) struct Known {
    pub key: String,
    pub values: Values,
    /// Places of the organizations that it is assigned to, in ascending order.
    pub assigned: Vec<usize>,
    /// The note of a new license.
    pub note: String,
    /// The relevant part of its stored row; None until it is added.
    pub stored: Option<Stored>,
}

/// The relevant part of a license's stored row besides its values: whole rows would take most of an import's memory.
#[derive(Clone, Copy)]
pub(super) struct Stored {
    pub id: i64,
    /// Whether it is a personal license.
    pub is_personal: bool,
}

/// The values of a license that an import can change.
#[derive(Clone, PartialEq)]
pub(super) struct Values {
    /// Place of the product.
    pub product: usize,
    pub license_type: LicenseType,
    pub start: Day,
    pub expiration: Option<Day>,
    pub purchased: u32,
    pub offline: u32,
    pub overage: Overage,
    /// In seconds; 0: forever.
    pub heartbeat: u32,
    pub contract: Option<String>,
    pub suspended: bool,
    pub registered: bool,
}

impl Values {
    /// The values of a new license from a row.
    pub fn new(row: &Row, product: usize) -> Self {
        let unsaid = Self {
            product,
            license_type: LicenseType::Purchased,
            start: row.start,
            expiration: None,
            purchased: 0,
            offline: 0,
            overage: Overage::None,
            heartbeat: 0,
            contract: None,
            suspended: false,
            registered: true,
        };
        unsaid.with(row, product)
    }

    /// These values, updated from the row.
    pub fn with(&self, row: &Row, product: usize) -> Self {
        Self {
            product,
            license_type: row.license_type.unwrap_or(self.license_type),
            start: row.start,
            expiration: row.expiration.map_or(self.expiration, End::day),
            purchased: row.purchased,
            offline: row.offline.unwrap_or(self.offline),
            overage: row.overage.unwrap_or(self.overage),
            heartbeat: row.heartbeat.unwrap_or(self.heartbeat),
            contract: row.contract.clone().or_else(|| self.contract.clone()),
            suspended: row.suspended.unwrap_or(self.suspended),
            registered: row.registered.unwrap_or(self.registered),
        }
    }

    /// The differences between these values and `new`.
    pub fn changes(&self, new: &Self, products: &Named<Product>) -> Vec<Change> {
        let product = |values: &Self| products.at(values.product).name.clone();
        let changes = [
            change(Field::Product, product(self), product(new)),
            change(Field::Type, self.license_type.label(), new.license_type.label()),
            change(Field::StartDate, self.start, new.start),
            change(Field::ExpirationDate, day(self.expiration), day(new.expiration)),
            change(Field::Purchased, self.purchased, new.purchased),
            change(Field::OfflineUnits, self.offline, new.offline),
            change(Field::Overage, self.overage.name(), new.overage.name()),
            change(Field::HeartbeatHours, hours(self.heartbeat), hours(new.heartbeat)),
            change(Field::ContractNumber, text(self.contract.as_deref()), text(new.contract.as_deref())),
            change(Field::Suspended, yes_no(self.suspended), yes_no(new.suspended)),
            change(Field::Registered, yes_no(self.registered), yes_no(new.registered)),
        ];
        changes.into_iter().flatten().collect()
    }
}

impl Values {
    /// The values of a new license that were interpreted rather than copied: a name that may be misspelled, days, numbers.
    pub fn told(&self, products: &Named<Product>) -> Vec<Change> {
        let product = products.at(self.product);
        let name =
            if product.id.is_none() { format!("{} (new)", product.name) } else { product.name.clone() };
        let told = [
            change(Field::Product, "", &name),
            change(Field::Type, "", self.license_type.label()),
            change(Field::StartDate, String::new(), self.start.to_string()),
            change(Field::ExpirationDate, String::new(), day(self.expiration)),
            change(Field::Purchased, String::new(), self.purchased.to_string()),
        ];
        told.into_iter().flatten().collect()
    }
}

fn day(day: Option<Day>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

/// Hours, rounded up: files have whole hours.
fn hours(seconds: u32) -> u32 {
    seconds.div_ceil(3_600)
}

fn text(text: Option<&str>) -> &str {
    text.unwrap_or_default()
}

fn yes_no(yes: bool) -> &'static str {
    if yes { "Yes" } else { "No" }
}

/// Loads the licenses that those keys can mean, with their assignments, a batch of keys at a time.
pub(super) async fn load(
    connection: &impl ConnectionTrait,
    mut keys: Vec<String>,
    organizations: &Named<Organization>,
    products: &Named<Product>,
) -> Result<Vec<Known>, DbErr> {
    keys.sort_unstable();
    keys.dedup();
    let (organizations, products) = (organizations.places(), products.places());
    let mut licenses = Vec::new();
    let mut seen = HashSet::new();
    for batch in keys.chunks(BATCH) {
        let rows = license::Entity::find().filter(can_mean_any(batch)).order_by_asc(license::Column::Id);
        let mut rows = rows.all(connection).await?;
        // Two batches may have two spellings of one key.
        rows.retain(|row| seen.insert(row.id));
        let mut assigned = assignments(connection, &rows, &organizations).await?;
        licenses.extend(rows.into_iter().map(|row| known(row, &mut assigned, &products)));
    }
    // Of old keys that differ only in spelling, a third spelling means the oldest, as everywhere.
    licenses.sort_by_key(|known: &Known| known.stored.as_ref().map(|stored| stored.id));
    Ok(licenses)
}

/// Places of the organizations by license.
async fn assignments(
    connection: &impl ConnectionTrait,
    licenses: &[license::Model],
    organizations: &HashMap<i64, usize>,
) -> Result<HashMap<i64, Vec<usize>>, DbErr> {
    let mut assigned: HashMap<i64, Vec<usize>> = HashMap::new();
    if licenses.is_empty() {
        return Ok(assigned);
    }
    let rows = license_assignment::Entity::find()
        .filter(license_assignment::Column::LicenseId.is_in(licenses.iter().map(|license| license.id)))
        .order_by_asc(license_assignment::Column::OrganizationId)
        .all(connection)
        .await?;
    for row in rows {
        assigned.entry(row.license_id).or_default().extend(organizations.get(&row.organization_id));
    }
    Ok(assigned)
}

fn known(
    row: license::Model,
    assigned: &mut HashMap<i64, Vec<usize>>,
    products: &HashMap<i64, usize>,
) -> Known {
    let units = |stored: i64| u32::try_from(stored).unwrap_or(u32::MAX);
    let mut assigned = assigned.remove(&row.id).unwrap_or_default();
    assigned.sort_unstable();
    Known {
        key: row.license_key.to_compare().to_owned(),
        values: Values {
            product: products.get(&row.product_id).copied().unwrap_or_default(),
            license_type: LicenseType::from_name(&row.license_type).unwrap_or(LicenseType::Purchased),
            start: row.start_date.into(),
            expiration: row.expiration_date.map(Day::from),
            purchased: units(row.purchased),
            offline: units(row.offline_units),
            overage: Overage::from_name(&row.overage).unwrap_or_default(),
            heartbeat: row.heartbeat_period.map_or(0, units),
            contract: row.contract_number,
            suspended: row.suspended,
            registered: row.registered,
        },
        assigned,
        note: String::new(),
        stored: Some(Stored { id: row.id, is_personal: row.user_id.is_some() }),
    }
}
