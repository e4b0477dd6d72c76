//! Indexes for the orders in which a license's deployments are read: a report of a million reads them page by page, by number,
//! and the list begins with the last activated. Without the indexes, each page would sort all deployments.

use sea_orm::{DbErr, DeriveMigrationName};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

use super::execute;

#[derive(DeriveMigrationName)]
pub struct Migration;

const STATEMENTS: &[&str] = &[
    // Replaces (`license_id`, quantity), because it also serves to count the units.
    "DROP INDEX deployments_counted",
    "CREATE INDEX deployments_by_number ON deployments (license_id, id, quantity)",
    "CREATE INDEX deployments_by_activation ON deployments (license_id, activated_at, id)",
];

#[async_trait::async_trait]
#[expect(elided_lifetimes_in_paths, reason = "the trait's signature has no lifetime to name")]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, STATEMENTS).await
    }
}
