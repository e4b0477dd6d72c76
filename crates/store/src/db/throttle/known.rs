//! Network addresses and devices that a person has signed in from: deliberate failures elsewhere don't lock them out there.

use model::UserId;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::{Caller, subject};
use crate::Db;
use crate::db::entity::known_place;
use crate::db::secret::Secret;

/// How long a place is known after its person last signed in there, in milliseconds.
const KNOWN_FOR: i64 = 90 * 86_400_000;

fn network(network_address: &str) -> String {
    subject("known network", network_address)
}

fn device(device: Secret) -> String {
    subject("known device", &device.hash())
}

/// Remembers that a person has signed in from there. `now` in milliseconds since the Unix epoch.
pub async fn remember(db: &Db, user: UserId, caller: &Caller, now: i64) -> Result<(), DbErr> {
    let places = [Some(network(&caller.network_address)), caller.device.map(device)];
    for place in places.into_iter().flatten() {
        let row = known_place::ActiveModel { user_id: Set(user), place: Set(place), seen_at: Set(now) };
        let again = OnConflict::columns([known_place::Column::UserId, known_place::Column::Place])
            .update_column(known_place::Column::SeenAt)
            .to_owned();
        known_place::Entity::insert(row).on_conflict(again).exec_without_returning(db.connection()).await?;
    }
    Ok(())
}

/// Whether that person has signed in from that network address.
pub(crate) async fn is_known_network(
    db: &Db,
    user: Option<UserId>,
    caller: &Caller,
    now: i64,
) -> Result<bool, DbErr> {
    is_known(db, user, network(&caller.network_address), now).await
}

/// Whether that person has signed in on that device.
pub(crate) async fn is_known_device(
    db: &Db,
    user: Option<UserId>,
    caller: &Caller,
    now: i64,
) -> Result<bool, DbErr> {
    match caller.device {
        Some(secret) => is_known(db, user, device(secret), now).await,
        None => Ok(false),
    }
}

/// Queries even if there is no such person: the time taken must not reveal anything (R3).
async fn is_known(db: &Db, user: Option<UserId>, place: String, now: i64) -> Result<bool, DbErr> {
    let found =
        known_place::Entity::find_by_id((user.unwrap_or_default(), place)).one(db.connection()).await?;
    Ok(found.is_some_and(|found| found.seen_at > now - KNOWN_FOR))
}

/// Deletes the places where a person has not signed in for long, and returns how many. `now` in milliseconds since the Unix
/// epoch.
pub async fn forget_places(db: &Db, now: i64) -> Result<u64, DbErr> {
    let old = known_place::Column::SeenAt.lte(now - KNOWN_FOR);
    Ok(known_place::Entity::delete_many().filter(old).exec(db.connection()).await?.rows_affected)
}
