//! Event History: actor, origin and object of events, with their names at the time; the chain of seals; and retention.

use sea_orm::{DbErr, DeriveMigrationName};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

use super::execute;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// `{id}` stands for an auto-incrementing primary key.
const STATEMENTS: &[&str] = &[
    "ALTER TABLE organizations ADD COLUMN retention_days integer NOT NULL DEFAULT 365
        CHECK (retention_days BETWEEN 1 AND 365)",
    "ALTER TABLE events ADD COLUMN acting_organization_id bigint",
    "ALTER TABLE events ADD COLUMN network_address text",
    "ALTER TABLE events ADD COLUMN actor text NOT NULL DEFAULT 'installation'
        CHECK (actor IN ('person', 'product', 'installation', 'unknown'))",
    "ALTER TABLE events ADD COLUMN actor_name text NOT NULL DEFAULT ''",
    "ALTER TABLE events ADD COLUMN object text NOT NULL DEFAULT ''",
    "ALTER TABLE events ADD COLUMN object_name text NOT NULL DEFAULT ''",
    // Earlier events get the current names.
    "UPDATE events SET actor = 'person', acting_organization_id = organization_id,
        actor_name = coalesce((SELECT email FROM users WHERE users.id = events.user_id), '')
        WHERE user_id IS NOT NULL",
    "UPDATE events SET object = 'license',
        object_name = coalesce((SELECT public_id FROM licenses WHERE licenses.id = events.license_id), '')
        WHERE license_id IS NOT NULL",
    "UPDATE events SET object = 'organization',
        object_name = coalesce((SELECT name FROM organizations WHERE organizations.id = events.organization_id), '')
        WHERE kind IN ('organization-added', 'organization-changed')",
    "UPDATE events SET object = 'user', object_name = actor_name WHERE kind IN ('signed-in', 'signed-out')",
    "UPDATE events SET object = 'user', object_name = new WHERE kind IN ('user-added', 'password-set')",
    // Seals are kept when their events are deleted: no foreign keys.
    "CREATE TABLE event_seals (
        seq {id},
        event_id bigint NOT NULL UNIQUE,
        at bigint NOT NULL,
        keep_until bigint NOT NULL,
        sealed_at bigint NOT NULL,
        passed bigint NOT NULL,
        content_hash text NOT NULL,
        hash text NOT NULL,
        pruned boolean NOT NULL DEFAULT FALSE
    )",
    "CREATE INDEX event_seals_by_time ON event_seals (sealed_at, seq)",
    "CREATE INDEX event_seals_to_prune ON event_seals (pruned, keep_until)",
    "CREATE TABLE event_organizations (
        event_id bigint NOT NULL REFERENCES events (id) ON DELETE CASCADE,
        organization_id bigint NOT NULL,
        at bigint NOT NULL,
        category text NOT NULL,
        user_id bigint,
        PRIMARY KEY (event_id, organization_id)
    )",
    "CREATE INDEX event_organizations_listed ON event_organizations (organization_id, at, event_id)",
    "CREATE INDEX event_organizations_by_category
        ON event_organizations (organization_id, category, at, event_id)",
    "CREATE INDEX event_organizations_by_user ON event_organizations (organization_id, user_id, at, event_id)",
    "CREATE TABLE event_echoes (
        subject text NOT NULL PRIMARY KEY,
        until bigint NOT NULL
    )",
    "CREATE INDEX event_echoes_by_age ON event_echoes (until)",
];

#[async_trait::async_trait]
#[expect(elided_lifetimes_in_paths, reason = "the trait's signature has no lifetime to name")]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, STATEMENTS).await
    }
}
