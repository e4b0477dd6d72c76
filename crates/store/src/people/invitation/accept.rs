//! Accepts an invitation.

use model::invitation::Needs;
use model::{Hidden, OrganizationId, Refused, UserId};
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::find::pending;
use super::needs::needed;
use super::{InvitationError, InvitationToken};
use crate::Db;
use crate::db::OrTaken as _;
use crate::db::entity::{invitation, membership, organization, user};
use crate::db::session_token::Token;
use crate::events::{Event, Kind};
use crate::people::own_account::{event, first_organization};
use crate::people::write_password::{Ended, write};
use crate::people::{checked_name, insert_member, insert_user, is_vacant, managed_organization};

/// The person who accepts.
#[derive(Clone, Debug)]
pub enum By<'a> {
    /// A person who is signed in.
    Person(UserId),
    /// A person signed in by an organization's single sign-on, or by something added on its word ([`crate::sign_in::proof`]).
    Guest {
        /// The person.
        user: UserId,
        /// The organization of the single sign-on.
        home: OrganizationId,
        /// Hash of a password of their own, made by [`crate::sign_in::hash_password`]: the link has proved the mailbox. Set
        /// only if they need one.
        password_hash: Option<Hidden>,
        /// The session to keep; if a password is set, all others end.
        session: Token,
    },
    /// A person without an account: the link has proved the address.
    New {
        /// Their name, as others see it.
        name: &'a str,
        /// Hash made by [`crate::sign_in::hash_password`].
        password_hash: Hidden,
    },
}

/// The result of accepting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The person who accepted.
    pub user: UserId,
    /// The organization they are now a member of.
    pub organization: OrganizationId,
}

/// Accepts the invitation of that link, once. `now` in milliseconds since the Unix epoch.
pub async fn accept(
    db: &Db,
    token: InvitationToken,
    by: By<'_>,
    now: i64,
) -> Result<Accepted, InvitationError> {
    let transaction = db.begin_write().await?;
    let organization = pending(&transaction, token, now).await?.ok_or(Refused)?.organization_id;
    organization::Entity::find_by_id(organization).lock(LockType::NoKeyUpdate).one(&transaction).await?;
    // Checked again, now that nobody else can accept, withdraw or renew it.
    let row = pending(&transaction, token, now).await?.ok_or(Refused)?;
    let role = managed_organization::role(&transaction, organization, row.role_id).await?.ok_or(Refused)?;
    let user = person(&transaction, &row, by, now).await?;
    let deleted = invitation::Entity::delete_by_id(row.id).exec(&transaction).await?;
    // Withdrawn in the meantime with its inviter, who was in another organization.
    if deleted.rows_affected == 0 {
        return Err(Refused.into());
    }
    // A person who joined in another way in the meantime keeps their role.
    if membership::Entity::find_by_id((user, organization)).one(&transaction).await?.is_none() {
        if !is_vacant(&transaction, &role.row).await? {
            return Err(InvitationError::HasSuperAdmin);
        }
        let event = Event { user: Some(user), ..Event::of_installation(now, Kind::MemberAdded) };
        insert_member(&transaction, user, &role.row, row.home_group_id, event).await?;
    }
    transaction.commit().await?;
    Ok(Accepted { user, organization })
}

/// Returns the invited person: the one signed in, if it is they, or a new one.
async fn person(
    transaction: &impl ConnectionTrait,
    row: &invitation::Model,
    by: By<'_>,
    now: i64,
) -> Result<UserId, InvitationError> {
    // Locks the account, so that its address does not change in the meantime.
    let account = user::Entity::find()
        .filter(user::Column::Email.eq(&row.email))
        .lock(LockType::NoKeyUpdate)
        .one(transaction)
        .await?;
    match (by, account) {
        (By::Person(user), Some(account)) if account.id == user => Ok(user),
        (By::Guest { user, home, password_hash, session }, Some(account)) if account.id == user => {
            match (needed(transaction, user, Some(home), row).await?, password_hash) {
                (Needs::Nothing, _) => Ok(user),
                (Needs::OwnSignIn, _) => Err(InvitationError::OwnSignIn),
                (Needs::NewPassword, None) => Err(InvitationError::NoPassword(row.email.clone())),
                (Needs::NewPassword, Some(hash)) => {
                    let by_link = "Through the link in an invitation";
                    let account = first_organization(transaction, user).await?;
                    let event = event(account, Kind::PasswordSet, now).change("", by_link);
                    write(transaction, user, hash, Ended::OtherSessions(session), event).await?;
                    Ok(user)
                }
            }
        }
        (By::Person(_) | By::Guest { .. }, _) => Err(InvitationError::OtherPerson(row.email.clone())),
        (By::New { .. }, Some(_)) => Err(InvitationError::HasAccount(row.email.clone())),
        (By::New { name, password_hash }, None) => {
            let name = checked_name(name).map_err(InvitationError::Address)?;
            let added = insert_user(transaction, &row.email, name, Some(password_hash), now).await;
            added.or_taken(|| InvitationError::HasAccount(row.email.clone()))
        }
    }
}
