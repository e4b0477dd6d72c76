//! How far single sign-on trusts a provider: further audiences of its tokens, and addresses it does not vouch for. Also which
//! e-mails became files, and which invitations were passed on by hand.

use sea_orm::{DbErr, DeriveMigrationName};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

use super::execute;

#[derive(DeriveMigrationName)]
pub struct Migration;

const STATEMENTS: &[&str] = &[
    "ALTER TABLE openid_providers ADD COLUMN trusted_audiences text NOT NULL DEFAULT ''",
    "ALTER TABLE openid_providers ADD COLUMN vouches_for_addresses boolean NOT NULL DEFAULT false",
    "ALTER TABLE invitations ADD COLUMN passed_on boolean NOT NULL DEFAULT false",
    "ALTER TABLE mails ADD COLUMN as_file boolean NOT NULL DEFAULT false",
];

#[async_trait::async_trait]
#[expect(elided_lifetimes_in_paths, reason = "the trait's signature has no lifetime to name")]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, STATEMENTS).await
    }
}
