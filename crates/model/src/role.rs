//! Role Management: the roles of an organization.

use serde::{Deserialize, Serialize};

use crate::{Levels, RoleId};

/// A role in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// Names it in requests.
    pub id: RoleId,
    /// Unique in its organization.
    pub name: String,
    /// Its purpose; may be empty.
    pub description: String,
    /// Whether every organization has it.
    pub predefined: bool,
    /// The level that it gives on each role object.
    pub levels: Levels,
    /// The number of people who have it or are invited with it.
    pub people: u64,
    /// Whether the person may edit and remove it, given a permit for roles.
    pub may_change: bool,
}

/// A role that the person may give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleToGive {
    /// Names it in requests.
    pub id: RoleId,
    /// As its members see it.
    pub name: String,
    /// Its purpose; may be empty.
    pub description: String,
}
