//! Moves licenses between an organization and its sub-organizations.

use model::bulk::{CHUNK, Outcome, Reason, sorted};
use model::{Action, LicenseId, OrganizationId, Permit, Refused};
use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{OrganizationError, find};
use crate::Db;
use crate::db::WriteTransaction;
use crate::db::batch::replace;
use crate::db::entity::{license, license_assignment, license_lead_time, organization};
use crate::db::lock_order::lock_tables;
use crate::db::scope;
use crate::events::{Event, Kind, NewEvent, record_all};
use crate::groups::placed;

/// At most this many licenses are moved at once.
pub const MOST: usize = CHUNK;

/// From one organization to another.
type Way = (OrganizationId, OrganizationId);

/// Moves licenses from one of the permit's organizations to another, all or none. `seen` is the permit to list licenses, which
/// must reach them in both places. A license that the target already has counts there once from then on, as before (R1). `now`
/// in milliseconds since the Unix epoch.
///
/// Returns how many of them the target already had. If 0, moving them back undoes it.
///
/// The history of the permit's organization names source and target; a sub-organization's names only itself.
pub async fn move_licenses(
    db: &Db,
    permit: &Permit,
    seen: &Permit,
    licenses: &[LicenseId],
    way: Way,
    now: i64,
) -> Result<u64, OrganizationError> {
    permit.only(Action::EditOrganization)?;
    seen.only(Action::ListLicenses)?;
    let (_, merged) = moved(db, (permit, seen), licenses, way, Rule::AllOrNone, now).await?;
    Ok(merged)
}

/// Moves those of the licenses that can be moved, as [`move_licenses`] does, and says why the others stay.
pub async fn move_each(
    db: &Db,
    permit: &Permit,
    seen: &Permit,
    licenses: &[LicenseId],
    way: Way,
    now: i64,
) -> Result<Outcome, OrganizationError> {
    permit.only(Action::EditOrganization)?;
    seen.only(Action::ListLicenses)?;
    let (outcome, _) = moved(db, (permit, seen), licenses, way, Rule::Each, now).await?;
    Ok(outcome)
}

/// What a license that can't be moved means for the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    /// None is moved.
    AllOrNone,
    /// Only that one stays.
    Each,
}

/// Moves licenses; `permits` are those to change the organization and to list licenses. Returns what became of them, and how
/// many of the moved ones the target already had.
async fn moved(
    db: &Db,
    (permit, seen): (&Permit, &Permit),
    licenses: &[LicenseId],
    (from, to): Way,
    rule: Rule,
    now: i64,
) -> Result<(Outcome, u64), OrganizationError> {
    if !permit.is_at_all() {
        return Err(Refused.into());
    }
    let home = permit.organization().ok_or(Refused)?;
    if licenses.is_empty() || licenses.len() > MOST {
        return Err(OrganizationError::Count);
    }
    if from == to {
        return Err(OrganizationError::Same);
    }
    let asked = sorted(licenses);
    let transaction = db.begin_write().await?;
    let locked = lock(&transaction, seen, &asked, from).await?;
    // The lower number first: two people who move in opposite directions must not deadlock.
    let first = find(&transaction, permit, from.min(to)).await?;
    let second = find(&transaction, permit, from.max(to)).await?;
    let (old, new) = if first.id == from { (first, second) } else { (second, first) };
    let outcome = sort_out(&transaction, seen, (&asked, &locked), (from, to)).await?;
    if rule == Rule::AllOrNone && !outcome.refused.is_empty() {
        return Err(Refused.into());
    }
    let licenses = outcome.changed.as_slice();
    if licenses.is_empty() {
        return Ok((outcome, 0));
    }
    license_assignment::Entity::delete_many()
        .filter(license_assignment::Column::LicenseId.is_in(licenses.iter().copied()))
        .filter(license_assignment::Column::OrganizationId.eq(from)) // tenant: licenses, to be moved from there
        .exec(&transaction)
        .await?;
    let merged = license_assignment::Entity::find()
        .filter(license_assignment::Column::LicenseId.is_in(licenses.iter().copied()))
        .filter(license_assignment::Column::OrganizationId.eq(to)) // tenant: licenses, there already
        .count(&transaction)
        .await?;
    let moved: Vec<_> = licenses.iter().map(|license| (*license, to)).collect();
    let rows = placed(&transaction, &moved).await?;
    let key = [license_assignment::Column::LicenseId, license_assignment::Column::OrganizationId];
    replace(&transaction, rows, OnConflict::columns(key).do_nothing().to_owned()).await?;
    move_lead_times(&transaction, licenses, (from, to)).await?;
    let events = licenses.iter().flat_map(|license| told(permit, home, *license, [&old, &new], now));
    record_all(&transaction, events.collect()).await?;
    transaction.commit().await?;
    Ok((outcome, merged))
}

