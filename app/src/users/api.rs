//! Server functions for User Management.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::access::Rank;
use model::{Hidden, InvitationId, OrganizationId, RoleId, UserId};
use serde::{Deserialize, Serialize};

use super::WantedUsers;
use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::{Context, answer},
    model::{Action, Permit, Target},
    store::people::invitation::{self, InvitationToken, Inviting},
    store::people::member::{self, Listed, Wanted, Who},
    store::sign_in::factor,
};

properties! {
    Users: WhileViewing;
    RolesToGive;
    ChangeUserRole;
    RemoveUser;
    EndUserSessions;
    UnlinkUser;
    LeaveOrganization;
    TransferSuperAdmin;
    InviteUser;
    ResendInvitation;
    WithdrawInvitation;
}

/// The most users on a page.
pub const PAGE: u32 = 100;

/// A page of users, and the values to filter by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserList {
    /// The page's users, by name.
    pub users: Vec<User>,
    /// The number of users found.
    pub found: u32,
    /// The number of all users.
    pub total: u32,
    /// The organizations in reach: number, name, and whether the person may invite people there.
    pub organizations: Vec<(OrganizationId, String, bool)>,
    /// The names of the roles in use.
    pub roles: Vec<String>,
    /// The person's own rank in their organization.
    pub rank: Rank,
}

impl UserList {
    /// Returns the last page with users, from 0.
    pub fn last_page(&self) -> u32 {
        self.found.saturating_sub(1) / PAGE
    }
}

/// A member or an invited person.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, and all four occur together")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Says which of the two.
    pub id: Id,
    /// Their name; empty for invited people.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// The organization: number and name.
    pub organization: (OrganizationId, String),
    /// The role there: number and name.
    pub role: (RoleId, String),
    /// The role's rank, which its levels don't show.
    pub rank: Rank,
    /// When they became a member or were invited, in milliseconds since the Unix epoch.
    pub since: i64,
    /// When the invitation expires, in milliseconds since the Unix epoch.
    pub expires_at: Option<i64>,
    /// Whether the invitation has expired.
    pub expired: bool,
    /// Why the invitation's mail could not be sent, and whether the server has given up; None without a failure.
    pub undelivered: Option<(String, bool)>,
    /// Whether the organization's single sign-on is linked to the member.
    pub is_linked: bool,
    /// Whether they are the person who asks.
    pub is_self: bool,
    /// Whether the person who asks may change them.
    pub may_change: bool,
}

/// Identifies a listed person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Id {
    /// A member.
    Member(UserId),
    /// An invited person.
    Invited(InvitationId),
}

impl User {
    /// Returns their name on the screen.
    pub fn called(&self) -> &str {
        if self.name.is_empty() { &self.email } else { &self.name }
    }
}

/// A role that the person may give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleToGive {
    /// Names it in requests.
    pub id: RoleId,
    /// As its members see it.
    pub name: String,
    /// Its purpose; may be empty.
    pub description: String,
}

#[cfg(feature = "ssr")]
fn managing(context: &Context) -> Result<Permit, ApiError> {
    // Only with a session: a program could create another person for itself, who outlives its token.
    context.actor()?;
    context.by_session()?;
    Ok(context.actor()?.permit(Action::ManageUsers, Target::MyOrganization)?)
}

/// Returns the users in reach.
#[server(prefix = "/api", endpoint = "users", protocol = Rpc)]
pub async fn users(wanted: WantedUsers) -> Result<UserList, ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ListUsers, Target::MyOrganization)?;
        let manage = managing(&context).ok();
        let asked = Wanted {
            search: &wanted.search,
            organizations: &wanted.organizations,
            roles: &wanted.roles,
            status: wanted.status,
            page: usize::try_from(wanted.page).unwrap_or(usize::MAX),
        };
        let people = member::list(&context.db, &permit, manage.as_ref(), &asked).await?;
        let user = |one: Listed| User {
            id: match one.who {
                Who::Member(user) => Id::Member(user),
                Who::Invited(invitation) => Id::Invited(invitation),
            },
            name: one.name,
            email: one.email,
            organization: (one.organization, one.organization_name),
            role: (one.role, one.role_name),
            rank: one.rank,
            since: one.since,
            expires_at: one.expires_at,
            expired: one.expires_at.is_some_and(|end| end <= context.now),
            is_linked: one.is_linked,
            undelivered: one.undelivered.map(|it| (it.reason, it.is_given_up)),
            is_self: one.is_self,
            may_change: one.may_change,
        };
        Ok(UserList {
            users: people.listed.into_iter().map(user).collect(),
            found: u32::try_from(people.found).unwrap_or(u32::MAX),
            total: u32::try_from(people.total).unwrap_or(u32::MAX),
            organizations: people.organizations,
            roles: people.roles,
            rank: people.rank,
        })
    })
    .await
}

