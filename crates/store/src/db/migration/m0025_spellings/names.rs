//! Names: the keys for finding, searching and comparing them.

use sea_orm::{ConnectionTrait, DbErr, Statement, Value};
use sea_orm_migration::SchemaManagerConnection;

use super::{AT_ONCE, run};
use crate::text::NameKeys;

/// Replaces the keys of a table's names that have changed. A name that looks like another keeps its old keys, and is reported.
pub(super) async fn fold(connection: &SchemaManagerConnection<'_>, table: &str) -> Result<(), DbErr> {
    let backend = connection.get_database_backend();
    let is_role = table == "roles";
    let (folded, place) =
        if is_role { ("''", "organization_id") } else { ("name_folded", "CAST(0 AS bigint)") };
    let mut after: i64 = 0;
    let mut waiting = Vec::new();
    loop {
        let sql = format!(
            "SELECT id, name, name_alike, name_shape, {folded} AS folded, {place} AS place FROM {table}
                WHERE id > {after} ORDER BY id LIMIT {AT_ONCE}"
        );
        let rows = connection.query_all_raw(Statement::from_string(backend, sql)).await?;
        let Some(last) = rows.last() else { break };
        after = last.try_get("", "id")?;
        for row in rows {
            let (id, place): (i64, i64) = (row.try_get("", "id")?, row.try_get("", "place")?);
            let (name, folded): (String, String) = (row.try_get("", "name")?, row.try_get("", "folded")?);
            let keys = NameKeys::of(&name);
            if !is_role && folded != keys.folded {
                let sql = format!("UPDATE {table} SET name_folded = $1 WHERE id = $2");
                run(connection, &sql, [keys.folded.as_str().into(), id.into()]).await?;
            }
            let (alike, shape): (String, String) =
                (row.try_get("", "name_alike")?, row.try_get("", "name_shape")?);
            // One that already looked like another has a key of its own, with a line break.
            if alike.contains('\n') || (alike == keys.alike && shape == keys.shape) {
                continue;
            }
            let within =
                if is_role { format!("other.organization_id = {place} AND ") } else { String::new() };
            let move_on = Move { id, name, keys, within };
            if !move_on.make(connection, table).await? {
                waiting.push(move_on);
            }
        }
    }
    // The name that this one resembles may itself have been given other keys.
    loop {
        let (before, mut left) = (waiting.len(), Vec::new());
        for move_on in waiting {
            if !move_on.make(connection, table).await? {
                left.push(move_on);
            }
        }
        waiting = left;
        if waiting.len() == before {
            break;
        }
    }
    for Move { id, name, .. } in waiting {
        tracing::warn!(
            table,
            id,
            name,
            "this name looks like another; both are kept as they are, and one should be renamed"
        );
    }
    Ok(())
}

/// A name that gets other keys.
struct Move {
    id: i64,
    name: String,
    keys: NameKeys,
    within: String,
}

impl Move {
    /// Gives the name its keys unless another has them. Returns whether it has them now.
    async fn make(&self, connection: &SchemaManagerConnection<'_>, table: &str) -> Result<bool, DbErr> {
        let Self { id, keys, within, .. } = self;
        let sql = format!(
            "UPDATE {table} SET name_alike = $1, name_shape = $2 WHERE id = $3 AND NOT EXISTS
                (SELECT 1 FROM {table} other WHERE {within}other.id <> $3
                    AND (other.name_alike = $1 OR other.name_shape = $2))"
        );
        let values: [Value; 3] = [keys.alike.as_str().into(), keys.shape.as_str().into(), (*id).into()];
        Ok(run(connection, &sql, values).await? > 0)
    }
}
