//! Changes the security settings of an organization.

use model::security::{Settings, check_idle_minutes};
use model::{Action, Permit, Refused};
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::SecurityError;
use crate::Db;
use crate::db::entity::organization;
use crate::events::{Event, Kind};

/// Changes the settings of the permit's organization from `before`, as they were opened. The timeout applies from the next
/// request on. `now` in milliseconds since the Unix epoch.
///
/// Saving the current settings again does no harm, whatever `before` is.
pub async fn set(
    db: &Db,
    permit: &Permit,
    before: Settings,
    new: Settings,
    now: i64,
) -> Result<(), SecurityError> {
    permit.only(Action::ManageSecurity)?;
    let id = permit.organization().ok_or(Refused)?;
    check_idle_minutes(new.idle_minutes)?;
    let transaction = db.begin_write().await?;
    let old = organization::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(&transaction).await?;
    let old = old.ok_or(Refused)?;
    let current = Settings { factor_required: old.factor_required, idle_minutes: old.idle_minutes };
    if current != before && current != new {
        return Err(SecurityError::Changed);
    }
    organization::Entity::update_many()
        .col_expr(organization::Column::FactorRequired, Expr::value(new.factor_required))
        .col_expr(organization::Column::IdleMinutes, Expr::value(new.idle_minutes))
        .filter(organization::Column::Id.eq(id)) // tenant: own security settings
        .exec(&transaction)
        .await?;
    let demanded = |required: bool| {
        if required { "Second factor required" } else { "Second factor not required" }.to_owned()
    };
    let idle = |minutes: i32| format!("Idle timeout: {minutes} minutes");
    let changes = [
        (demanded(old.factor_required), demanded(new.factor_required)),
        (idle(old.idle_minutes), idle(new.idle_minutes)),
    ];
    for (old, new) in changes.iter().filter(|(old, new)| old != new) {
        Event::by(permit, now, Kind::SecurityChanged).change(old, new).record(&transaction).await?;
    }
    Ok(transaction.commit().await?)
}
