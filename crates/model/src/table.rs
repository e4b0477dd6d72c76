//! The tables of the portal as each person arranges them: which columns, in which order and width, how dense, and which filters they keep.

use serde::{Deserialize, Serialize};

/// A table whose arrangement is kept for each person and organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Table {
    /// Cloud Services of My Organization.
    LicensesCloud,
    /// On-Premises Products of My Organization.
    LicensesOnPremises,
    /// Cloud Services of Customer Organizations.
    CustomersCloud,
    /// Products of Customer Organizations.
    CustomersOnPremises,
    /// Manage Active Deployments.
    Deployments,
    /// Users.
    Users,
    /// Event History.
    Events,
    /// Organizations in the Vendor Console.
    ConsoleOrganizations,
    /// Licenses in the Vendor Console.
    ConsoleLicenses,
}

/// How tall rows are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Density {
    /// Two lines.
    #[default]
    Comfortable,
    /// One line.
    Compact,
}

/// A column as a person arranged it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arranged {
    /// The column's id, such as `expiration`.
    pub id: String,
    /// Whether it is shown.
    pub shown: bool,
    /// Its width in pixels; None for the table's own.
    pub width: Option<u16>,
}

/// How a person arranged a table. A column that is missing here stands where the table itself puts it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrangement {
    /// The columns, in order.
    pub columns: Vec<Arranged>,
    /// How tall rows are.
    pub density: Density,
}
