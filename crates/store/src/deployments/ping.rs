//! Heartbeats: an installation reports that it is alive.

use model::{Action, Refused};
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, SimpleExpr};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::{Deployment, DeploymentError, Holder, Named, find};
use crate::Db;
use crate::db::entity::{deployment, license};

/// Records a heartbeat at `now`. Returns the updated deployment, with its license's heartbeat period in seconds.
pub async fn ping(
    db: &Db,
    holder: &Holder,
    named: Named<'_>,
    now: i64,
) -> Result<(Deployment, Option<u32>), DeploymentError> {
    holder.only(Action::ManageDeployments)?;
    let row = find::row(db.connection(), holder, named).await?.ok_or(Refused)?;
    let period = period(db, row.license_id).await?;
    let mut deployment = Deployment::from(row);
    let pulse = deployment.pulse(period).beat(now);
    write(db, deployment.id, Some(now), pulse.resurrected, now).await?;
    deployment.last_seen_at = Ord::max(deployment.last_seen_at, now);
    deployment.heartbeat_at = Some(now);
    deployment.resurrected = pulse.resurrected;
    Ok((deployment, period))
}

/// Resets a deployment's heartbeat to the state before the first one.
pub async fn reset_heartbeat(
    db: &Db,
    holder: &Holder,
    named: Named<'_>,
    now: i64,
) -> Result<(Deployment, Option<u32>), DeploymentError> {
    holder.only(Action::ManageDeployments)?;
    let row = find::row(db.connection(), holder, named).await?.ok_or(Refused)?;
    let period = period(db, row.license_id).await?;
    write(db, row.id, None, false, now).await?;
    let last_seen_at = Ord::max(row.last_seen_at, now);
    let reset = deployment::Model { heartbeat_at: None, resurrected: false, last_seen_at, ..row };
    Ok((reset.into(), period))
}

async fn period(db: &Db, license: i64) -> Result<Option<u32>, DbErr> {
    let period: Option<Option<i64>> = license::Entity::find_by_id(license)
        .select_only()
        .column(license::Column::HeartbeatPeriod)
        .into_tuple()
        .one(db.connection())
        .await?;
    Ok(period.flatten().and_then(|seconds| u32::try_from(seconds).ok()))
}

/// The later of `now` and the stored time: servers' clocks differ, and none may put it back.
fn later(now: i64) -> SimpleExpr {
    let stored = || Expr::col(deployment::Column::LastSeenAt);
    CaseStatement::new().case(stored().gt(now), stored()).finally(now).into()
}

async fn write(
    db: &Db,
    id: i64,
    heartbeat_at: Option<i64>,
    resurrected: bool,
    now: i64,
) -> Result<(), DeploymentError> {
    let updated = deployment::Entity::update_many()
        .col_expr(deployment::Column::HeartbeatAt, Expr::value(heartbeat_at))
        .col_expr(deployment::Column::LastSeenAt, later(now))
        .col_expr(deployment::Column::Resurrected, Expr::value(resurrected))
        .filter(deployment::Column::Id.eq(id))
        .exec(db.connection())
        .await?;
    // Released or removed in the meantime.
    if updated.rows_affected == 0 { Err(Refused.into()) } else { Ok(()) }
}
