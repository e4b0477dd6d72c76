//! Organizations and their partners.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::console::{OrganizationList, OrganizationQuery};
use model::role::RoleToGive;
use model::{Hidden, OrganizationId, OrganizationKind, RoleId};

use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::answer,
    model::{Action, Target},
    store::console::{self, OrganizationDraft},
    store::people::invitation::{self, InvitationToken, Inviting},
    store::people::users,
};

properties! {
    ConsoleOrganizations;
    SaveOrganization;
    AssignPartner;
    UnassignPartner;
    ConsoleRoles;
    ConsoleInvite;
    BeginViewing;
}

/// Returns the query's page of the organizations that match it.
#[server(prefix = "/api", endpoint = "console-organizations", protocol = Rpc)]
pub async fn console_organizations(query: OrganizationQuery) -> Result<OrganizationList, ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::SeeConsole, Target::Installation)?;
        Ok(console::organizations(&context.db, &permit, &query).await?)
    })
    .await
}

/// Adds an organization, or changes the one with that number. The parent is given by name; without one, it is a main organization.
#[server(prefix = "/api", endpoint = "save-organization", protocol = Rpc)]
pub async fn save_organization(
    id: Option<OrganizationId>,
    name: String,
    kind: OrganizationKind,
    parent: String,
) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ManageConsole, Target::Installation)?;
        let draft = OrganizationDraft { name: &name, kind, parent: &parent };
        console::save_organization(&context.db, &permit, id, draft, context.now).await?;
        Ok(())
    })
    .await
}

/// Assigns a customer to a partner and records the reseller that sold to it; an empty name means none.
#[server(prefix = "/api", endpoint = "assign-partner", protocol = Rpc)]
pub async fn assign_partner(
    customer: OrganizationId,
    partner: String,
    reseller: String,
) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ManageConsole, Target::Installation)?;
        Ok(console::assign_partner(&context.db, &permit, customer, &partner, &reseller, context.now).await?)
    })
    .await
}

/// Removes a customer from a partner.
#[server(prefix = "/api", endpoint = "unassign-partner", protocol = Rpc)]
pub async fn unassign_partner(customer: OrganizationId, partner: OrganizationId) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ManageConsole, Target::Installation)?;
        Ok(console::unassign_partner(&context.db, &permit, customer, partner, context.now).await?)
    })
    .await
}

/// Returns the roles for an invitation into an organization.
#[server(prefix = "/api", endpoint = "console-roles", protocol = Rpc)]
pub async fn console_roles(organization: OrganizationId) -> Result<Vec<RoleToGive>, ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ManageConsole, Target::Installation)?;
        Ok(users::givable(&context.db, &permit, organization).await?)
    })
    .await
}

/// Invites a person by e-mail into an organization where nobody can invite others yet. Returns the link to pass on if the portal
/// sends no e-mails.
#[server(prefix = "/api", endpoint = "console-invite", protocol = Rpc)]
pub async fn console_invite(
    organization: OrganizationId,
    email: String,
    role: RoleId,
) -> Result<Option<Hidden>, ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ManageConsole, Target::Installation)?;
        context.by_session()?;
        let token = InvitationToken(*context.random);
        let inviting = Inviting { organization, email: &email, role, token, site: &context.site };
        invitation::invite(&context.db, &permit, inviting, context.now).await?;
        context.link_to_pass_on(token).await
    })
    .await
}

/// Starts viewing an organization, read-only, for an hour or until it is ended.
#[server(prefix = "/api", endpoint = "begin-viewing", protocol = Rpc)]
pub async fn begin_viewing(organization: OrganizationId) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ManageConsole, Target::Installation)?;
        let token = context.proved()?;
        Ok(store::sign_in::viewing::begin(&context.db, &permit, token, organization, context.now).await?)
    })
    .await
}
