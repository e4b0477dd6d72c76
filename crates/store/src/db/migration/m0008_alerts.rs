//! Critical alerts: who gets them, when, and which were written (R17).

use sea_orm::{DbErr, DeriveMigrationName};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

use super::execute;

#[derive(DeriveMigrationName)]
pub struct Migration;

const STATEMENTS: &[&str] = &[
    "CREATE TABLE alert_users (
        id {id},
        organization_id bigint NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
        email text NOT NULL,
        user_id bigint REFERENCES users (id) ON DELETE CASCADE,
        unsubscribe_token text NOT NULL UNIQUE,
        created_at bigint NOT NULL,
        UNIQUE (organization_id, email)
    )",
    "CREATE INDEX alert_users_by_user ON alert_users (user_id)",
    "CREATE TABLE personal_alerts (
        user_id bigint NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
        unsubscribe_token text NOT NULL UNIQUE,
        unsubscribed_at bigint
    )",
    "CREATE TABLE license_lead_times (
        license_id bigint NOT NULL REFERENCES licenses (id) ON DELETE CASCADE,
        days integer NOT NULL CHECK (days BETWEEN 1 AND 365),
        PRIMARY KEY (license_id, days)
    )",
    "CREATE TABLE alerts_sent (
        license_id bigint NOT NULL REFERENCES licenses (id) ON DELETE CASCADE,
        expiration_date date NOT NULL,
        recipient text NOT NULL,
        lead_days integer NOT NULL,
        PRIMARY KEY (license_id, expiration_date, recipient, lead_days)
    )",
    "CREATE INDEX alerts_sent_by_recipient ON alerts_sent (recipient, expiration_date)",
    // Alerts ask for the licenses that end within a year.
    "CREATE INDEX licenses_by_expiration ON licenses (expiration_date)",
];

#[async_trait::async_trait]
#[expect(elided_lifetimes_in_paths, reason = "the trait's signature has no lifetime to name")]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, STATEMENTS).await
    }
}
