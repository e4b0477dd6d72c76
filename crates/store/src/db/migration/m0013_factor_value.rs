//! Single sign-on: how a provider reports a second factor, and for which organization it admits somebody.

use sea_orm::{DbErr, DeriveMigrationName};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

use super::execute;

#[derive(DeriveMigrationName)]
pub struct Migration;

const STATEMENTS: &[&str] = &[
    "ALTER TABLE openid_providers ADD COLUMN factor_value text NOT NULL DEFAULT 'mfa'",
    // It is unknown whether a provider opened these, and whose.
    "DELETE FROM sessions WHERE factor = 'openid'",
    "ALTER TABLE sessions ADD COLUMN home_id bigint REFERENCES organizations (id) ON DELETE CASCADE",
    "ALTER TABLE sign_in_steps ADD COLUMN home_id bigint REFERENCES organizations (id) ON DELETE CASCADE",
];

#[async_trait::async_trait]
#[expect(elided_lifetimes_in_paths, reason = "the trait's signature has no lifetime to name")]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, STATEMENTS).await
    }
}
