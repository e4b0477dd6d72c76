//! Server functions for Role Management.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::role::Role;
use model::{Levels, RoleId};
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::{Context, answer},
    model::{Action, Permit, Target},
    store::people::role::{self, Draft, RoleError},
};

properties! {
    Roles: WhileViewing;
    AddRole;
    EditRole;
    RemoveRole;
}

/// The content of a new or changed role.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleDraft {
    /// As its members see it.
    pub name: String,
    /// Its purpose; may be empty.
    pub description: String,
    /// The level that it gives on each role object.
    pub levels: Levels,
}

#[cfg(feature = "ssr")]
impl RoleDraft {
    fn draft(&self) -> Draft<'_> {
        Draft { name: &self.name, description: &self.description, levels: self.levels }
    }
}

#[cfg(feature = "ssr")]
fn managing(context: &Context) -> Result<Permit, ApiError> {
    context.actor()?;
    context.by_session()?;
    Ok(context.actor()?.permit(Action::ManageRoles, Target::MyOrganization)?)
}

/// Returns the organization's roles: the predefined ones from the highest, then the others by name.
#[server(prefix = "/api", endpoint = "roles", protocol = Rpc)]
pub async fn roles() -> Result<Vec<Role>, ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ListRoles, Target::MyOrganization)?;
        let may_manage = managing(&context).is_ok();
        let mut roles = role::list(&context.db, &permit).await?;
        for role in &mut roles {
            role.may_change &= may_manage;
        }
        Ok(roles)
    })
    .await
}

/// Adds a custom role.
#[server(prefix = "/api", endpoint = "add-role", protocol = Rpc)]
pub async fn add_role(draft: RoleDraft) -> Result<(), ApiError> {
    answer(async |context| {
        role::add(&context.db, &managing(&context)?, draft.draft(), context.now).await?;
        Ok(())
    })
    .await
}

/// Changes a custom role, starting from `before`. Its members have the new levels from their next request on. If somebody else
/// has changed the role in the meantime, the error is about `before`.
#[server(prefix = "/api", endpoint = "edit-role", protocol = Rpc)]
pub async fn edit_role(role: RoleId, before: RoleDraft, draft: RoleDraft) -> Result<(), ApiError> {
    answer(async |context| {
        let (permit, before, draft) = (managing(&context)?, before.draft(), draft.draft());
        Ok(role::edit(&context.db, &permit, role, before, draft, context.now).await?)
    })
    .await
}

/// Removes a custom role that nobody has.
#[server(prefix = "/api", endpoint = "remove-role", protocol = Rpc)]
pub async fn remove_role(role: RoleId) -> Result<(), ApiError> {
    answer(async |context| Ok(role::remove(&context.db, &managing(&context)?, role, context.now).await?))
        .await
}

#[cfg(feature = "ssr")]
impl From<RoleError> for ApiError {
    fn from(error: RoleError) -> Self {
        match error {
            RoleError::Refused(refused) => refused.into(),
            RoleError::Database(error) => Self::failed(&error),
            RoleError::Name(_) | RoleError::Exists(_) => Self::invalid("name", error.to_string()),
            RoleError::Description => Self::invalid("description", error.to_string()),
            RoleError::Changed => Self::invalid("before", error.to_string()),
            told => Self::invalid("", told.to_string()),
        }
    }
}
