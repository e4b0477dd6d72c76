//! Each organization keeps events as long as it chooses, not as long as another that they concern; and e-mails are deleted a
//! while after they were sent.

use sea_orm::{DbErr, DeriveMigrationName};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

use super::execute;

#[derive(DeriveMigrationName)]
pub struct Migration;

const STATEMENTS: &[&str] = &[
    "ALTER TABLE event_organizations ADD COLUMN keep_until bigint NOT NULL DEFAULT 0",
    // It is unknown how long each wanted to keep earlier events.
    "UPDATE event_organizations SET keep_until = coalesce(
        (SELECT keep_until FROM event_seals WHERE event_seals.event_id = event_organizations.event_id), 0)",
    "CREATE INDEX event_organizations_to_prune ON event_organizations (keep_until)",
    "CREATE INDEX mails_by_sending ON mails (sent_at) WHERE sent_at IS NOT NULL",
    "CREATE INDEX mails_by_failure ON mails (failed_at) WHERE failed_at IS NOT NULL",
];

#[async_trait::async_trait]
#[expect(elided_lifetimes_in_paths, reason = "the trait's signature has no lifetime to name")]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, STATEMENTS).await
    }
}