/// Returns the roles of an organization that the person may give there.
#[server(prefix = "/api", endpoint = "roles-to-give", protocol = Rpc)]
pub async fn roles_to_give(organization: OrganizationId) -> Result<Vec<RoleToGive>, ApiError> {
    answer(async |context| {
        let role = |role: member::Givable| RoleToGive {
            id: role.id,
            name: role.name,
            description: role.description,
        };
        // Single Sign-on gives roles, too.
        let securing = context.actor()?.permit(Action::ManageSecurity, Target::MyOrganization);
        let permit = managing(&context).or(securing.map_err(ApiError::from))?;
        let roles = member::givable(&context.db, &permit, organization).await?;
        Ok(roles.into_iter().map(role).collect())
    })
    .await
}

/// Gives a member another role, which counts from their next request on.
#[server(prefix = "/api", endpoint = "change-user-role", protocol = Rpc)]
pub async fn change_user_role(
    organization: OrganizationId,
    user: UserId,
    role: RoleId,
) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = managing(&context)?;
        Ok(member::change_role(&context.db, &permit, organization, user, role, context.now).await?)
    })
    .await
}

/// Removes a member from an organization, from their next request on.
#[server(prefix = "/api", endpoint = "remove-user", protocol = Rpc)]
pub async fn remove_user(organization: OrganizationId, user: UserId) -> Result<(), ApiError> {
    answer(async |context| {
        Ok(member::remove(&context.db, &managing(&context)?, organization, user, context.now).await?)
    })
    .await
}

/// Signs a member out everywhere, from their next request on. Returns how many sessions ended.
#[server(prefix = "/api", endpoint = "end-user-sessions", protocol = Rpc)]
pub async fn end_user_sessions(organization: OrganizationId, user: UserId) -> Result<u32, ApiError> {
    answer(async |context| {
        let permit = managing(&context)?;
        let ended = member::end_sessions(&context.db, &permit, organization, user, context.now).await?;
        Ok(u32::try_from(ended).unwrap_or(u32::MAX))
    })
    .await
}

/// Unlinks a member from the organization's single sign-on.
#[server(prefix = "/api", endpoint = "unlink-user", protocol = Rpc)]
pub async fn unlink_user(organization: OrganizationId, user: UserId) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = managing(&context)?;
        Ok(member::unlink(&context.db, &permit, organization, user, context.now).await?)
    })
    .await
}

/// Removes the person from the organization on the page.
#[server(prefix = "/api", endpoint = "leave-organization", protocol = Rpc)]
pub async fn leave_organization() -> Result<(), ApiError> {
    answer(async |context| {
        let actor = context.actor()?;
        context.by_session()?;
        Ok(member::leave(&context.db, actor, context.now).await?)
    })
    .await
}

/// Makes an Admin the Super Admin, and the person an Admin. People without a password give None, and prove who they are in another way.
#[server(prefix = "/api", endpoint = "transfer-super-admin", protocol = Rpc)]
pub async fn transfer_super_admin(to: UserId, password: Option<Hidden>) -> Result<(), ApiError> {
    answer(async |context| {
        // People with an app need a recent code of it, too.
        let has_app = factor::state(&context.db, context.actor()?.user).await?.app_since.is_some();
        if password.is_none() || has_app {
            managing(&context)?;
            context.proved()?;
        }
        let password = password.map(Hidden::into_inner);
        let (permit, caller) = (managing(&context)?, context.caller());
        Ok(member::transfer_super_admin(&context.db, &permit, to, password, caller, context.now).await?)
    })
    .await
}

/// Invites a person by e-mail. Returns the link to pass on if the portal sends no mails.
#[server(prefix = "/api", endpoint = "invite-user", protocol = Rpc)]
pub async fn invite_user(
    organization: OrganizationId,
    email: String,
    role: RoleId,
) -> Result<Option<Hidden>, ApiError> {
    answer(async |context| {
        let token = InvitationToken(*context.random);
        let inviting = Inviting { organization, email: &email, role, token, site: &context.site };
        invitation::invite(&context.db, &managing(&context)?, inviting, context.now).await?;
        context.link_to_pass_on(token).await
    })
    .await
}

/// Sends an invitation again, with a new link. Returns the link if the portal sends no mails.
#[server(prefix = "/api", endpoint = "resend-invitation", protocol = Rpc)]
pub async fn resend_invitation(invitation: InvitationId) -> Result<Option<Hidden>, ApiError> {
    answer(async |context| {
        let (permit, token) = (managing(&context)?, InvitationToken(*context.random));
        let Context { db, site, now, .. } = &context;
        invitation::resend(db, &permit, invitation, token, site, *now).await?;
        context.link_to_pass_on(token).await
    })
    .await
}

/// Withdraws an invitation: its link stops working.
#[server(prefix = "/api", endpoint = "withdraw-invitation", protocol = Rpc)]
pub async fn withdraw_invitation(invitation: InvitationId) -> Result<(), ApiError> {
    answer(async |context| {
        Ok(invitation::withdraw(&context.db, &managing(&context)?, invitation, context.now).await?)
    })
    .await
}
