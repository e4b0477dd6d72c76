//! One spelling for each license key, name and e-mail address. A row that differs from an earlier one only in spelling stays as
//! it is, is found only by its exact spelling, and is reported.

mod addresses;
mod keys;
mod names;

use sea_orm::{ConnectionTrait, DatabaseBackend, DbErr, Statement, Value};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, SchemaManagerConnection, async_trait};

use super::execute;

pub struct Migration;

/// The derived name would be this file's, `mod`.
impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0025_spellings"
    }
}

#[async_trait::async_trait]
#[expect(elided_lifetimes_in_paths, reason = "the trait's signature has no lifetime to name")]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        keys::fold(connection).await?;
        execute(manager, &["CREATE UNIQUE INDEX licenses_by_folded_key ON licenses (key_folded)"]).await?;
        for table in ["organizations", "products", "roles"] {
            names::fold(connection, table).await?;
        }
        addresses::spell(connection).await
    }
}

/// One statement reads or changes at most this many rows.
const AT_ONCE: i64 = if cfg!(test) { 3 } else { 10_000 };

/// An SQL condition: the text has characters beyond ASCII.
fn beyond_ascii(connection: &SchemaManagerConnection<'_>, text: &str) -> String {
    if connection.get_database_backend() == DatabaseBackend::Postgres {
        format!("octet_length({text}) <> length({text})")
    } else {
        format!("length(CAST({text} AS BLOB)) <> length({text})")
    }
}

/// Runs a statement with values. Returns how many rows it changed.
async fn run<const N: usize>(
    connection: &SchemaManagerConnection<'_>,
    sql: &str,
    values: [Value; N],
) -> Result<u64, DbErr> {
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    Ok(connection.execute_raw(statement).await?.rows_affected())
}

#[cfg(test)]
mod tests;
