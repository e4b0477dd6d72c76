//! Pins licenses to the top of a section, for each person.

use model::{Action, LicenseId, Permit, Refused};
use sea_orm::{ActiveValue::Set, EntityTrait, TryInsertResult};

use super::LicenseError;
use crate::Db;
use crate::db::entity::pin;
use crate::db::scope;
use crate::events::{Event, Kind};

/// Pins a license for the permit's person, or unpins it. Repeating it is not an error and records no second event.
pub async fn set_pin(
    db: &Db,
    permit: &Permit,
    license: LicenseId,
    pinned: bool,
    now: i64,
) -> Result<(), LicenseError> {
    permit.only(Action::PinLicense)?;
    let transaction = db.begin_write().await?;
    if !scope::reaches(&transaction, permit, license).await? {
        return Err(Refused.into());
    }
    let row = pin::ActiveModel { user_id: Set(permit.user()), license_id: Set(license) };
    let changed = if pinned {
        let once = [pin::Column::UserId, pin::Column::LicenseId];
        let inserted =
            pin::Entity::insert(row).on_conflict_do_nothing_on(once).exec_without_returning(&transaction);
        matches!(inserted.await?, TryInsertResult::Inserted(1))
    } else {
        pin::Entity::delete_by_id((permit.user(), license)).exec(&transaction).await?.rows_affected == 1
    };
    if changed {
        let kind = if pinned { Kind::Pinned } else { Kind::Unpinned };
        Event::by(permit, now, kind).on(license).record(&transaction).await?;
    }
    transaction.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use model::access::RoleObject;
    use model::{Level, Target};

    use super::*;
    use crate::licenses::history;
    use crate::testing::{NOW, TestDb, World, actor, both_databases, level};

    #[both_databases]
    async fn a_pin_is_its_owner_s_and_set_once(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let levels = level(RoleObject::LicenseManagement, Level::ViewOnly);
        let member = actor(db, "member", Some(world.customer), levels).await;
        let own = world.license(db, "OWN", &[world.customer]).await;
        let foreign = world.license(db, "FOREIGN", &[world.other_customer]).await;
        let permit = member.permit(Action::PinLicense, Target::Anything).unwrap();
        for pinned in [true, true, false, false] {
            set_pin(db, &permit, own, pinned, NOW).await.unwrap();
        }
        let seen = member.permit(Action::SeeHistory, Target::Anything).unwrap();
        assert_eq!(history(db, &seen, None, own).await.unwrap().len(), 2);
        for hidden in [foreign, 999_999] {
            let refused = set_pin(db, &permit, hidden, true, NOW).await;
            assert!(matches!(refused, Err(LicenseError::Refused(_))));
        }
    }
}
