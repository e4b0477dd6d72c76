//! Setting up an empty installation, and viewing an organization.

use sea_orm::{DbErr, DeriveMigrationName};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

use super::execute;

#[derive(DeriveMigrationName)]
pub struct Migration;

const STATEMENTS: &[&str] = &[
    "CREATE TABLE set_up_codes (
        code_hash text NOT NULL PRIMARY KEY,
        expires_at bigint NOT NULL
    )",
    "CREATE TABLE viewings (
        token_hash text NOT NULL PRIMARY KEY REFERENCES sessions (token_hash) ON DELETE CASCADE,
        organization_id bigint NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
        expires_at bigint NOT NULL
    )",
    "CREATE INDEX viewings_by_organization ON viewings (organization_id)",
];

#[async_trait::async_trait]
#[expect(elided_lifetimes_in_paths, reason = "the trait's signature has no lifetime to name")]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, STATEMENTS).await
    }
}
