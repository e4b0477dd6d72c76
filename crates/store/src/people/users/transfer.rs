//! Transfers the role of Super Admin.

use model::access::Rank;
use model::{Action, OrganizationId, Permit, Refused, RoleId, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use crate::Db;
use crate::db::entity::{membership, user};
use crate::db::throttle::{Caller, Throttled};
use crate::events::{Event, Kind};
use crate::groups::roots;
use crate::people::invitation::withdraw_unfounded;
use crate::people::managed_organization;
use crate::sign_in::{self, SignInError};

/// Why the role was not transferred.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// The permit is for something else, its holder is not the Super Admin, or there is no such member (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The other person is not an Admin.
    #[error("The role can only be transferred to an Admin. Assign this person the role Admin first.")]
    NotAdmin,
    /// The password is wrong.
    #[error("This is not your password.")]
    Password,
    /// Too many recent failures.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// The password could not be checked.
    #[error("The password could not be checked: {0}")]
    Check(SignInError),
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

/// Makes an Admin of the permit's organization its Super Admin, with the home All, and the Super Admin, who asks, an Admin. The
/// password is the asking person's; guessing is slowed down by `caller` as at sign-in. People without a password give None;
/// callers must check that they have proved themselves recently. `now` in milliseconds since the Unix epoch.
pub async fn transfer_super_admin(
    db: &Db,
    permit: &Permit,
    to: UserId,
    password: Option<String>,
    caller: impl Into<Caller>,
    now: i64,
) -> Result<(), TransferError> {
    permit.only(Action::ManageUsers)?;
    let home = permit.organization().ok_or(Refused)?;
    // Before the password is checked: nobody else has anything to transfer.
    match managed_organization::held(db.connection(), home, permit.user()).await? {
        Some(held) if held.height.rank == Rank::SuperAdmin => (),
        _ => return Err(Refused.into()),
    }
    if let Some(password) = password {
        let confirmed = sign_in::confirm(db, permit.user(), password, caller, now).await;
        confirmed.map_err(|error| match error {
            SignInError::Wrong => TransferError::Password,
            SignInError::Throttled(throttled) => TransferError::Throttled(throttled),
            SignInError::Database(error) => TransferError::Database(error),
            SignInError::Hash(_) | SignInError::Busy => TransferError::Check(error),
        })?;
    } else {
        let who = user::Entity::find_by_id(permit.user()).one(db.connection()).await?;
        if who.is_none_or(|who| who.password_hash.is_some()) {
            return Err(TransferError::Password);
        }
    }
    let transaction = db.begin_write().await?;
    let place = managed_organization::enter(&transaction, permit, home).await?.ok_or(Refused)?;
    let mine = managed_organization::held(&transaction, home, permit.user()).await?.ok_or(Refused)?;
    let theirs = managed_organization::held(&transaction, home, to).await?.ok_or(Refused)?;
    if place.own.rank != Rank::SuperAdmin {
        return Err(Refused.into());
    }
    if theirs.height.rank != Rank::Admin {
        return Err(TransferError::NotAdmin);
    }
    let (super_admin, admin) = (mine.row.id, theirs.row.id);
    for (user, from, to) in [(to, admin, super_admin), (permit.user(), super_admin, admin)] {
        if !exchange(&transaction, home, user, from, to).await? {
            return Err(Refused.into());
        }
    }
    // Somebody with Full Access and the home All always remains (R22).
    let root = roots(&transaction, &[home]).await?.remove(&home).ok_or(Refused)?;
    membership::Entity::update_many()
        .col_expr(membership::Column::HomeGroupId, Expr::value(root))
        .filter(membership::Column::UserId.eq(to))
        .filter(membership::Column::OrganizationId.eq(home)) // tenant: the new Super Admin's home
        .exec(&transaction)
        .await?;
    let email = async |id| {
        let found = user::Entity::find_by_id(id).one(&transaction).await?;
        Ok::<_, DbErr>(found.map_or_else(String::new, |found| found.email))
    };
    let (old, new) = (email(permit.user()).await?, email(to).await?);
    Event::by(permit, now, Kind::SuperAdminTransferred)
        .change(&old, &new)
        .named(&new)
        .record(&transaction)
        .await?;
    let changed = Event::by(permit, now, Kind::SuperAdminTransferred);
    withdraw_unfounded(&transaction, permit.user(), home, &changed).await?;
    Ok(transaction.commit().await?)
}

/// Replaces a member's role `from` by `to`. Returns `false` if they now have another role.
async fn exchange(
    transaction: &impl ConnectionTrait,
    organization: OrganizationId,
    user: UserId,
    from: RoleId,
    to: RoleId,
) -> Result<bool, DbErr> {
    let changed = membership::Entity::update_many()
        .col_expr(membership::Column::RoleId, Expr::value(to))
        .filter(membership::Column::UserId.eq(user))
        .filter(membership::Column::OrganizationId.eq(organization))
        .filter(membership::Column::RoleId.eq(from))
        .exec(transaction)
        .await?;
    Ok(changed.rows_affected == 1)
}
