//! How every change of a member begins.

use model::access::may_change;
use model::{Action, OrganizationId, Permit, Refused, UserId};

use super::MemberError;
use crate::Db;
use crate::db::WriteTransaction;
use crate::people::place::{self, Place, Role};

/// A member who may be changed, and the transaction for it.
pub(super) struct Changing {
    pub transaction: WriteTransaction,
    pub place: Place,
    /// The role that the member has.
    pub held: Role,
}

/// Begins to change `user` in `organization`. Fails for whoever stands too low, and with `oneself` for one's own account.
pub(super) async fn begin(
    db: &Db,
    permit: &Permit,
    organization: OrganizationId,
    user: UserId,
    oneself: MemberError,
) -> Result<Changing, MemberError> {
    if permit.action() != Action::ManageUsers {
        return Err(Refused.into());
    }
    let transaction = db.begin_write().await?;
    let place = place::enter(&transaction, permit, organization).await?.ok_or(Refused)?;
    let held = place::held(&transaction, organization, user).await?.ok_or(Refused)?;
    if user == permit.user() {
        return Err(oneself);
    }
    may_change(&place.own, &held.height)?;
    Ok(Changing { transaction, place, held })
}