/// Decides which of the licenses (sorted) can be moved: those locked that `seen` still reaches where they are and would reach
/// where they go.
async fn sort_out(
    transaction: &WriteTransaction,
    seen: &Permit,
    (asked, locked): (&[LicenseId], &[LicenseId]),
    (from, to): Way,
) -> Result<Outcome, OrganizationError> {
    let here = scope::reached_at(transaction, seen, locked, from).await?;
    let there = scope::would_reach_at(transaction, seen, &here, to).await?;
    let mut outcome = Outcome::default();
    for license in asked {
        let reason = if here.binary_search(license).is_err() {
            Reason::Elsewhere
        } else if there.binary_search(license).is_err() {
            Reason::UnseenThere
        } else {
            outcome.changed.push(*license);
            continue;
        };
        outcome.refused.push((*license, reason));
    }
    Ok(outcome)
}

/// Locks those of the licenses that `seen` reaches at `from` until the transaction ends, and returns them. Others are not
/// touched: nobody waits for what they may not see, nor holds it up (R3). Everything that changes assignments locks these rows
/// first, the lower number first.
async fn lock(
    transaction: &WriteTransaction,
    seen: &Permit,
    licenses: &[LicenseId],
    from: OrganizationId,
) -> Result<Vec<LicenseId>, OrganizationError> {
    lock_tables(transaction).await?;
    let here = scope::reached_at(transaction, seen, licenses, from).await?;
    let rows = license::Entity::find()
        .filter(license::Column::Id.is_in(here))
        .order_by_asc(license::Column::Id)
        .lock_exclusive()
        .select_only()
        .column(license::Column::Id);
    Ok(rows.into_tuple().all(transaction).await?)
}

/// Moves the licenses' lead times too, except those of licenses that have some at the target.
async fn move_lead_times(
    transaction: &WriteTransaction,
    licenses: &[LicenseId],
    (from, to): Way,
) -> Result<(), OrganizationError> {
    use license_lead_time::{Column, Entity};
    let mut there = Query::select();
    there.column(Column::LicenseId).from(Entity).and_where(Column::OrganizationId.eq(to)); // tenant: lead times where they go
    let here = Condition::all()
        .add(Column::LicenseId.is_in(licenses.iter().copied()))
        .add(Column::OrganizationId.eq(from)); // tenant: lead times, to be moved from there
    Entity::update_many()
        .col_expr(Column::OrganizationId, Expr::value(to))
        .filter(here.clone())
        .filter(Column::LicenseId.not_in_subquery(there))
        .exec(transaction)
        .await?;
    Entity::delete_many().filter(here).exec(transaction).await?;
    Ok(())
}

/// One event for each organization that the move concerns.
fn told(
    permit: &Permit,
    home: OrganizationId,
    license: LicenseId,
    [old, new]: [&organization::Model; 2],
    now: i64,
) -> Vec<NewEvent> {
    let event = |reader: OrganizationId, old: &str, new: &str| {
        let event = Event::by(permit, now, Kind::LicenseMoved).on(license).change(old, new);
        Event { visible_to: Some(reader), ..event }.into_row()
    };
    let mut events = vec![event(home, &old.name, &new.name)];
    if old.id != home {
        events.push(event(old.id, &old.name, ""));
    }
    if new.id != home {
        events.push(event(new.id, "", &new.name));
    }
    events
}

#[cfg(test)]
mod tests;
