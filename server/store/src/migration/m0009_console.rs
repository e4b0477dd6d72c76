//! The vendor's console: finding licenses by when they end.

use sea_orm::{DbErr, DeriveMigrationName};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

use super::execute;

#[derive(DeriveMigrationName)]
pub struct Migration;

const STATEMENTS: &[&str] =
    &["CREATE INDEX IF NOT EXISTS licenses_by_expiration ON licenses (expiration_date)"];

#[async_trait::async_trait]
#[expect(elided_lifetimes_in_paths, reason = "the trait's signature has no lifetime to name")]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, STATEMENTS).await
    }
}
