//! Server functions for access groups and permission sets.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::UserId;
use model::access::GroupId;
use model::groups::{Contents, Group, Member, PermissionSet, Preview, SetDraft, SetId};
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::{Context, answer},
    model::{Action, Permit, Target},
    store::groups::sets::SetError,
    store::groups::{self, GroupError, sets},
    store::people::users,
};

properties! {
    AccessGroups;
    GroupTree: WhileViewing;
    CreateGroup;
    RenameGroup;
    MoveGroup;
    GroupContents;
    RemoveGroup;
    SetHomeGroup;
    PreviewMember;
    SavePermissionSet;
    RemovePermissionSet;
    GivePermissionSet;
    TakePermissionSet;
}

/// Everything on the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllGroups {
    /// The tree, by name.
    pub groups: Vec<Group>,
    /// The members, by name.
    pub members: Vec<Member>,
    /// The permission sets, by name.
    pub sets: Vec<PermissionSet>,
}

#[cfg(feature = "ssr")]
fn managing(context: &Context) -> Result<Permit, ApiError> {
    context.actor()?;
    context.by_session()?;
    Ok(context.actor()?.permit(Action::ManageGroups, Target::MyOrganization)?)
}

/// Returns the organization's tree, members and permission sets.
#[server(prefix = "/api", endpoint = "access-groups", protocol = Rpc)]
pub async fn access_groups() -> Result<AllGroups, ApiError> {
    answer(async |context| {
        let permit = managing(&context)?;
        Ok(AllGroups {
            groups: groups::list(&context.db, &permit).await?,
            members: groups::members(&context.db, &permit).await?,
            sets: sets::list(&context.db, &permit).await?,
        })
    })
    .await
}

/// Returns the groups with pools that the person may see. The tree begins at their own topmost groups (R23).
#[server(prefix = "/api", endpoint = "group-tree", protocol = Rpc)]
pub async fn group_tree() -> Result<Vec<Group>, ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::SeePools, Target::MyOrganization)?;
        Ok(groups::list(&context.db, &permit).await?)
    })
    .await
}

/// Adds a group below `parent`, and returns its number.
#[server(prefix = "/api", endpoint = "create-group", protocol = Rpc)]
pub async fn create_group(parent: GroupId, name: String) -> Result<GroupId, ApiError> {
    answer(async |context| {
        Ok(groups::create(&context.db, &managing(&context)?, parent, &name, context.now).await?)
    })
    .await
}

/// Renames a group that still has that version.
#[server(prefix = "/api", endpoint = "rename-group", protocol = Rpc)]
pub async fn rename_group(group: GroupId, version: i32, name: String) -> Result<(), ApiError> {
    answer(async |context| {
        Ok(groups::rename(&context.db, &managing(&context)?, group, version, &name, context.now).await?)
    })
    .await
}

/// Moves a group that still has that version below `to`.
#[server(prefix = "/api", endpoint = "move-group", protocol = Rpc)]
pub async fn move_group(group: GroupId, version: i32, to: GroupId) -> Result<(), ApiError> {
    answer(async |context| {
        Ok(groups::move_group(&context.db, &managing(&context)?, group, version, to, context.now).await?)
    })
    .await
}

/// Returns what would move up if a group were removed.
#[server(prefix = "/api", endpoint = "group-contents", protocol = Rpc)]
pub async fn group_contents(group: GroupId) -> Result<Contents, ApiError> {
    answer(async |context| Ok(groups::contents(&context.db, &managing(&context)?, group).await?)).await
}

/// Removes a group that still has that version. What it holds moves up, if that is what the person was told; otherwise the error
/// is about `told`.
#[server(prefix = "/api", endpoint = "remove-group", protocol = Rpc)]
pub async fn remove_group(group: GroupId, version: i32, told: Contents) -> Result<(), ApiError> {
    answer(async |context| {
        Ok(groups::remove(&context.db, &managing(&context)?, group, version, told, context.now).await?)
    })
    .await
}

