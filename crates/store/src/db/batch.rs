//! Many rows in one statement.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, Insert, IntoActiveModel};

/// At most this many rows go into one statement: the widest has 20 values, of the 32,766 that both databases take.
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

/// Writes rows that are there by their key: `rule` says which columns are taken from the new row.
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

/// The rows in portions of [`BATCH`].
fn batches<T>(rows: Vec<T>) -> impl Iterator<Item = Vec<T>> {
    let mut rows = rows.into_iter();
    std::iter::from_fn(move || {
        let batch: Vec<T> = rows.by_ref().take(BATCH).collect();
        (!batch.is_empty()).then_some(batch)
    })
}
