//! The text of the rows in view, and the customers of a report.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::note::Note;
use crate::{LicenseId, OrganizationId};

/// The text of one license in view, which is too long for the columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowTexts {
    /// The license that the text belongs to.
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
    /// The window in which calls are counted.
    pub per: Per,
}

impl fmt::Display for Limit {
    /// `Scans: 20 / 100 per day`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, allowance, per, used } = self;
        let per = per.name();
        write!(f, "{name}: {used} / {allowance} per {per}")
    }
}

/// The window of a limit, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Per {
    /// A calendar day.
    Day,
    /// A calendar month.
    Month,
}

impl Per {
    /// The word in the database and on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
        }
    }

    /// The window of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Day, Self::Month].into_iter().find(|per| per.name() == name)
    }
}

/// A customer for the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// Names it in the address.
    pub id: OrganizationId,
    /// As the list shows it.
    pub name: String,
    /// The reseller that sold to it; only for distributors.
    pub reseller: Option<(OrganizationId, String)>,
}
