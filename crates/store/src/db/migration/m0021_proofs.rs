//! Where a person's proof counts; guesses under way; and the places that a person has signed in from.

use sea_orm::{DbErr, DeriveMigrationName};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

use super::execute;

#[derive(DeriveMigrationName)]
pub struct Migration;

const STATEMENTS: &[&str] = &[
    "ALTER TABLE sessions ADD COLUMN proof_home_id bigint REFERENCES organizations (id) ON DELETE CASCADE",
    "UPDATE sessions SET proof_home_id = home_id",
    "ALTER TABLE passkeys ADD COLUMN home_id bigint REFERENCES organizations (id) ON DELETE CASCADE",
    "ALTER TABLE totp_factors ADD COLUMN home_id bigint REFERENCES organizations (id) ON DELETE CASCADE",
    // People without a password added these on the word of single sign-on alone, so they count only there. Of two providers the
    // narrower one, a sub-organization's, decides.
    "UPDATE passkeys SET home_id = (
        SELECT openid_identities.organization_id FROM openid_identities
        JOIN organizations ON organizations.id = openid_identities.organization_id
        WHERE openid_identities.user_id = passkeys.user_id
        ORDER BY CASE WHEN organizations.parent_id IS NULL THEN 1 ELSE 0 END, openid_identities.organization_id LIMIT 1
    ) WHERE user_id IN (SELECT id FROM users WHERE password_hash IS NULL)",
    "UPDATE totp_factors SET home_id = (
        SELECT openid_identities.organization_id FROM openid_identities
        JOIN organizations ON organizations.id = openid_identities.organization_id
        WHERE openid_identities.user_id = totp_factors.user_id
        ORDER BY CASE WHEN organizations.parent_id IS NULL THEN 1 ELSE 0 END, openid_identities.organization_id LIMIT 1
    ) WHERE user_id IN (SELECT id FROM users WHERE password_hash IS NULL)",
    "DELETE FROM sessions WHERE home_id IS NULL
        AND user_id IN (SELECT user_id FROM passkeys WHERE home_id IS NOT NULL)",
    "ALTER TABLE throttles ADD COLUMN pending integer NOT NULL DEFAULT 0",
    "CREATE TABLE known_places (
        user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        place text NOT NULL,
        seen_at bigint NOT NULL,
        PRIMARY KEY (user_id, place)
    )",
    "CREATE INDEX known_places_by_age ON known_places (seen_at)",
];

#[async_trait::async_trait]
#[expect(elided_lifetimes_in_paths, reason = "the trait's signature has no lifetime to name")]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, STATEMENTS).await
    }
}
