//! Organizations.

use serde::{Deserialize, Serialize};

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
