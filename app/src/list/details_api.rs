//! The server function for the side panel.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::details::Details;

use super::Scope;
use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {crate::context::answer, model::Action};

properties! {
    LicenseDetails: WhileViewing;
}

/// Returns the details of the license with that public ID, as far as a reader of `scope` may see them.
#[server(prefix = "/api", endpoint = "license-details", protocol = Rpc)]
pub async fn license_details(scope: Scope, id: String) -> Result<Details, ApiError> {
    answer(async |context| {
        let permit = |action| Ok::<_, ApiError>(context.actor()?.permit(action, scope.target())?);
        let listing = permit(Action::ListLicenses)?;
        let history = permit(Action::SeeHistory).ok();
        let deployments = permit(Action::DownloadDeploymentReport).ok();
        let (history, deployments) = (history.as_ref(), deployments.as_ref());
        let db = &context.db;
        Ok(store::licenses::details(db, &listing, history, deployments, &id, context.now).await?)
    })
    .await
}
