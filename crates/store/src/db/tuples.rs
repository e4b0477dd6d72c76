//! Rows by position.

use sea_orm::{ConnectionTrait, DbErr, StatementBuilder, TryGetableMany};

/// Runs a query and takes its columns by position.
pub(crate) async fn tuples<T: TryGetableMany>(
    connection: &impl ConnectionTrait,
    select: &impl StatementBuilder,
) -> Result<Vec<T>, DbErr> {
    let rows = connection.query_all(select).await?;
    Ok(rows.iter().map(T::try_get_many_by_index).collect::<Result<_, _>>()?)
}
