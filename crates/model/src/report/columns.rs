//! The form in which the server sends a report: dictionaries, and one column per property.

use serde::{Deserialize, Serialize};

use super::variants::VARIANTS;
use crate::license::{LicenseType, ProductKind, Standing};
use crate::{Day, LicenseId, OrganizationId, ProductId};

/// Stands for "no day" in a column of days.
pub(super) const NO_DAY: i32 = i32::MAX;

/// Bits of the flags column.
pub mod flags {
    /// Put on hold by the vendor.
    pub const SUSPENDED: u8 = 1;
    /// Not yet registered by its owner.
    pub const NOT_REGISTERED: u8 = 2;
    /// Pinned by the asking person.
    pub const PINNED: u8 = 4;
}

/// An organization of the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationEntry {
    /// Its number.
    pub id: OrganizationId,
    /// Its name.
    pub name: String,
    /// Its reseller, as a position in [`Dictionaries::resellers`]. None if it buys directly, or if the viewer's organization may
    /// not see resellers.
    pub reseller: Option<u32>,
}

/// A product of the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductEntry {
    /// Its number.
    pub id: ProductId,
    /// Its name.
    pub name: String,
    /// Where it runs.
    pub kind: ProductKind,
    /// The address of its page.
    pub page: Option<String>,
}

/// The names that the columns point to, and data about the report as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dictionaries {
    /// When the report was generated: milliseconds since the Unix epoch, UTC (R10).
    pub generated_at: i64,
    /// Number of the latest event at that time: later events may make the report stale (R10).
    pub last_event: i64,
    /// The day for which standings are decided.
    pub today: Day,
    /// Organizations, ordered by name.
    pub organizations: Vec<OrganizationEntry>,
    /// Resellers, by number and name, ordered by name. Empty if the viewer's organization may not see them.
    pub resellers: Vec<(OrganizationId, String)>,
    /// Products, ordered by name.
    pub products: Vec<ProductEntry>,
    /// Where licenses are: each place is a set of positions in `organizations`, mostly with one member. A license in several
    /// sub-organizations has a place with several (R1); a personal license has an empty one.
    pub places: Vec<Vec<u32>>,
    /// Stands for the pools that the reader reached; 0 if access groups don't limit them. With another one the report is stale.
    pub reach: u32,
}

/// One entry per license in every column, ordered by license key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rows {
    /// Number of the license.
    pub license: Vec<LicenseId>,
    /// Position in [`Dictionaries::places`].
    pub place: Vec<u32>,
    /// Position in [`Dictionaries::products`].
    pub product: Vec<u32>,
    /// Code of the [`LicenseType`].
    pub license_type: Vec<u8>,
    /// First day, in days since 1970-01-01.
    pub start: Vec<i32>,
    /// Last day, in days since 1970-01-01; `i32::MAX` if it has none.
    pub expiration: Vec<i32>,
    /// Active deployments.
    pub deployed: Vec<u32>,
    /// Units purchased.
    pub purchased: Vec<u32>,
    /// Bits from [`flags`].
    pub flags: Vec<u8>,
}

/// A report in the form that is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Columns {
    /// The names that the columns point to.
    pub dictionaries: Dictionaries,
    /// The columns, by license.
    pub rows: Rows,
}

/// One row of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Number of the license.
    pub license: LicenseId,
    /// Position in [`Dictionaries::places`].
    pub place: u32,
    /// Position in [`Dictionaries::products`].
    pub product: u32,
    /// Type.
    pub license_type: LicenseType,
    /// First day.
    pub start: Day,
    /// Last day; None for a subscription without an end.
    pub expiration: Option<Day>,
    /// Active deployments.
    pub deployed: u32,
    /// Units purchased.
    pub purchased: u32,
    /// Its standing.
    pub standing: Standing,
    /// Pinned by the asking person.
    pub pinned: bool,
}

/// The two sections of a list of licenses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Section {
    /// Licenses of cloud products.
    CloudServices,
    /// Licenses of on-premises products.
    OnPremises,
}

impl Section {
    /// Both, in the order of the screen.
    pub const ALL: [Self; 2] = [Self::CloudServices, Self::OnPremises];

    /// The section of a kind of product.
    pub fn of(kind: ProductKind) -> Self {
        match kind {
            ProductKind::Cloud => Self::CloudServices,
            ProductKind::OnPremises => Self::OnPremises,
        }
    }

    /// The kind of product in this section.
    pub fn kind(self) -> ProductKind {
        match self {
            Self::CloudServices => ProductKind::Cloud,
            Self::OnPremises => ProductKind::OnPremises,
        }
    }
}

impl Rows {
    /// No rows yet, and room for that many.
    pub fn with_capacity(rows: usize) -> Self {
        Self {
            license: Vec::with_capacity(rows),
            place: Vec::with_capacity(rows),
            product: Vec::with_capacity(rows),
            license_type: Vec::with_capacity(rows),
            start: Vec::with_capacity(rows),
            expiration: Vec::with_capacity(rows),
            deployed: Vec::with_capacity(rows),
            purchased: Vec::with_capacity(rows),
            flags: Vec::with_capacity(rows),
        }
    }

    /// The memory that the columns take, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let row = size_of::<LicenseId>() + 6 * size_of::<u32>() + 2 * size_of::<u8>();
        row * self.license.capacity()
    }

    /// Returns whether all columns have the same length and point into the dictionaries, and all codes mean something.
    pub(super) fn fit(&self, dictionaries: &Dictionaries) -> bool {
        let length = self.license.len();
        let within = |column: &[u32], size: usize| column.iter().all(|&position| (position as usize) < size);
        let organizations = dictionaries.organizations.len();
        let resellers = dictionaries.resellers.len();
        [self.place.len(), self.product.len(), self.start.len(), self.expiration.len()] == [length; 4]
            && [self.license_type.len(), self.flags.len(), self.deployed.len(), self.purchased.len()]
                == [length; 4]
            && u32::try_from(length).is_ok()
            && u32::try_from(dictionaries.products.len() * VARIANTS).is_ok()
            && self.license_type.iter().all(|code| (*code as usize) < LicenseType::ALL.len())
            && within(&self.place, dictionaries.places.len())
            && within(&self.product, dictionaries.products.len())
            && dictionaries.places.iter().all(|place| within(place, organizations))
            && dictionaries
                .organizations
                .iter()
                .all(|entry| entry.reseller.is_none_or(|at| (at as usize) < resellers))
    }

    pub(super) fn row(&self, row: usize, today: Day) -> Row {
        let facts = self.facts(row);
        Row {
            license: self.license[row],
            place: self.place[row],
            product: self.product[row],
            // Checked when the report was made.
            license_type: LicenseType::ALL[self.license_type[row] as usize],
            start: facts.start,
            expiration: facts.expiration,
            deployed: facts.deployed,
            purchased: facts.purchased,
            standing: facts.standing(today),
            pinned: self.flags[row] & flags::PINNED != 0,
        }
    }
}
