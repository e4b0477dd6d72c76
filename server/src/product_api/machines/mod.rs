//! Machines: Keygen's word for deployments, whose ID is the machine's fingerprint.

pub mod check_out;
pub mod create;
pub mod delete;
mod host;
pub mod list;
pub mod ping;
pub mod read;
pub mod reset;
mod resource;
pub mod update;

use model::Action;
use store::Db;
use store::deployments::{Deployment, Holder, by_text};
use store::licenses::{License, LicenseName, find};

pub use resource::{MachineAttributes, resource};

use super::caller::Caller;
use super::error::ApiError;

/// The only machine within reach with this ID or this fingerprint, and the authority under which it is named.
async fn named(db: &Db, caller: &Caller, name: &str) -> Result<(Holder, Deployment), ApiError> {
    let holder = caller.holder(Action::ManageDeployments)?;
    let machine = by_text(db, &holder, name).await?;
    Ok((holder, machine))
}

/// The license that a machine uses.
async fn license_of(db: &Db, holder: &Holder, machine: &Deployment) -> Result<License, ApiError> {
    Ok(find(db, holder, LicenseName::Number(machine.license)).await?)
}
