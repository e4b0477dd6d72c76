//! Records the keys in use, which are not in the database: a server that starts with others is stopped.

use sea_orm::{DbErr, DeriveMigrationName};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

use super::execute;

#[derive(DeriveMigrationName)]
pub struct Migration;

const STATEMENTS: &[&str] = &[
    "CREATE TABLE signing_keys (
        key_id text NOT NULL PRIMARY KEY,
        seen_at bigint NOT NULL
    )",
    // A single row.
    "CREATE TABLE sealing_check (
        id bigint NOT NULL PRIMARY KEY CHECK (id = 1),
        sealed text NOT NULL
    )",
];

#[async_trait::async_trait]
#[expect(elided_lifetimes_in_paths, reason = "the trait's signature has no lifetime to name")]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, STATEMENTS).await
    }
}
