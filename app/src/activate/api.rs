//! The server function for activation.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::Hidden;
use serde::{Deserialize, Serialize};

use super::SignedFile;
use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::{Context, answer},
    model::activation::{Mode, Refusal, Request},
    model::{Action, Target},
    store::deployments::{ActivateError, Holder, Host, NewDeployment},
    store::licenses::{self, LicenseError, LicenseName},
};

properties! {
    ActivateLicense;
}

/// The result of an activation: all that a person of level None learns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activation {
    /// The deployment ID as stored.
    pub deployment_id: String,
    /// Units that the deployment uses.
    pub quantity: u32,
    /// Whether it took them now; otherwise it had them already (R12).
    pub is_new: bool,
    /// The signed file of an offline deployment.
    pub file: Option<SignedFile>,
}

/// Returns whether the person may see the license with that key.
#[cfg(feature = "ssr")]
async fn sees(context: &Context, key: &str) -> Result<bool, ApiError> {
    let permit = context.actor()?.permit(Action::ListLicenses, Target::Anything)?;
    let found = licenses::find(&context.db, &Holder::Person(permit), LicenseName::Text(key.trim())).await;
    match found {
        Ok(_) => Ok(true),
        Err(LicenseError::Refused(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Activates the license with that key for a deployment. Offline, the response includes a signed file.
#[server(prefix = "/api", endpoint = "activate-license", protocol = Rpc)]
pub async fn activate_license(
    key: Hidden,
    deployment_id: String,
    quantity: i64,
    offline: bool,
) -> Result<Activation, ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ActivateLicense, Target::Anything)?;
        let mode = if offline { Mode::Offline } else { Mode::Online };
        let request = Request { deployment: &deployment_id, quantity, mode, product: None };
        let new = NewDeployment { request, host: Host::default() };
        let done = store::deployments::activate_by_key(&context.db, &permit, &key, &new, context.now).await;
        let done = match done {
            // A person who may not see the license learns how the attempt ended, and nothing else about it.
            Err(ActivateError::Refused(refusal)) if !sees(&context, &key).await? => {
                return Err(ApiError::invalid(activation_field(&refusal), refusal.outcome()));
            }
            done => done?,
        };
        let file =
            if offline { Some(context.offline_file(permit, &key, &done.deployment).await?) } else { None };
        Ok(Activation {
            deployment_id: done.deployment.deployment_id,
            quantity: done.deployment.quantity,
            is_new: done.is_new,
            file,
        })
    })
    .await
}

/// Returns the form's field that shows a refused activation.
#[cfg(feature = "ssr")]
fn activation_field(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::BadDeploymentId(_) | Refusal::NumberOfAnother => "deployment",
        Refusal::BadQuantity(_) | Refusal::NoUnitLeft { .. } => "quantity",
        _ => "key",
    }
}

#[cfg(feature = "ssr")]
impl From<ActivateError> for ApiError {
    fn from(error: ActivateError) -> Self {
        match error {
            ActivateError::Hidden(refused) => refused.into(),
            ActivateError::Refused(refusal) => Self::invalid(activation_field(&refusal), refusal.to_string()),
            ActivateError::Throttled(throttled) => Self::Throttled(throttled.to_string()),
            ActivateError::Database(error) => Self::failed(&error),
        }
    }
}
