//! Operations on deployments: activate, keep alive, list, remove.
//!
//! [`Holder`] is the authority to act: a person's permit or a license's key, which is all that a product has.

mod activate;
mod deactivate;
mod find;
mod find_by_text;
mod holder;
pub mod idempotency;
mod list;
pub(crate) mod number;
mod page;
mod ping;
mod release;
mod remove;
pub mod request_counts;
mod update;

use model::activation::{Mode, Pulse};
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};

pub use activate::{ActivateError, Activated, NewDeployment, activate, activate_by_key};
pub use deactivate::deactivate;
pub use find::{Named, find};
pub use find_by_text::{NameError, by_text};
pub use holder::{HeldLicense, Holder};
pub use list::{DeploymentPage, DeploymentQuery, LIST_LIMIT, active, find_all, list};
pub use page::{PageQuery, count, page};
pub use ping::{ping, reset_heartbeat};
pub use release::release_silent;
pub use remove::remove;
pub use update::{Change, HostChanges, update};

use crate::db::entity::deployment;

/// The sum of units that deployments take, cast because PostgreSQL's sum of bigint is numeric.
pub(crate) fn units() -> SimpleExpr {
    Expr::col(deployment::Column::Quantity).sum().cast_as("bigint")
}

/// Why an operation on a deployment failed.
#[derive(Debug, thiserror::Error)]
pub enum DeploymentError {
    /// The permit is for something else, or the deployment or its license is hidden or missing (R3).
    #[error(transparent)]
    Refused(#[from] model::Refused),
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] sea_orm::DbErr),
}

/// An active deployment. Instants are milliseconds since the Unix epoch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployment {
    /// Number of its row.
    pub id: i64,
    /// The license whose units it takes.
    pub license: model::LicenseId,
    /// The ID that the installation chose for itself.
    pub deployment_id: String,
    /// What its product reported about the computer.
    pub host: Host,
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
    /// When its product last sent a heartbeat.
    pub heartbeat_at: Option<i64>,
    /// Whether it sends heartbeats again after too long a silence.
    pub resurrected: bool,
}

/// What a product reports about the computer it runs on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Host {
    /// The computer's name in its network.
    pub host_name: String,
    /// The operating system, as the product names it.
    pub platform: String,
    /// Version of the product.
    pub product_version: String,
    /// The product's own name for the computer.
    pub name: Option<String>,
    /// The computer's network address.
    pub ip: Option<String>,
    /// Number of processor cores.
    pub cores: Option<i32>,
    /// Data that the product keeps with the deployment: a JSON object.
    pub metadata: Option<String>,
}

impl Deployment {
    /// The values that decide whether it is alive; `period` is its license's, in seconds.
    pub fn pulse(&self, period: Option<u32>) -> Pulse {
        Pulse {
            seen_at: self.last_seen_at,
            has_beaten: self.heartbeat_at.is_some(),
            resurrected: self.resurrected,
            // Offline deployments can't send heartbeats.
            period: period.filter(|_| self.mode == Mode::Online),
        }
    }
}

impl From<deployment::Model> for Deployment {
    fn from(row: deployment::Model) -> Self {
        Self {
            id: row.id,
            license: row.license_id,
            deployment_id: row.deployment_id,
            host: Host {
                host_name: row.host_name,
                platform: row.platform,
                product_version: row.product_version,
                name: row.name,
                ip: row.ip,
                cores: row.cores,
                metadata: row.metadata,
            },
            mode: mode_of(&row.mode),
            quantity: quantity(row.quantity),
            group: row.group_name,
            activated_at: row.activated_at,
            last_seen_at: row.last_seen_at,
            heartbeat_at: row.heartbeat_at,
            resurrected: row.resurrected,
        }
    }
}

/// The mode of that name in the database.
fn mode_of(name: &str) -> Mode {
    Mode::from_name(name).unwrap_or_default()
}

/// The units in the database, which has no unsigned numbers.
fn quantity(units: i64) -> u32 {
    u32::try_from(units).unwrap_or(u32::MAX)
}
