//! Organizations, their parts, and their mail domains.

use serde::{Deserialize, Serialize};

use crate::{Day, LicenseId, OrganizationId};

/// An organization's part in the sales chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum OrganizationKind {
    /// Makes the products; one per installation.
    Vendor,
    /// Sells through resellers and directly.
    Distributor,
    /// Sells to customers.
    Reseller,
    /// Owns licenses.
    Customer,
}

impl OrganizationKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Vendor, Self::Distributor, Self::Reseller, Self::Customer];

    /// The word on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Vendor => "Vendor",
            Self::Distributor => "Distributor",
            Self::Reseller => "Reseller",
            Self::Customer => "Customer",
        }
    }

    /// The word in the database, in files and in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Vendor => "vendor",
            Self::Distributor => "distributor",
            Self::Reseller => "reseller",
            Self::Customer => "customer",
        }
    }

    /// The kind of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// An organization with its sub-organizations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organization {
    /// Its place in the sales chain.
    pub kind: OrganizationKind,
    /// The name of a sub-organization's main organization.
    pub main: Option<String>,
    /// The organization, then its sub-organizations by name.
    pub parts: Vec<Part>,
}

/// An organization or one of its sub-organizations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Names it in requests.
    pub id: OrganizationId,
    /// As people see it.
    pub name: String,
    /// The number of its members; None if the person may not list them.
    pub people: Option<u64>,
    /// The number of its licenses, including expired ones; None if the person may not list them.
    pub licenses: Option<u64>,
}

/// A license that the person can move.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovableLicense {
    /// Names it in requests.
    pub id: LicenseId,
    /// Its public ID.
    pub public_id: String,
    /// The product's name.
    pub product: String,
    /// Its last day, UTC; None if it does not expire.
    pub expiration: Option<Day>,
    /// Units purchased.
    pub purchased: i64,
}

/// Licenses that the person can move.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Movables {
    /// The first ones, by product.
    pub licenses: Vec<MovableLicense>,
    /// Whether more follow.
    pub more: bool,
}

/// A mail domain of the organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailDomain {
    /// The number by which it is verified or removed.
    pub id: i64,
    /// Its name, such as `example.com`.
    pub domain: String,
    /// The text that one of its TXT records must contain.
    pub record: String,
    /// When it was verified, in milliseconds since the Unix epoch; None if it is not yet.
    pub verified_at: Option<i64>,
}
