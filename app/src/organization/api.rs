//! Server functions for the page Organization.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::{Day, LicenseId, OrganizationId, OrganizationKind};
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::{Context, answer},
    model::{Action, Permit, Target},
    store::organizations::{self, Listing},
};

properties! {
    SeeOrganization: WhileViewing;
    RenameOrganization;
    AddSubOrganization;
    MovableLicenses;
    MoveLicenses;
}

/// An organization with its sub-organizations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organization {
    /// Its place in the sales chain.
    pub kind: OrganizationKind,
    /// The name of a sub-organization's main organization.
    pub main: Option<String>,
    /// The organization, then its sub-organizations by name.
    pub parts: Vec<Part>,
}

/// An organization or one of its sub-organizations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Names it in requests.
    pub id: OrganizationId,
    /// As people see it.
    pub name: String,
    /// The number of its members; None if the person may not list them.
    pub people: Option<u64>,
    /// The number of its licenses, including expired ones; None if the person may not list them.
    pub licenses: Option<u64>,
}

/// A license that the person can move.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovableLicense {
    /// Names it in requests.
    pub id: LicenseId,
    /// Its public ID.
    pub public_id: String,
    /// The product's name.
    pub product: String,
    /// Its last day, UTC; None if it does not expire.
    pub expiration: Option<Day>,
    /// Units purchased.
    pub purchased: i64,
}

/// Licenses that the person can move.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Movables {
    /// The first ones, by product.
    pub licenses: Vec<MovableLicense>,
    /// Whether more follow.
    pub more: bool,
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
        let listing = Listing { users: users.as_ref(), licenses: licenses.as_ref() };
        let seen = organizations::see(&context.db, &permit, listing).await?;
        let part = |part: organizations::Part| Part {
            id: part.id,
            name: part.name,
            people: part.people,
            licenses: part.licenses,
        };
        Ok(Organization {
            kind: seen.kind,
            main: seen.main,
            parts: seen.parts.into_iter().map(part).collect(),
        })
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
        let found =
            organizations::licenses(&context.db, &editing(&context)?, &seen, organization, &search).await?;
        let shown = usize::try_from(organizations::SHOWN).unwrap_or(usize::MAX);
        let more = found.len() > shown;
        let license = |one: organizations::Movable| MovableLicense {
            id: one.id,
            public_id: one.public_id,
            product: one.product,
            expiration: one.expiration,
            purchased: one.purchased,
        };
        Ok(Movables { licenses: found.into_iter().take(shown).map(license).collect(), more })
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
