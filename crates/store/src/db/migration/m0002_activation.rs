//! Activation: each license's rules, more about installations, entitlements, and state shared by servers.

use sea_orm::{DbErr, DeriveMigrationName};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

use super::execute;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// `{id}` stands for an auto-incrementing primary key.
const STATEMENTS: &[&str] = &[
    "ALTER TABLE licenses ADD COLUMN overage text NOT NULL DEFAULT 'none'
        CHECK (overage IN ('none', '1.25', '1.5', '2', 'always'))",
    "ALTER TABLE licenses ADD COLUMN heartbeat_period bigint CHECK (heartbeat_period BETWEEN 1 AND 4294967295)",
    "CREATE INDEX licenses_with_heartbeat ON licenses (id) WHERE heartbeat_period IS NOT NULL",
    "ALTER TABLE deployments ADD COLUMN name text",
    "ALTER TABLE deployments ADD COLUMN ip text",
    "ALTER TABLE deployments ADD COLUMN cores integer",
    "ALTER TABLE deployments ADD COLUMN metadata text",
    "ALTER TABLE deployments ADD COLUMN heartbeat_at bigint",
    "ALTER TABLE deployments ADD COLUMN resurrected boolean NOT NULL DEFAULT FALSE",
    // Counts deployed units wherever a license is shown.
    "CREATE INDEX deployments_counted ON deployments (license_id, quantity)",
    "CREATE TABLE entitlements (
        id {id},
        code text NOT NULL UNIQUE,
        name text NOT NULL,
        created_at bigint NOT NULL
    )",
    "CREATE TABLE license_entitlements (
        license_id bigint NOT NULL REFERENCES licenses (id) ON DELETE CASCADE,
        entitlement_id bigint NOT NULL REFERENCES entitlements (id) ON DELETE CASCADE,
        PRIMARY KEY (license_id, entitlement_id)
    )",
    "CREATE INDEX license_entitlements_by_entitlement ON license_entitlements (entitlement_id)",
    "CREATE TABLE leases (
        name text NOT NULL PRIMARY KEY,
        holder text NOT NULL,
        until bigint NOT NULL
    )",
    "CREATE TABLE idempotency_keys (
        subject text NOT NULL,
        idempotency_key text NOT NULL,
        request text NOT NULL,
        status integer,
        body text,
        created_at bigint NOT NULL,
        PRIMARY KEY (subject, idempotency_key)
    )",
    "CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at)",
    // `window` is a reserved word in SQL.
    "CREATE TABLE rate_counts (
        subject text NOT NULL,
        window_start bigint NOT NULL,
        requests bigint NOT NULL,
        PRIMARY KEY (subject, window_start)
    )",
    "CREATE INDEX rate_counts_by_age ON rate_counts (window_start)",
];

#[async_trait::async_trait]
#[expect(elided_lifetimes_in_paths, reason = "the trait's signature has no lifetime to name")]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, STATEMENTS).await
    }
}
