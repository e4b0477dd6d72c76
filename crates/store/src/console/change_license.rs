//! Changes a license: its end, its units, and whether it is on hold.

use model::{Action, Day, LicenseId, Permit, Refused};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DbErr, EntityTrait, QuerySelect};

use super::{ConsoleError, MOST_UNITS, wrong};
use crate::Db;
use crate::db::WriteTransaction;
use crate::db::entity::license;
use crate::db::lock_order::lock_tables;
use crate::events::{Event, Kind};

/// Lets a license end later; None: without an end. `now` in milliseconds since the Unix epoch.
pub async fn renew(
    db: &Db,
    permit: &Permit,
    id: LicenseId,
    expiration: Option<Day>,
    now: i64,
) -> Result<(), ConsoleError> {
    permit.only(Action::ManageConsole)?;
    let transaction = db.begin_write().await?;
    let before = locked(&transaction, id).await?;
    let old = before.expiration_date.map(Day::from);
    let is_later = match (old, expiration) {
        (_, None) => true,
        (Some(old), Some(new)) => new > old,
        (None, Some(_)) => false,
    };
    if !is_later {
        let until = old.map_or_else(
            || "This license does not expire".to_owned(),
            |old| format!("This license expires on {old}"),
        );
        return Err(wrong("expiration", format!("{until}; a renewal must end later.")));
    }
    let text = |day: Option<Day>| {
        format!("Expiration Date: {}", day.map_or_else(|| "none".to_owned(), |day| day.to_string()))
    };
    let change = license::ActiveModel {
        id: Set(id),
        expiration_date: Set(expiration.map(Day::date)),
        ..Default::default()
    };
    save(transaction, permit, change, [text(old), text(expiration)], now).await
}

/// Raises the units purchased; they never go down (R9). `now` in milliseconds since the Unix epoch.
pub async fn raise_units(
    db: &Db,
    permit: &Permit,
    id: LicenseId,
    purchased: i64,
    now: i64,
) -> Result<(), ConsoleError> {
    permit.only(Action::ManageConsole)?;
    let transaction = db.begin_write().await?;
    let before = locked(&transaction, id).await?.purchased;
    if purchased < before {
        return Err(wrong(
            "purchased",
            format!("Purchased units can't be reduced: this license has {before}."),
        ));
    }
    if purchased > MOST_UNITS {
        return Err(wrong("purchased", format!("A license can have up to {MOST_UNITS} units.")));
    }
    let text = |units: i64| format!("Purchased: {units}");
    let change = license::ActiveModel { id: Set(id), purchased: Set(purchased), ..Default::default() };
    save(transaction, permit, change, [text(before), text(purchased)], now).await
}

/// Puts a license on hold, or releases it. `now` in milliseconds since the Unix epoch.
pub async fn suspend(
    db: &Db,
    permit: &Permit,
    id: LicenseId,
    suspended: bool,
    now: i64,
) -> Result<(), ConsoleError> {
    permit.only(Action::ManageConsole)?;
    let transaction = db.begin_write().await?;
    let before = locked(&transaction, id).await?.suspended;
    let text = |suspended: bool| format!("Suspended: {}", if suspended { "yes" } else { "no" });
    let change = license::ActiveModel { id: Set(id), suspended: Set(suspended), ..Default::default() };
    save(transaction, permit, change, [text(before), text(suspended)], now).await
}

/// Locks the license, so that nobody else changes it in the meantime.
pub(super) async fn locked(
    transaction: &WriteTransaction,
    id: LicenseId,
) -> Result<license::Model, ConsoleError> {
    lock_tables(transaction).await?;
    let found = license::Entity::find_by_id(id).lock_exclusive().one(transaction).await?;
    Ok(found.ok_or(Refused)?)
}

/// Writes a change with its event; does nothing if the values are equal.
async fn save(
    transaction: WriteTransaction,
    permit: &Permit,
    change: license::ActiveModel,
    [old, new]: [String; 2],
    now: i64,
) -> Result<(), ConsoleError> {
    if old == new {
        return Ok(());
    }
    let id = change.id.try_as_ref().copied().ok_or(DbErr::RecordNotUpdated)?;
    change.update(&transaction).await?;
    let event = Event::by(permit, now, Kind::LicenseChanged).on(id).change(&old, &new);
    event.record(&transaction).await?;
    Ok(transaction.commit().await?)
}
