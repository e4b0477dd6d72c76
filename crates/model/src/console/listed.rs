//! The part of the installation that the Vendor Console shows.

use serde::{Deserialize, Serialize};

use super::Month;
use crate::license::Standing;
use crate::{Day, Hidden, LicenseId, LicenseType, OrganizationId, OrganizationKind, ProductId};

/// The installation in numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dashboard {
    /// All organizations.
    pub organizations: u64,
    /// All licenses.
    pub licenses: u64,
    /// Licenses with more units deployed than purchased.
    pub overused: u64,
    /// Licenses that expire in each month, from this month on; for this month, only those that have not expired yet.
    pub expiring: Vec<(Month, u64)>,
    /// The products with the most licenses: number, name, license count.
    pub products: Vec<(ProductId, String, u64)>,
}

/// An organization in the console's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedOrganization {
    /// Names it in requests.
    pub id: OrganizationId,
    /// Its name on the screen.
    pub name: String,
    /// Vendor, distributor, reseller or customer.
    pub kind: OrganizationKind,
    /// The name of a sub-organization's main organization.
    pub parent: Option<String>,
    /// Each partner that it is assigned to, by number and name, with the name of the reseller that sold to it.
    pub partners: Vec<(OrganizationId, String, Option<String>)>,
    /// The number of its members.
    pub users: u64,
    /// The number of licenses assigned to it.
    pub licenses: u64,
    /// Whether somebody there can invite others; the vendor's staff can't then.
    pub has_inviters: bool,
}

/// A page of organizations.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationList {
    /// At most one page of them.
    pub organizations: Vec<ListedOrganization>,
    /// The number of organizations found.
    pub found: u64,
    /// The name of the partner whose customers were asked for; None if there is no such organization.
    pub partner: Option<String>,
}

/// A license in the console's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedLicense {
    /// Names it in requests.
    pub id: LicenseId,
    /// Its public ID.
    pub public_id: String,
    /// Its key, masked (R8).
    pub masked_key: String,
    /// The product's name.
    pub product: String,
    /// How the owner got it.
    pub license_type: Option<LicenseType>,
    /// Its first day, UTC.
    pub start: Day,
    /// Its last day, UTC; None if it does not expire.
    pub expiration: Option<Day>,
    /// Units in use by deployments.
    pub deployed: u32,
    /// Units purchased.
    pub purchased: u32,
    /// Whether it is on hold.
    pub suspended: bool,
    /// Its standing today (R6).
    pub standing: Standing,
    /// The names of the organizations that have it.
    pub organizations: Vec<String>,
}

/// A page of licenses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LicenseList {
    /// At most one page of them.
    pub licenses: Vec<ListedLicense>,
    /// The number of licenses that match the query.
    pub found: u64,
    /// The name of the product that was asked for; None if there is none such.
    pub of_product: Option<String>,
    /// The name of the organization that was asked for; None if there is none such.
    pub of_organization: Option<String>,
}

/// An issued license.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedLicense {
    /// Names it in requests.
    pub id: LicenseId,
    /// Its public ID.
    pub public_id: String,
    /// Its key, in full.
    pub key: Hidden,
}
