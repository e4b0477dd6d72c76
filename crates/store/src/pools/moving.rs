//! Moves pools between access groups (R24): one row per pool, whatever is in it. One pool and many go the same way.

use model::access::GroupId;
use model::pools::{Moved, POOLS_AT_ONCE, Seen, UNDO_SECONDS};
use model::{Action, Permit, Refused};
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::PoolError;
use super::change::{begin, counted, current, updating};
use super::tree::Tree;
use crate::Db;
use crate::db::WriteTransaction;
use crate::db::entity::{access_group, pool};
use crate::events::{Event, Kind, record_all};

/// Moves pools into a group: all, or none if somebody changed one since the person saw it. Pools that are there already stay as
/// they are. Returns the way back. `now` in milliseconds since the Unix epoch.
pub async fn move_pools(
    db: &Db,
    permit: &Permit,
    pools: &[Seen],
    to: GroupId,
    now: i64,
) -> Result<Moved, PoolError> {
    permit.only(Action::ManagePools)?;
    let each: Vec<(Seen, GroupId)> = pools.iter().map(|seen| (*seen, to)).collect();
    placed(db, permit, &each, now).await
}

/// Takes a move back, unless it is too long ago or somebody has changed one of the pools since.
pub async fn undo_move(db: &Db, permit: &Permit, moved: &Moved, now: i64) -> Result<Moved, PoolError> {
    permit.only(Action::ManagePools)?;
    if now.saturating_sub(moved.at) > UNDO_SECONDS * 1_000 {
        return Err(PoolError::TooLate);
    }
    placed(db, permit, &moved.back, now).await
}

/// Moves each pool into its group.
async fn placed(db: &Db, permit: &Permit, each: &[(Seen, GroupId)], now: i64) -> Result<Moved, PoolError> {
    counted(each, POOLS_AT_ONCE, "pools")?;
    let mut each = each.to_vec();
    each.sort_unstable_by_key(|(seen, _)| seen.id);
    each.dedup_by_key(|(seen, _)| seen.id);
    let transaction = begin(db, permit).await?;
    let tree = Tree::read(&transaction, permit).await?;
    let mut targets: Vec<GroupId> = each.iter().map(|(_, to)| *to).collect();
    targets.sort_unstable();
    targets.dedup();
    hold(&transaction, permit, &targets).await?;
    let (mut back, mut events) = (Vec::new(), Vec::new());
    for (seen, to) in each {
        let row = current(&transaction, permit, seen).await?;
        if row.group_id == to {
            continue;
        }
        let update = updating(row.id).col_expr(pool::Column::GroupId, Expr::value(to));
        update.exec(&transaction).await?;
        let (old, new) = (tree.line_of(row.group_id), tree.line_of(to));
        let event = Event::by(permit, now, Kind::PoolMoved).named(&row.name).change(&old, &new);
        events.push(event.into_row());
        back.push((Seen { id: row.id, version: row.version + 1 }, row.group_id));
    }
    if back.is_empty() {
        return Err(PoolError::AlreadyThere);
    }
    record_all(&transaction, events).await?;
    transaction.commit().await?;
    let to = targets.first().map(|to| tree.path(*to)).unwrap_or_default();
    Ok(Moved { back, to, at: now })
}

/// Keeps the groups from being removed meanwhile. Fails if one is not in the permit's organization.
async fn hold(transaction: &WriteTransaction, permit: &Permit, groups: &[GroupId]) -> Result<(), PoolError> {
    let own = permit.organization().ok_or(Refused)?;
    let held = access_group::Entity::find()
        .filter(access_group::Column::OrganizationId.eq(own)) // tenant: own groups, to move to
        .filter(access_group::Column::Id.is_in(groups.iter().copied()))
        .lock(LockType::KeyShare)
        .all(transaction)
        .await?;
    if held.len() == groups.len() { Ok(()) } else { Err(Refused.into()) }
}
