//! Questions of lists to the server, and its answers.

use std::ops::Range;

use model::bulk::Reason;
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

/// The licenses to act on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Chosen {
    /// These, at most [`CHUNK`](model::bulk::CHUNK).
    These(Vec<LicenseId>),
    /// All that a list shows, but some.
    Matching(Box<Matched>),
}

/// All licenses that a section of a list shows, but some.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matched {
    /// When the list was generated, which identifies it.
    pub generated_at: i64,
    /// Search and filters.
    pub query: Query,
    /// The section.
    pub section: Section,
    /// Without these, at most [`EXCEPT_LIMIT`].
    pub except: Vec<LicenseId>,
    /// How many the person saw as selected. The action does not begin if they are more or fewer by now.
    pub count: u64,
    /// The fingerprint of these ([`Matching::fingerprint`](model::report::Matching::fingerprint)). The action does not begin if
    /// as many others match by now. None if the browser does not have all rows.
    pub fingerprint: Option<u64>,
    /// Acts on licenses above this one: where the previous request ended.
    pub after: Option<LicenseId>,
}

/// At most this many licenses can be taken out of all that match.
pub const EXCEPT_LIMIT: usize = 10_000;

/// An action on several licenses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BulkAction {
    /// Pins them.
    Pin,
    /// Unpins them.
    Unpin,
    /// Moves them from one organization to another, main or sub.
    Move {
        /// Where they are.
        from: OrganizationId,
        /// Where they go.
        to: OrganizationId,
    },
}

/// What a request did to its licenses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acted {
    /// How many it changed.
    pub changed: u64,
    /// How many already were as wanted.
    pub unchanged: u64,
    /// How many it left as they were, by reason.
    pub refused: Vec<(Reason, u64)>,
    /// A few of these.
    pub examples: Vec<LicenseId>,
    /// Where the next request goes on; None if this was the last one.
    pub next: Option<LicenseId>,
}
