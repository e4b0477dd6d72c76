//! Takes a permission set from members.

use model::groups::SetId;
use model::{Action, Permit, Refused, UserId};
use sea_orm::EntityTrait;

use super::SetError;
use super::held::find;
use crate::Db;
use crate::db::entity::{permission_set_member, user};
use crate::events::{Event, Kind};
use crate::groups::own::enter;

/// Takes a permission set of the permit's organization from members, from their next request on. Fails without taking it from
/// anybody if one does not have it. `now` in milliseconds since the Unix epoch.
pub async fn take(db: &Db, permit: &Permit, set: SetId, users: &[UserId], now: i64) -> Result<(), SetError> {
    permit.only(Action::ManageGroups)?;
    let transaction = db.begin_write().await?;
    let own = enter(&transaction, permit).await?.ok_or(Refused)?;
    let found = find(&transaction, own.organization, set).await?;
    for member in users {
        let key = (own.organization, set, *member); // tenant: own sets, taken from a member
        let taken = permission_set_member::Entity::delete_by_id(key).exec(&transaction).await?;
        if taken.rows_affected == 0 {
            return Err(Refused.into());
        }
        let person = user::Entity::find_by_id(*member).one(&transaction).await?;
        let email = person.map_or_else(String::new, |person| person.email);
        let about = format!("{email}: {}", found.name);
        let event = Event::by(permit, now, Kind::PermissionSetTaken).change(&about, "").named(&email);
        event.record(&transaction).await?;
    }
    Ok(transaction.commit().await?)
}
