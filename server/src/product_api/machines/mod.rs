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
use store::deployment::{self, Deployment, DeploymentError, Holder, Named};
use store::license::{License, LicenseName, find};

pub use resource::{MachineAttributes, resource};

use super::caller::Caller;
use super::error::ApiError;

/// The machine of that ID or, among those of a held license, of that fingerprint; with its license, and on whose authority.
///
/// IDs are what the server gives out: where a fingerprint is another machine's ID, that machine is meant.
async fn named(db: &Db, caller: &Caller, name: &str) -> Result<(Holder, Deployment), ApiError> {
    let holder = caller.holder(Action::ManageDeployments)?;
    if let Ok(number) = name.parse() {
        match deployment::find(db, &holder, Named::Number(number)).await {
            Ok(machine) => return Ok((holder, machine)),
            Err(DeploymentError::Refused(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let Caller::License(held) = caller else { return Err(ApiError::not_found()) };
    let machine = deployment::find(db, &holder, Named::Id(held.license(), name)).await?;
    Ok((holder, machine))
}

/// The license that a machine uses.
async fn license_of(db: &Db, holder: &Holder, machine: &Deployment) -> Result<License, ApiError> {
    Ok(find(db, holder, LicenseName::Number(machine.license)).await?)
}
