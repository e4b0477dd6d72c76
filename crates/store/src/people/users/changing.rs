//! The beginning of every change of a member.

use model::access::{Forbidden, may_change};
use model::{OrganizationId, Permit, Refused, UserId};
use sea_orm::EntityTrait;

use super::UserError;
use crate::Db;
use crate::db::WriteTransaction;
use crate::db::entity::membership;
use crate::groups::is_within;
use crate::people::managed_organization::{self, Place, Role};

/// A member who may be changed, with the transaction for it.
pub(super) struct Changing {
    pub transaction: WriteTransaction,
    pub place: Place,
    /// The member's current role.
    pub held: Role,
}

/// Begins to change `user` in `organization`. Fails if the person ranks too low or has their home elsewhere in the tree, and with `oneself` for their own account.
pub(super) async fn begin(
    db: &Db,
    permit: &Permit,
    organization: OrganizationId,
    user: UserId,
    oneself: UserError,
) -> Result<Changing, UserError> {
    let transaction = db.begin_write().await?;
    let place = managed_organization::enter(&transaction, permit, organization).await?.ok_or(Refused)?;
    let held = managed_organization::held(&transaction, organization, user).await?.ok_or(Refused)?;
    if user == permit.user() {
        return Err(oneself);
    }
    may_change(&place.own, &held.height)?;
    if let Some(own) = permit.home() {
        let member = membership::Entity::find_by_id((user, organization)).one(&transaction).await?;
        let theirs = member.ok_or(Refused)?.home_group_id;
        if !is_within(&transaction, theirs, own).await? {
            return Err(Forbidden::Home.into());
        }
    }
    Ok(Changing { transaction, place, held })
}
