//! Server functions for Manage Active Deployments.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::deployment::{Deployment, Found, SortBy};
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::{Context, answer},
    model::deployment::SELECTION_LIMIT,
    model::list::PAGE,
    model::{Action, Permit, Target},
    store::deployments::{DeploymentError, DeploymentQuery},
    store::licenses::Description,
};

properties! {
    ListDeployments;
    FindDeployments;
    RemoveDeployments;
}

/// The requested part of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The license's public ID.
    pub license: String,
    /// Part of a deployment ID, host name, platform, version or group; empty for all.
    pub search: String,
    /// The column to sort by.
    pub sort: SortBy,
    /// Reverses the order.
    pub descending: bool,
    /// Counted from 0.
    pub page: u64,
}

/// A page of a license's deployments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedDeployments {
    /// Its product's name.
    pub product: String,
    /// The names of its organizations, without those that the person may not know.
    pub organizations: Vec<String>,
    /// Units in use.
    pub deployed: u32,
    /// Units that were purchased.
    pub purchased: u32,
    /// The deployments of the page.
    pub deployments: Vec<Deployment>,
    /// The number of deployments that match the search.
    pub found: u64,
    /// The number of all its deployments.
    pub total: u64,
}

/// Returns the license with that public ID, for people who may manage its deployments.
#[cfg(feature = "ssr")]
async fn license(context: &Context, public_id: &str) -> Result<(Permit, Description), ApiError> {
    let permit = context.actor()?.permit(Action::ManageDeployments, Target::Anything)?;
    let license = store::licenses::describe(&context.db, &permit, public_id).await?;
    Ok((permit, license))
}

/// Returns a page of a license's active deployments.
#[server(prefix = "/api", endpoint = "list-deployments", protocol = Rpc)]
pub async fn list_deployments(asked: Asked) -> Result<ListedDeployments, ApiError> {
    answer(async |context| {
        let (permit, license) = license(&context, &asked.license).await?;
        let page =
            store::deployments::list(&context.db, &permit, license.id, &query(&asked, PAGE.into())).await?;
        Ok(ListedDeployments {
            product: license.product,
            organizations: license.organizations,
            deployed: license.facts.deployed,
            purchased: license.facts.purchased,
            deployments: page.deployments,
            found: page.found,
            total: page.total,
        })
    })
    .await
}

/// Returns all deployments that match the search, at most [`SELECTION_LIMIT`](model::deployment::SELECTION_LIMIT), to select them.
#[server(prefix = "/api", endpoint = "find-deployments", protocol = Rpc)]
pub async fn find_deployments(asked: Asked) -> Result<Vec<Found>, ApiError> {
    answer(async |context| {
        let (permit, license) = license(&context, &asked.license).await?;
        Ok(store::deployments::find_all(&context.db, &permit, license.id, &asked.search).await?)
    })
    .await
}

/// Removes deployments of a license. Returns how many there were and how many units that frees.
#[server(prefix = "/api", endpoint = "remove-deployments", protocol = Rpc)]
pub async fn remove_deployments(license: String, deployments: Vec<i64>) -> Result<(u64, u64), ApiError> {
    answer(async |context| {
        let (permit, license) = self::license(&context, &license).await?;
        if deployments.len() > SELECTION_LIMIT {
            let sentence =
                format!("You can remove up to {SELECTION_LIMIT} deployments at once. Select fewer.");
            return Err(ApiError::invalid("deployments", sentence));
        }
        Ok(store::deployments::remove(&context.db, &permit, license.id, &deployments, context.now).await?)
    })
    .await
}

#[cfg(feature = "ssr")]
fn query(asked: &Asked, limit: u64) -> DeploymentQuery {
    let offset = asked.page.saturating_mul(limit).min(u64::from(u32::MAX));
    let Asked { search, sort, descending, .. } = asked;
    DeploymentQuery { search: search.clone(), sort: *sort, descending: *descending, offset, limit }
}

#[cfg(feature = "ssr")]
impl From<DeploymentError> for ApiError {
    fn from(error: DeploymentError) -> Self {
        match error {
            DeploymentError::Refused(refused) => refused.into(),
            DeploymentError::Database(error) => Self::failed(&error),
        }
    }
}
