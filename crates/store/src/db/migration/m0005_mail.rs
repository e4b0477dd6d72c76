//! E-mails that are waiting or were sent; and the levels of a new role object.

use sea_orm::{DbErr, DeriveMigrationName};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

use super::execute;

#[derive(DeriveMigrationName)]
pub struct Migration;

const STATEMENTS: &[&str] = &[
    // The rows an e-mail names may be deleted before it: no foreign keys.
    "CREATE TABLE mails (
        id {id},
        once text UNIQUE,
        recipient text NOT NULL,
        subject text NOT NULL,
        text text NOT NULL,
        html text NOT NULL,
        unsubscribe text,
        purpose text NOT NULL,
        organization_id bigint,
        license_id bigint,
        created_at bigint NOT NULL,
        due_at bigint NOT NULL,
        attempts integer NOT NULL,
        claimed_until bigint,
        sent_at bigint,
        failed_at bigint,
        error text
    )",
    "CREATE INDEX mails_by_due ON mails (due_at) WHERE sent_at IS NULL AND failed_at IS NULL",
    "CREATE INDEX mails_by_organization ON mails (organization_id, id)",
    "INSERT INTO role_levels (role_id, object, level)
        SELECT id, 'user-management-sub-organizations', 'full-access' FROM roles
        WHERE predefined IN ('super-admin', 'admin')",
];

#[async_trait::async_trait]
#[expect(elided_lifetimes_in_paths, reason = "the trait's signature has no lifetime to name")]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, STATEMENTS).await
    }
}
