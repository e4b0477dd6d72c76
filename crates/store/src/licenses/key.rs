//! Reveals a license key (R8).

use model::{Action, LicenseId, Permit, Refused};
use sea_orm::{DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::LicenseError;
use crate::Db;
use crate::db::entity::license;
use crate::db::entity::license_key::Key;
use crate::db::{scope, throttle};
use crate::events::{Event, Kind, repeated};

/// How long the same person's reading of the same key is not another event, in milliseconds.
const QUIET: i64 = 86_400_000;

/// Returns the key of a license in full, and records that somebody read it. Without permission to reveal keys, the response is
/// that for a missing license. `now` in milliseconds since the Unix epoch.
pub async fn reveal_key(
    db: &Db,
    permit: &Permit,
    license: LicenseId,
    now: i64,
) -> Result<String, LicenseError> {
    permit.only(Action::ReadKeys)?;
    let key: Option<Key> = license::Entity::find_by_id(license)
        .filter(scope::license_in_reach(permit, license))
        .select_only()
        .column(license::Column::LicenseKey)
        .into_tuple()
        .one(db.connection())
        .await?;
    let key = key.ok_or(Refused)?;
    note_revealed(db, permit, license, now).await?;
    Ok(key.shown_to(permit))
}

/// Records that a person read a license's key, once a day: with the key they can manage its machines, as nobody but its product.
pub(crate) async fn note_revealed(
    db: &Db,
    permit: &Permit,
    license: LicenseId,
    now: i64,
) -> Result<(), DbErr> {
    let reader = format!("{}\0{:?}\0{license}", permit.user(), permit.organization());
    let subject = throttle::subject("key revealed", &reader);
    if repeated::is_quiet(db, &subject, QUIET, now).await? {
        return Ok(());
    }
    let transaction = db.begin_write().await?;
    if repeated::is_news_after(&transaction, &subject, QUIET, now).await? {
        Event::by(permit, now, Kind::KeyRevealed).on(license).record(&transaction).await?;
    }
    transaction.commit().await
}

#[cfg(test)]
mod tests {
    use model::access::RoleObject;
    use model::{Level, Target};

    use super::*;
    use crate::testing::{NOW, TestDb, World, actor, both_databases, events, level};

    #[both_databases]
    async fn a_key_that_somebody_reads_is_an_event_once_a_day(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let license = world.license(db, "KEY-SECRET", &[world.customer]).await;
        let permit = async |name| {
            let levels = level(RoleObject::LicenseManagement, Level::ViewOnly);
            let member = actor(db, name, Some(world.customer), levels).await;
            member.permit(Action::ReadKeys, Target::MyOrganization).unwrap()
        };
        let (ada, bob) = (permit("ada").await, permit("bob").await);
        for (permit, now, told) in [
            (&ada, NOW, 1),
            (&ada, NOW, 1),
            (&bob, NOW, 2),
            (&ada, NOW + QUIET - 1, 2),
            (&ada, NOW + QUIET, 3),
            (&ada, NOW + QUIET + 1, 3),
        ] {
            assert_eq!(reveal_key(db, permit, license, now).await.unwrap(), "KEY-SECRET");
            // An event has no secret.
            assert_eq!(events(db, license).await, vec![("key-revealed".to_owned(), String::new()); told]);
        }
        let foreign = world.license(db, "KEY-FOREIGN", &[world.other_customer]).await;
        assert!(reveal_key(db, &ada, foreign, NOW).await.is_err());
        assert_eq!(events(db, foreign).await, []);
    }
}
