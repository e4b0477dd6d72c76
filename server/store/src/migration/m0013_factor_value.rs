//! Second factors after single sign-on: how a provider tells of one, and what a sign-in that is half done began with.

use sea_orm::{DbErr, DeriveMigrationName};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

use super::execute;

#[derive(DeriveMigrationName)]
pub struct Migration;

const STATEMENTS: &[&str] = &[
    "ALTER TABLE openid_providers ADD COLUMN factor_value text NOT NULL DEFAULT 'mfa'",
    "ALTER TABLE sign_in_steps ADD COLUMN beginning text NOT NULL DEFAULT 'password'",
];

#[async_trait::async_trait]
#[expect(elided_lifetimes_in_paths, reason = "the trait's signature has no lifetime to name")]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, STATEMENTS).await
    }
}
