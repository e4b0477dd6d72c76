//! Parts of addresses that are too long, each with its token.

use sea_orm::{DbErr, DeriveMigrationName};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

use super::execute;

#[derive(DeriveMigrationName)]
pub struct Migration;

const STATEMENTS: &[&str] = &[
    // A link outlives the person who made it, because others have it.
    "CREATE TABLE short_links (
        name text NOT NULL PRIMARY KEY,
        state text NOT NULL,
        user_id bigint REFERENCES users (id) ON DELETE SET NULL,
        organization_id bigint REFERENCES organizations (id) ON DELETE SET NULL,
        created_at bigint NOT NULL,
        last_used_at bigint NOT NULL
    )",
    "CREATE INDEX short_links_by_user ON short_links (user_id, last_used_at)",
    "CREATE INDEX short_links_by_organization ON short_links (organization_id)",
    "CREATE INDEX short_links_by_age ON short_links (last_used_at)",
];

#[async_trait::async_trait]
#[expect(elided_lifetimes_in_paths, reason = "the trait's signature has no lifetime to name")]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, STATEMENTS).await
    }
}
