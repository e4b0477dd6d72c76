//! What lists ask of the server and get from it.

use std::ops::Range;

use model::edit::Note;
use model::report::{Columns, Dictionaries, Facets, Row, Section};
use model::{LicenseId, OrganizationId, Query, Target};
use serde::{Deserialize, Serialize};

/// Which licenses a list is of.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// One's own: personal, the organization's and its sub-organizations', or those of one of these alone.
    MyOrganization(Option<OrganizationId>),
    /// Those of assigned customers.
    Customers(Vec<OrganizationId>),
}

impl Scope {
    /// Where a permit for the list is needed.
    pub fn target(&self) -> Target {
        match self {
            Self::MyOrganization(_) => Target::MyOrganization,
            Self::Customers(_) => Target::Customers,
        }
    }
}

/// A list that was opened.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Opened {
    /// Its columns: the browser computes.
    Columns(Box<Columns>),
    /// Too large for that: the server computes (see [`Ask`]).
    OnServer(Box<Dictionaries>),
}

/// A question to a list that the server computes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// When the list was generated: says which one is meant.
    pub generated_at: i64,
    /// What is to be shown.
    pub query: Query,
    /// The rows in view, per section.
    pub windows: Vec<(Section, Range<u32>)>,
}

/// The answer to an [`Ask`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The list's names, when it had to be generated anew: another server, or one that kept it no longer, answered.
    pub names: Option<Box<Dictionaries>>,
    /// All counts.
    pub facets: Facets,
    /// For each window: how many rows the section shows, and those of the window.
    pub windows: Vec<(Section, u32, Vec<Row>)>,
}

/// Texts of one license in view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct License {
    /// Its number.
    pub license: LicenseId,
    /// Its public ID.
    pub public_id: String,
    /// Its key, masked (R8).
    pub masked_key: String,
    /// The owner's note: Note for the owner, Customer Note for a partner (R4).
    pub note: Note,
    /// The partner's own note; none where the license is not a customer's.
    pub partner_note: Option<Note>,
    /// Limits of a cloud license.
    pub limits: Vec<Limit>,
}

/// A limit of a cloud license on one API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// What is limited.
    pub name: String,
    /// Calls used in the current window.
    pub used: u64,
    /// Calls allowed per window.
    pub allowance: u64,
    /// The window in words: `day` or `month`, in UTC.
    pub per: String,
}
