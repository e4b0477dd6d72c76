//! Questions of lists to the server, and its answers.

use std::ops::Range;

use model::report::{Columns, Dictionaries, Facets, Row, Section};
use model::{OrganizationId, Query, Target};
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
