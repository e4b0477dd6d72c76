//! Server functions for the page Organization.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::organization::{Movables, Organization};
use model::{LicenseId, OrganizationId};

use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::{Context, answer},
    model::{Action, Permit, Target},
    store::organizations::{self, OrganizationError},
};

properties! {
    SeeOrganization: WhileViewing;
    RenameOrganization;
    AddSubOrganization;
    MovableLicenses;
    MoveLicenses;
}

#[cfg(feature = "ssr")]
fn editing(context: &Context) -> Result<Permit, ApiError> {
    Ok(context.actor()?.permit(Action::EditOrganization, Target::MyOrganization)?)
}

/// Returns the organization that the person acts for.
#[server(prefix = "/api", endpoint = "see-organization", protocol = Rpc)]
pub async fn see_organization() -> Result<Organization, ApiError> {
    answer(async |context| {
        let actor = context.actor()?;
        let permit = actor.permit(Action::SeeOrganization, Target::MyOrganization)?;
        let users = actor.permit(Action::ListUsers, Target::MyOrganization).ok();
        let licenses = actor.permit(Action::ListLicenses, Target::MyOrganization).ok();
        Ok(organizations::see(&context.db, &permit, users.as_ref(), licenses.as_ref()).await?)
    })
    .await
}

/// Renames that organization or one of its sub-organizations.
#[server(prefix = "/api", endpoint = "rename-organization", protocol = Rpc)]
pub async fn rename_organization(organization: OrganizationId, name: String) -> Result<(), ApiError> {
    answer(async |context| {
        Ok(organizations::rename(&context.db, &editing(&context)?, organization, &name, context.now).await?)
    })
    .await
}

/// Adds a sub-organization.
#[server(prefix = "/api", endpoint = "add-sub-organization", protocol = Rpc)]
pub async fn add_sub_organization(name: String) -> Result<(), ApiError> {
    answer(async |context| {
        organizations::add_sub(&context.db, &editing(&context)?, &name, context.now).await?;
        Ok(())
    })
    .await
}

/// Returns the licenses to move: those of the organization or sub-organization that the person may list.
#[server(prefix = "/api", endpoint = "movable-licenses", protocol = Rpc)]
pub async fn movable_licenses(organization: OrganizationId, search: String) -> Result<Movables, ApiError> {
    answer(async |context| {
        let seen = context.actor()?.permit(Action::ListLicenses, Target::MyOrganization)?;
        let permit = editing(&context)?;
        Ok(organizations::licenses(&context.db, &permit, &seen, organization, &search).await?)
    })
    .await
}

/// Moves licenses between the organization and its sub-organizations, all or none. Returns how many the target had already: if
/// none, moving them back undoes it.
#[server(prefix = "/api", endpoint = "move-licenses", protocol = Rpc)]
pub async fn move_licenses(
    licenses: Vec<LicenseId>,
    from: OrganizationId,
    to: OrganizationId,
) -> Result<u64, ApiError> {
    answer(async |context| {
        let seen = context.actor()?.permit(Action::ListLicenses, Target::MyOrganization)?;
        let permit = editing(&context)?;
        Ok(organizations::move_licenses(&context.db, &permit, &seen, &licenses, (from, to), context.now)
            .await?)
    })
    .await
}

#[cfg(feature = "ssr")]
impl From<OrganizationError> for ApiError {
    fn from(error: OrganizationError) -> Self {
        match error {
            OrganizationError::Refused(refused) => refused.into(),
            OrganizationError::Database(error) => Self::failed(&error),
            OrganizationError::Throttled(throttled) => Self::Throttled(throttled.to_string()),
            OrganizationError::Name(_) | OrganizationError::Exists(_) | OrganizationError::NotFree => {
                Self::invalid("name", error.to_string())
            }
            told => Self::invalid("", told.to_string()),
        }
    }
}
