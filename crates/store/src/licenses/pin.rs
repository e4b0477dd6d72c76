//! Pins licenses to the top of a section, for each person.

use model::bulk::{Outcome, Reason, sorted};
use model::{Action, LicenseId, Permit, Refused};
use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr};

use super::LicenseError;
use crate::Db;
use crate::db::WriteTransaction;
use crate::db::entity::pin;
use crate::db::scope;
use crate::events::{Event, Kind, record_all};

/// Pins a license for the permit's person, or unpins it. Repeating it is not an error and records no second event.
pub async fn set_pin(
    db: &Db,
    permit: &Permit,
    license: LicenseId,
    pinned: bool,
    now: i64,
) -> Result<(), LicenseError> {
    permit.only(Action::PinLicense)?;
    let outcome = set_pins(db, permit, &[license], pinned, now).await?;
    if outcome.refused.is_empty() { Ok(()) } else { Err(Refused.into()) }
}

/// Pins licenses for the permit's person, or unpins them: at most [`CHUNK`](model::bulk::CHUNK). It leaves out those that the
/// permit does not reach.
pub async fn set_pins(
    db: &Db,
    permit: &Permit,
    licenses: &[LicenseId],
    pinned: bool,
    now: i64,
) -> Result<Outcome, LicenseError> {
    permit.only(Action::PinLicense)?;
    let asked = sorted(licenses);
    let transaction = db.begin_write().await?;
    let reached = scope::reached_among(&transaction, permit, &asked).await?;
    let mut changed = if reached.is_empty() {
        Vec::new()
    } else if pinned {
        pin_all(&transaction, permit, &reached).await?
    } else {
        unpin_all(&transaction, permit, &reached).await?
    };
    changed.sort_unstable();
    let kind = if pinned { Kind::Pinned } else { Kind::Unpinned };
    let events = changed.iter().map(|license| Event::by(permit, now, kind).on(*license).into_row());
    record_all(&transaction, events.collect()).await?;
    transaction.commit().await?;
    let refused = asked.into_iter().filter(|license| reached.binary_search(license).is_err());
    Ok(Outcome {
        unchanged: (reached.len() - changed.len()) as u64,
        refused: refused.map(|license| (license, Reason::Gone)).collect(),
        changed,
    })
}

/// Returns the licenses that were not pinned before, also if another request of the same person pins them at the same moment.
async fn pin_all(
    transaction: &WriteTransaction,
    permit: &Permit,
    licenses: &[LicenseId],
) -> Result<Vec<LicenseId>, DbErr> {
    let key = [pin::Column::UserId, pin::Column::LicenseId];
    let mut insert = Query::insert();
    insert.into_table(pin::Entity).columns(key);
    for license in licenses {
        let row = [Expr::val(permit.user()), Expr::val(*license)];
        insert.values(row).map_err(|error| DbErr::Custom(error.to_string()))?;
    }
    insert
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .returning_col(pin::Column::LicenseId);
    let rows = transaction.query_all(&insert).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// Returns the licenses that were pinned before.
async fn unpin_all(
    transaction: &WriteTransaction,
    permit: &Permit,
    licenses: &[LicenseId],
) -> Result<Vec<LicenseId>, DbErr> {
    let mut delete = Query::delete();
    delete.from_table(pin::Entity).and_where(pin::Column::LicenseId.is_in(licenses.iter().copied()));
    delete.and_where(pin::Column::UserId.eq(permit.user())); // tenant: one's own pins
    delete.returning_col(pin::Column::LicenseId);
    let rows = transaction.query_all(&delete).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}

#[cfg(test)]
mod tests {
    use model::access::RoleObject;
    use model::{Level, Target};
    use sea_orm::EntityTrait;

    use super::*;
    use crate::licenses::history;
    use crate::testing::events;
    use crate::testing::{NOW, TestDb, World, actor, both_databases, level, reassign};

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

    async fn pinned(db: &Db) -> Vec<(i64, LicenseId)> {
        let rows = pin::Entity::find().all(db.connection()).await.unwrap();
        let mut rows: Vec<_> = rows.into_iter().map(|row| (row.user_id, row.license_id)).collect();
        rows.sort_unstable();
        rows
    }

    #[both_databases]
    async fn several_are_pinned_at_once_and_each_of_them_tells_what_became_of_it(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let levels = level(RoleObject::LicenseManagement, Level::ViewOnly);
        let member = actor(db, "member", Some(world.customer), levels).await;
        let other = actor(db, "other", Some(world.customer), levels).await;
        let permit = member.permit(Action::PinLicense, Target::Anything).unwrap();
        let others = other.permit(Action::PinLicense, Target::Anything).unwrap();
        let mut own = Vec::new();
        for key in ["A", "B", "C", "D"] {
            own.push(world.license(db, key, &[world.customer]).await);
        }
        let foreign = world.license(db, "FOREIGN", &[world.other_customer]).await;
        set_pin(db, &permit, own[1], true, NOW).await.unwrap();
        set_pin(db, &others, own[0], true, NOW).await.unwrap();
        // Somebody else takes one of them away in the meantime.
        reassign(db, own[3], world.other_customer).await;
        // Each counts once, however often it is named.
        let asked = [foreign, own[3], own[2], own[1], own[0], own[0], 999_999];
        let outcome = set_pins(db, &permit, &asked, true, NOW).await.unwrap();
        let refused = [own[3], foreign, 999_999].map(|license| (license, Reason::Gone)).to_vec();
        assert_eq!(outcome, Outcome { changed: vec![own[0], own[2]], unchanged: 1, refused });
        let (one, two) = (member.user, other.user);
        assert_eq!(pinned(db).await, [(one, own[0]), (one, own[1]), (one, own[2]), (two, own[0])]);
        for license in &own[1..3] {
            assert_eq!(events(db, *license).await.len(), 1);
        }
        assert_eq!(events(db, own[0]).await.len(), 2);
        assert!(events(db, foreign).await.is_empty());

        let outcome = set_pins(db, &permit, &own[..3], false, NOW).await.unwrap();
        assert_eq!(outcome, Outcome { changed: own[..3].to_vec(), ..Outcome::default() });
        // The other person's pin stays.
        assert_eq!(pinned(db).await, [(two, own[0])]);
        let outcome = set_pins(db, &permit, &own[..3], false, NOW).await.unwrap();
        assert_eq!(outcome, Outcome { unchanged: 3, ..Outcome::default() });
        let nothing = set_pins(db, &permit, &[], true, NOW).await.unwrap();
        assert_eq!(nothing, Outcome::default());
        let listing = member.permit(Action::ListLicenses, Target::Anything).unwrap();
        let refused = set_pins(db, &listing, &own, true, NOW).await;
        assert!(matches!(refused, Err(LicenseError::Refused(_))));
    }
}
