//! Server functions of Role Management.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::{Levels, RoleId};
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::{Context, answer},
    model::{Action, Permit, Target},
    store::people::role::{self, Draft, Listed},
};

/// A role as it is listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// Its number.
    pub id: RoleId,
    /// Its name.
    pub name: String,
    /// What it is for; may be empty.
    pub description: String,
    /// Whether it is one that every organization has.
    pub predefined: bool,
    /// What it gives.
    pub levels: Levels,
    /// How many people have it or are invited in it.
    pub people: u64,
    /// Whether who asks may edit and remove it, having a permit for that.
    pub may_change: bool,
}

/// A role as it is to be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleDraft {
    /// Its name.
    pub name: String,
    /// What it is for; may be empty.
    pub description: String,
    /// What it gives.
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

/// The roles of the organization: the predefined ones from the highest, then the others by name.
#[server(prefix = "/api", endpoint = "roles", protocol = Rpc)]
pub async fn roles() -> Result<Vec<Role>, ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ListRoles, Target::MyOrganization)?;
        let may_manage = managing(&context).is_ok();
        let role = |one: Listed| Role {
            id: one.id,
            name: one.name,
            description: one.description,
            predefined: one.predefined,
            levels: one.levels,
            people: one.people,
            may_change: may_manage && one.may_change,
        };
        Ok(role::list(&context.db, &permit).await?.into_iter().map(role).collect())
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

/// Changes a custom role from what it was when it was opened; who has it has its levels from the next request on. Where
/// somebody else has changed it since, `before` is what is wrong.
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
