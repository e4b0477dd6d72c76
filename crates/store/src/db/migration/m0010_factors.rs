//! Second factors, sessions that can be listed, forgotten passwords, and people's own settings.

use sea_orm::{DbErr, DeriveMigrationName};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

use super::execute;

#[derive(DeriveMigrationName)]
pub struct Migration;

const STATEMENTS: &[&str] = &[
    // The new columns can't be filled for open sessions: everybody signs in once more.
    "DROP TABLE sessions",
    "CREATE TABLE sessions (
        token_hash text NOT NULL PRIMARY KEY,
        handle text NOT NULL UNIQUE,
        user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        organization_id bigint REFERENCES organizations (id) ON DELETE SET NULL,
        created_at bigint NOT NULL,
        last_seen_at bigint NOT NULL,
        proved_at bigint NOT NULL,
        factor text NOT NULL,
        network_address text NOT NULL,
        user_agent text NOT NULL
    )",
    "CREATE INDEX sessions_by_user ON sessions (user_id)",
    "ALTER TABLE users ADD COLUMN time_zone text",
    "ALTER TABLE organizations ADD COLUMN factor_required boolean NOT NULL DEFAULT false",
    "ALTER TABLE organizations ADD COLUMN idle_minutes integer NOT NULL DEFAULT 720",
    "CREATE TABLE totp_factors (
        user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        confirmed boolean NOT NULL,
        sealed text NOT NULL,
        last_step bigint NOT NULL,
        created_at bigint NOT NULL,
        PRIMARY KEY (user_id, confirmed)
    )",
    "CREATE TABLE recovery_codes (
        user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        code_hash text NOT NULL,
        PRIMARY KEY (user_id, code_hash)
    )",
    "CREATE TABLE sign_in_steps (
        token_hash text NOT NULL PRIMARY KEY,
        user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        expires_at bigint NOT NULL,
        tries integer NOT NULL
    )",
    "CREATE INDEX sign_in_steps_by_user ON sign_in_steps (user_id)",
    "CREATE INDEX sign_in_steps_by_end ON sign_in_steps (expires_at)",
    "CREATE TABLE password_resets (
        token_hash text NOT NULL PRIMARY KEY,
        user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        expires_at bigint NOT NULL
    )",
    "CREATE INDEX password_resets_by_user ON password_resets (user_id)",
];

#[async_trait::async_trait]
#[expect(elided_lifetimes_in_paths, reason = "the trait's signature has no lifetime to name")]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, STATEMENTS).await
    }
}
