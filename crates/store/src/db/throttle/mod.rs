//! Slows down guessing. Attempts are counted in the database, for all servers together.

mod caller;
mod guess;
mod known;

use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};

use crate::Db;
use crate::db::clock_skew::SKEW;
use crate::db::entity::throttle;

/// How long failures count, in milliseconds.
pub(crate) const WINDOW: i64 = 15 * 60_000;

pub use caller::Caller;
pub(crate) use caller::{Network, networks};
pub(crate) use guess::{Counted, guess};
pub use known::{forget_places, remember};
pub(crate) use known::{is_known_device, is_known_network};

/// Too many recent failures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Too many attempts. Try again in {minutes} minute{}.", if *minutes == 1 { "" } else { "s" })]
pub struct Throttled {
    /// How long to wait, rounded up.
    pub minutes: i64,
}

/// The hash under which attempts are counted: it stores nothing about people in the clear.
pub(crate) fn subject(kind: &str, value: &str) -> String {
    hex::encode(Sha256::digest(format!("{kind}\0{value}")))
}

/// Counts an attempt in one statement, and refuses it beyond `limit` within [`WINDOW`].
pub(crate) async fn attempt(
    db: &Db,
    subject: &str,
    limit: i32,
    now: i64,
) -> Result<Result<(), Throttled>, DbErr> {
    let row = throttle::ActiveModel {
        subject: Set(subject.to_owned()),
        failures: Set(1),
        pending: Set(0),
        since: Set(now),
    };
    let since = || Expr::col((throttle::Entity, throttle::Column::Since));
    let failures = Expr::col((throttle::Entity, throttle::Column::Failures));
    let is_old = || is_old(now);
    let counted = OnConflict::column(throttle::Column::Subject)
        .value(throttle::Column::Failures, CaseStatement::new().case(is_old(), 1).finally(failures.add(1)))
        .value(throttle::Column::Since, CaseStatement::new().case(is_old(), now).finally(since()))
        .to_owned();
    throttle::Entity::insert(row).on_conflict(counted).exec_without_returning(db.connection()).await?;
    let state = throttle::Entity::find_by_id(subject).one(db.connection()).await?;
    Ok(match state {
        Some(state) if state.failures > limit => Err(refusal(state.since, now)),
        _ => Ok(()),
    })
}

/// [`attempt`] for the network that a request comes from, and for the larger ones around it.
pub(crate) async fn attempt_from(
    db: &Db,
    kind: &str,
    network_address: &str,
    limit: i32,
    now: i64,
) -> Result<Result<(), Throttled>, DbErr> {
    for Network { name, times } in networks(network_address) {
        if let Err(throttled) = attempt(db, &subject(kind, &name), limit * times, now).await? {
            return Ok(Err(throttled));
        }
    }
    Ok(Ok(()))
}

/// Takes back one attempt of [`attempt_from`].
pub(crate) async fn forgive_from(db: &Db, kind: &str, network_address: &str) -> Result<(), DbErr> {
    for network in networks(network_address) {
        forgive(db, &subject(kind, &network.name)).await?;
    }
    Ok(())
}

/// Whether the count began before [`WINDOW`], or while the clock was wrong.
fn is_old(now: i64) -> Expr {
    let since = || Expr::col((throttle::Entity, throttle::Column::Since));
    since().lte(now - WINDOW).or(since().gt(now + SKEW))
}

fn refusal(since: i64, now: i64) -> Throttled {
    let left = Ord::max(since + WINDOW - now, 0);
    Throttled { minutes: (left + 59_999) / 60_000 }
}

/// Takes back one attempt that was no failure.
pub(crate) async fn forgive(db: &Db, subject: &str) -> Result<(), DbErr> {
    throttle::Entity::update_many()
        .col_expr(throttle::Column::Failures, Expr::col(throttle::Column::Failures).sub(1))
        .filter(throttle::Column::Subject.eq(subject))
        .filter(throttle::Column::Failures.gt(0))
        .exec(db.connection())
        .await?;
    Ok(())
}

/// Takes back all attempts of one subject.
pub(crate) async fn forget(db: &Db, subject: &str) -> Result<(), DbErr> {
    throttle::Entity::delete_by_id(subject).exec(db.connection()).await?;
    Ok(())
}

/// Deletes attempts that no longer count, and returns how many. `now` in milliseconds since the Unix epoch.
pub async fn forget_attempts(db: &Db, now: i64) -> Result<u64, DbErr> {
    let old = throttle::Column::Since.lte(now - WINDOW);
    Ok(throttle::Entity::delete_many().filter(old).exec(db.connection()).await?.rows_affected)
}
