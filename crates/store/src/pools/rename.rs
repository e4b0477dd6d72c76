//! Renames a pool.

use model::pools::Seen;
use model::{Action, Permit};
use sea_orm::sea_query::Expr;

use super::PoolError;
use super::change::{begin, current, free_name, updating};
use crate::Db;
use crate::db::entity::pool;
use crate::events::{Event, Kind};
use crate::text::{checked, fold};

/// Gives a pool another name, unless somebody changed it since the person saw it. Returns its new version. `now` in milliseconds
/// since the Unix epoch.
pub async fn rename(db: &Db, permit: &Permit, seen: Seen, typed: &str, now: i64) -> Result<Seen, PoolError> {
    permit.only(Action::ManagePools)?;
    let name = checked(typed)?;
    let transaction = begin(db, permit).await?;
    let row = current(&transaction, permit, seen).await?;
    if row.name == name {
        return Ok(seen);
    }
    free_name(&transaction, (row.organization_id, row.group_id), &name, Some(row.id)).await?;
    let update = updating(row.id)
        .col_expr(pool::Column::Name, Expr::value(name.clone()))
        .col_expr(pool::Column::NameFolded, Expr::value(fold(&name)));
    update.exec(&transaction).await?;
    let event = Event::by(permit, now, Kind::PoolRenamed).change(&row.name, &name);
    event.record(&transaction).await?;
    transaction.commit().await?;
    Ok(Seen { id: row.id, version: row.version + 1 })
}
