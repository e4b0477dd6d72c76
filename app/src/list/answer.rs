//! Questions of lists to the server, and its answers.

use std::ops::Range;

use model::edit::Note;
use model::report::{Columns, Dictionaries, Facets, Row, Section};
use model::{LicenseId, OrganizationId, Query, Target};
use serde::{Deserialize, Serialize};

/// The licenses that a list covers.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// Personal licenses and those of the organization and its sub-organizations, or those of one of these.
    MyOrganization(Option<OrganizationId>),
    /// The licenses of these assigned customers.
    Customers(Vec<OrganizationId>),
}

impl Scope {
    /// Returns the target for which the list needs a permit.
    pub fn target(&self) -> Target {
        match self {
            Self::MyOrganization(_) => Target::MyOrganization,
            Self::Customers(_) => Target::Customers,
        }
    }
}

/// An opened list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Opened {
    /// All columns: the browser computes.
    Columns(Box<Columns>),
    /// Too many rows: the server computes (see [`Ask`]).
    OnServer(Box<Dictionaries>),
}

/// A question to a list that the server computes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// When the list was generated, which identifies it.
    pub generated_at: i64,
    /// Search, filters and order.
    pub query: Query,
    /// The rows in view, per section.
    pub windows: Vec<(Section, Range<u32>)>,
}

/// The answer to an [`Ask`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The list's names, if it was generated again because the answering server did not have it.
    pub names: Option<Box<Dictionaries>>,
    /// All counts under the query.
    pub facets: Facets,
    /// For each window: how many rows of the section match, and the rows in the window.
    pub windows: Vec<(Section, u32, Vec<Row>)>,
}

/// Texts of one license in view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct License {
    /// The license that the texts belong to.
    pub license: LicenseId,
    /// Its public ID.
    pub public_id: String,
    /// Its key, masked (R8).
    pub masked_key: String,
    /// The owner's note: Note for the owner, Customer Note for a partner (R4).
    pub note: Note,
    /// The partner's own note; None unless the license is a customer's.
    pub partner_note: Option<Note>,
    /// Limits of a cloud license.
    pub limits: Vec<Limit>,
}

/// A limit of a cloud license on one API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// The API's name.
    pub name: String,
    /// Calls used in the current window.
    pub used: u64,
    /// Calls allowed per window.
    pub allowance: u64,
    /// The window in words: `day` or `month`, in UTC.
    pub per: String,
}
