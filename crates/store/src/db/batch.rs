//! Many rows in one statement.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, Insert, IntoActiveModel};

/// One statement writes at most this many rows: the widest has 20 values, and both databases accept 32,766.
pub(crate) const BATCH: usize = 1_000;

/// Writes new rows.
pub(crate) async fn insert<A>(connection: &impl ConnectionTrait, rows: Vec<A>) -> Result<(), DbErr>
where
    A: ActiveModelTrait + Send,
    <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
{
    for batch in batches(rows) {
        Insert::many(batch).exec_without_returning(connection).await?;
    }
    Ok(())
}

/// Writes rows, over existing ones with the same key: `rule` names the columns to update.
pub(crate) async fn replace<A>(
    connection: &impl ConnectionTrait,
    rows: Vec<A>,
    rule: OnConflict,
) -> Result<(), DbErr>
where
    A: ActiveModelTrait + Send,
    <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
{
    for batch in batches(rows) {
        Insert::many(batch).on_conflict(rule.clone()).exec_without_returning(connection).await?;
    }
    Ok(())
}

/// The rows in batches of [`BATCH`].
fn batches<T>(rows: Vec<T>) -> impl Iterator<Item = Vec<T>> {
    let mut rows = rows.into_iter();
    std::iter::from_fn(move || {
        let batch: Vec<T> = rows.by_ref().take(BATCH).collect();
        (!batch.is_empty()).then_some(batch)
    })
}