/// Gives a member of the organization another home group.
#[server(prefix = "/api", endpoint = "set-home-group", protocol = Rpc)]
pub async fn set_home_group(user: UserId, home: GroupId) -> Result<(), ApiError> {
    answer(async |context| {
        let actor = context.actor()?;
        context.by_session()?;
        let permit = [Action::ManageGroups, Action::ManageUsers]
            .into_iter()
            .find_map(|action| actor.permit(action, Target::MyOrganization).ok());
        let permit = permit.ok_or(ApiError::NotFound)?;
        let own = permit.organization().ok_or(ApiError::NotFound)?;
        Ok(users::set_home(&context.db, &permit, own, user, home, context.now).await?)
    })
    .await
}

/// Returns what a member sees, and by what.
#[server(prefix = "/api", endpoint = "preview-member", protocol = Rpc)]
pub async fn preview_member(user: UserId) -> Result<Preview, ApiError> {
    answer(async |context| Ok(groups::preview(&context.db, &managing(&context)?, user).await?)).await
}

/// Adds a permission set, or changes the one in `edited`, which still has that version; if not, the error is about `before`.
#[server(prefix = "/api", endpoint = "save-permission-set", protocol = Rpc)]
pub async fn save_permission_set(edited: Option<(SetId, i32)>, draft: SetDraft) -> Result<(), ApiError> {
    answer(async |context| {
        sets::save(&context.db, &managing(&context)?, edited, &draft, context.now).await?;
        Ok(())
    })
    .await
}

/// Removes a permission set, and takes it from everybody who has it.
#[server(prefix = "/api", endpoint = "remove-permission-set", protocol = Rpc)]
pub async fn remove_permission_set(set: SetId) -> Result<(), ApiError> {
    answer(async |context| Ok(sets::remove(&context.db, &managing(&context)?, set, context.now).await?)).await
}

/// Gives a permission set to members.
#[server(prefix = "/api", endpoint = "give-permission-set", protocol = Rpc)]
pub async fn give_permission_set(set: SetId, users: Vec<UserId>) -> Result<(), ApiError> {
    answer(async |context| Ok(sets::give(&context.db, &managing(&context)?, set, &users, context.now).await?))
        .await
}

/// Takes a permission set from members who have it.
#[server(prefix = "/api", endpoint = "take-permission-set", protocol = Rpc)]
pub async fn take_permission_set(set: SetId, users: Vec<UserId>) -> Result<(), ApiError> {
    answer(async |context| Ok(sets::take(&context.db, &managing(&context)?, set, &users, context.now).await?))
        .await
}

#[cfg(feature = "ssr")]
impl From<GroupError> for ApiError {
    fn from(error: GroupError) -> Self {
        match error {
            GroupError::Refused(refused) => refused.into(),
            GroupError::Database(error) => Self::failed(&error),
            GroupError::Name(_) | GroupError::Long(_) | GroupError::Exists(_) => {
                Self::invalid("name", error.to_string())
            }
            GroupError::TooDeep | GroupError::Below => Self::invalid("to", error.to_string()),
            GroupError::Holds(_) => Self::invalid("told", error.to_string()),
            told => Self::invalid("", told.to_string()),
        }
    }
}

#[cfg(feature = "ssr")]
impl From<SetError> for ApiError {
    fn from(error: SetError) -> Self {
        match error {
            SetError::Refused(refused) => refused.into(),
            SetError::Database(error) => Self::failed(&error),
            SetError::Name(_) | SetError::Long(_) | SetError::Exists(_) => {
                Self::invalid("name", error.to_string())
            }
            SetError::Entries(_) => Self::invalid("entries", error.to_string()),
            SetError::Changed => Self::invalid("before", error.to_string()),
            told @ SetError::TooMany => Self::invalid("", told.to_string()),
        }
    }
}
