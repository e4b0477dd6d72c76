//! Leaves an organization.

use model::access::{Forbidden, Rank};
use model::{Actor, Refused};
use sea_orm::sea_query::LockType;
use sea_orm::{EntityTrait, QuerySelect};

use super::UserError;
use super::take_out;
use crate::Db;
use crate::db::entity::organization;
use crate::events::{self, Event, Kind};
use crate::people::managed_organization;

/// Takes a person out of the organization they act for, at their own wish. Everybody may leave except the Super Admin, who must
/// transfer that role first. `now` in milliseconds since the Unix epoch.
pub async fn leave(db: &Db, actor: &Actor, now: i64) -> Result<(), UserError> {
    let home = actor.membership.as_ref().ok_or(Refused)?.organization;
    let transaction = db.begin_write().await?;
    organization::Entity::find_by_id(home).lock(LockType::NoKeyUpdate).one(&transaction).await?;
    let held = managed_organization::held(&transaction, home, actor.user).await?.ok_or(Refused)?;
    if held.height.rank == Rank::SuperAdmin {
        return Err(Forbidden::SuperAdmin.into());
    }
    let event = Event {
        user: Some(actor.user),
        actor: events::Actor::Person,
        ..Event::of_installation(now, Kind::MemberRemoved)
    };
    take_out(&transaction, &held, actor.user, event).await?;
    Ok(transaction.commit().await?)
}
