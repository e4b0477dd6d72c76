//! Invitations into organizations.

use sea_orm::{DbErr, DeriveMigrationName};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

use super::execute;

#[derive(DeriveMigrationName)]
pub struct Migration;

const STATEMENTS: &[&str] = &[
    "CREATE TABLE invitations (
        id {id},
        organization_id bigint NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
        email text NOT NULL,
        role_id bigint NOT NULL REFERENCES roles (id),
        token_hash text NOT NULL UNIQUE,
        invited_by bigint REFERENCES users (id) ON DELETE SET NULL,
        created_at bigint NOT NULL,
        expires_at bigint NOT NULL,
        UNIQUE (organization_id, email)
    )",
    "CREATE INDEX invitations_by_role ON invitations (role_id)",
    "CREATE INDEX invitations_by_inviter ON invitations (invited_by)",
];

#[async_trait::async_trait]
#[expect(elided_lifetimes_in_paths, reason = "the trait's signature has no lifetime to name")]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, STATEMENTS).await
    }
}
