//! Manage Active Deployments: a license's deployments as people see them.

use serde::{Deserialize, Serialize};

use crate::activation::Mode;

/// The most deployments that can be selected, and so removed, at once.
pub const SELECTION_LIMIT: usize = 10_000;

/// The order of deployments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SortBy {
    /// By the ID that the installation chose.
    DeploymentId,
    /// By the name of the computer.
    HostName,
    /// By operating system.
    Platform,
    /// By the product's version.
    ProductVersion,
    /// Offline before online.
    Mode,
    /// By units.
    Quantity,
    /// By the group's name.
    Group,
    /// By the time of activation.
    #[default]
    Activated,
    /// By the time the product last sent anything.
    LastSeen,
}

/// An active deployment, without what its product keeps for itself. Instants are milliseconds since the Unix epoch.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Deployment {
    /// Names it in requests.
    pub id: i64,
    /// The ID that the installation chose for itself.
    pub deployment_id: String,
    /// The computer's name in its network.
    pub host_name: String,
    /// The operating system, as the product names it.
    pub platform: String,
    /// Version of the product.
    pub product_version: String,
    /// Online or offline.
    pub mode: Mode,
    /// The number of units it takes.
    pub quantity: u32,
    /// Its group, if it named one.
    pub group: Option<String>,
    /// When it was activated.
    pub activated_at: i64,
    /// When its product last sent anything.
    pub last_seen_at: i64,
}

/// A deployment that can be selected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Names it in requests.
    pub id: i64,
    /// The ID that the installation chose for itself.
    pub deployment_id: String,
    /// The number of units it takes.
    pub quantity: u32,
}
