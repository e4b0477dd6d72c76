//! The access groups to choose from, for filters and moves.

use model::pools::GroupChoice;
use model::{Action, Permit};

use super::PoolError;
use super::tree::Tree;
use crate::Db;
use crate::text::order_key;

/// Returns the groups within the permit's reach, each below the one it lies in, and by name within that.
pub async fn groups(db: &Db, permit: &Permit) -> Result<Vec<GroupChoice>, PoolError> {
    permit.any_of(&[Action::SeePools, Action::ManagePools])?;
    let tree = Tree::read(db.connection(), permit).await?;
    let key = |id| tree.full_path(id).into_iter().map(order_key).collect::<Vec<_>>();
    let mut rows: Vec<_> = tree.rows().collect();
    rows.sort_by_cached_key(|row| (key(row.id), row.id));
    let choice = |row: &crate::db::entity::access_group::Model| GroupChoice {
        id: row.id,
        name: row.name.clone(),
        depth: u32::try_from(tree.depth(row.id)).unwrap_or(u32::MAX),
    };
    Ok(rows.into_iter().map(choice).collect())
}
