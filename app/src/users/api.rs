//! Server functions for User Management.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::role::RoleToGive;
use model::user::{UserList, WantedUsers};
use model::{Hidden, InvitationId, OrganizationId, RoleId, UserId};

use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::{Context, answer},
    model::{Action, Permit, Target},
    store::people::invitation::{self, InvitationToken, Inviting},
    store::people::users::{self, TransferError, UserError},
    store::sign_in::{SignInError, second_factor},
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
        Ok(users::list(&context.db, &permit, manage.as_ref(), &wanted, context.now).await?)
    })
    .await
}

/// Returns the roles of an organization that the person may give there.
#[server(prefix = "/api", endpoint = "roles-to-give", protocol = Rpc)]
pub async fn roles_to_give(organization: OrganizationId) -> Result<Vec<RoleToGive>, ApiError> {
    answer(async |context| {
        // Single Sign-on gives roles, too.
        let securing = context.actor()?.permit(Action::ManageSecurity, Target::MyOrganization);
        let permit = managing(&context).or(securing.map_err(ApiError::from))?;
        Ok(users::givable(&context.db, &permit, organization).await?)
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
        Ok(users::change_role(&context.db, &permit, organization, user, role, context.now).await?)
    })
    .await
}

/// Removes a member from an organization, from their next request on.
#[server(prefix = "/api", endpoint = "remove-user", protocol = Rpc)]
pub async fn remove_user(organization: OrganizationId, user: UserId) -> Result<(), ApiError> {
    answer(async |context| {
        Ok(users::remove(&context.db, &managing(&context)?, organization, user, context.now).await?)
    })
    .await
}

/// Signs a member out everywhere, from their next request on. Returns how many sessions ended.
#[server(prefix = "/api", endpoint = "end-user-sessions", protocol = Rpc)]
pub async fn end_user_sessions(organization: OrganizationId, user: UserId) -> Result<u32, ApiError> {
    answer(async |context| {
        let permit = managing(&context)?;
        let ended = users::end_sessions(&context.db, &permit, organization, user, context.now).await?;
        Ok(u32::try_from(ended).unwrap_or(u32::MAX))
    })
    .await
}

/// Unlinks a member from the organization's single sign-on.
#[server(prefix = "/api", endpoint = "unlink-user", protocol = Rpc)]
pub async fn unlink_user(organization: OrganizationId, user: UserId) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = managing(&context)?;
        Ok(users::unlink(&context.db, &permit, organization, user, context.now).await?)
    })
    .await
}

/// Removes the person from the organization on the page.
#[server(prefix = "/api", endpoint = "leave-organization", protocol = Rpc)]
pub async fn leave_organization() -> Result<(), ApiError> {
    answer(async |context| {
        let actor = context.actor()?;
        context.by_session()?;
        Ok(users::leave(&context.db, actor, context.now).await?)
    })
    .await
}

/// Makes an Admin the Super Admin, and the person an Admin. People without a password give None, and prove who they are in another way.
#[server(prefix = "/api", endpoint = "transfer-super-admin", protocol = Rpc)]
pub async fn transfer_super_admin(to: UserId, password: Option<Hidden>) -> Result<(), ApiError> {
    answer(async |context| {
        // People with an app need a recent code of it, too.
        let has_app = second_factor::state(&context.db, context.actor()?.user).await?.app_since.is_some();
        if password.is_none() || has_app || context.is_behind {
            managing(&context)?;
            context.proved()?;
        }
        let password = password.map(Hidden::into_inner);
        let (permit, caller) = (managing(&context)?, context.caller());
        Ok(users::transfer_super_admin(&context.db, &permit, to, password, caller, context.now).await?)
    })
    .await
}

/// Invites a person by e-mail. Returns the link to pass on if the portal sends no e-mails.
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

/// Sends an invitation again, with a new link. Returns the link if the portal sends no e-mails.
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

#[cfg(feature = "ssr")]
impl From<UserError> for ApiError {
    fn from(error: UserError) -> Self {
        match error {
            UserError::Refused(refused) => refused.into(),
            UserError::Database(error) => Self::failed(&error),
            told => Self::invalid("", told.to_string()),
        }
    }
}

#[cfg(feature = "ssr")]
impl From<TransferError> for ApiError {
    fn from(error: TransferError) -> Self {
        match error {
            TransferError::Refused(refused) => refused.into(),
            TransferError::NotAdmin => Self::invalid("", error.to_string()),
            TransferError::Password => Self::invalid("password", error.to_string()),
            TransferError::Throttled(throttled) => Self::Throttled(throttled.to_string()),
            TransferError::Check(SignInError::Busy) => Self::Unavailable,
            TransferError::Check(_) | TransferError::Database(_) => Self::failed(&error),
        }
    }
}
