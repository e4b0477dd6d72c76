//! Server functions for Manage Active Deployments.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::activation::Mode;
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::{Context, answer},
    model::{Action, Permit, Target},
    store::deployments::{Deployment as Stored, DeploymentQuery, DeploymentSort},
    store::licenses::Description,
};

properties! {
    ListDeployments;
    FindDeployments;
    RemoveDeployments;
}

/// The most deployments on a page.
pub const PAGE: u64 = 100;
/// The most deployments that can be selected at once.
pub const SELECTION_LIMIT: usize = 10_000;

/// The column that deployments are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SortBy {
    DeploymentId,
    HostName,
    Platform,
    ProductVersion,
    Mode,
    Quantity,
    Group,
    #[default]
    Activated,
    LastSeen,
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

/// An active deployment. Instants are milliseconds since the Unix epoch.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Deployment {
    pub id: i64,
    pub deployment_id: String,
    pub host_name: String,
    pub platform: String,
    pub product_version: String,
    pub mode: Mode,
    pub quantity: u32,
    pub group: Option<String>,
    pub activated_at: i64,
    pub last_seen_at: i64,
}

/// A deployment that can be selected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    pub id: i64,
    pub deployment_id: String,
    pub quantity: u32,
}

/// A page of a license's deployments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
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
pub async fn list_deployments(asked: Asked) -> Result<Listed, ApiError> {
    answer(async |context| {
        let (permit, license) = license(&context, &asked.license).await?;
        let page = store::deployments::list(&context.db, &permit, license.id, &query(&asked, PAGE)).await?;
        Ok(Listed {
            product: license.product,
            organizations: license.organizations,
            deployed: license.facts.deployed,
            purchased: license.facts.purchased,
            deployments: page.deployments.into_iter().map(Into::into).collect(),
            found: page.found,
            total: page.total,
        })
    })
    .await
}

/// Returns all deployments that match the search, at most [`SELECTION_LIMIT`], to select them.
#[server(prefix = "/api", endpoint = "find-deployments", protocol = Rpc)]
pub async fn find_deployments(asked: Asked) -> Result<Vec<Found>, ApiError> {
    answer(async |context| {
        let (permit, license) = license(&context, &asked.license).await?;
        let found =
            store::deployments::find_all(&context.db, &permit, license.id, &asked.search).await?.into_iter();
        Ok(found.map(|(id, deployment_id, quantity)| Found { id, deployment_id, quantity }).collect())
    })
    .await
}

/// Removes deployments of a license. Returns how many there were and how many units that frees.
#[server(prefix = "/api", endpoint = "remove-deployments", protocol = Rpc)]
pub async fn remove_deployments(license: String, deployments: Vec<i64>) -> Result<(u64, u64), ApiError> {
    answer(async |context| {
        let (permit, license) = self::license(&context, &license).await?;
        if deployments.len() > SELECTION_LIMIT {
            let sentence = format!("Up to {SELECTION_LIMIT} deployments are removed at once; remove fewer.");
            return Err(ApiError::invalid("deployments", sentence));
        }
        Ok(store::deployments::remove(&context.db, &permit, license.id, &deployments, context.now).await?)
    })
    .await
}

#[cfg(feature = "ssr")]
fn query(asked: &Asked, limit: u64) -> DeploymentQuery {
    let sort = match asked.sort {
        SortBy::DeploymentId => DeploymentSort::DeploymentId,
        SortBy::HostName => DeploymentSort::HostName,
        SortBy::Platform => DeploymentSort::Platform,
        SortBy::ProductVersion => DeploymentSort::ProductVersion,
        SortBy::Mode => DeploymentSort::Mode,
        SortBy::Quantity => DeploymentSort::Quantity,
        SortBy::Group => DeploymentSort::Group,
        SortBy::Activated => DeploymentSort::Activated,
        SortBy::LastSeen => DeploymentSort::LastSeen,
    };
    let offset = asked.page.saturating_mul(limit).min(u64::from(u32::MAX));
    DeploymentQuery { search: asked.search.clone(), sort, descending: asked.descending, offset, limit }
}

#[cfg(feature = "ssr")]
impl From<Stored> for Deployment {
    fn from(stored: Stored) -> Self {
        Self {
            id: stored.id,
            deployment_id: stored.deployment_id,
            host_name: stored.host.host_name,
            platform: stored.host.platform,
            product_version: stored.host.product_version,
            mode: stored.mode,
            quantity: stored.quantity,
            group: stored.group,
            activated_at: stored.activated_at,
            last_seen_at: stored.last_seen_at,
        }
    }
}
