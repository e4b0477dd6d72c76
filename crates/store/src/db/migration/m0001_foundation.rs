//! Organizations, people, products, licenses, deployments, and notes on them.
//!
//! Plain SQL that both databases accept; they differ only in how they number rows.

use sea_orm::{DbErr, DeriveMigrationName};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

use super::execute;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// `{id}` stands for an auto-incrementing primary key.
const TABLES: &[&str] = &[
    "CREATE TABLE organizations (
        id {id},
        name text NOT NULL UNIQUE,
        kind text NOT NULL CHECK (kind IN ('vendor', 'distributor', 'reseller', 'customer')),
        parent_id bigint REFERENCES organizations (id),
        created_at bigint NOT NULL,
        CHECK (parent_id <> id)
    )",
    "CREATE INDEX organizations_by_parent ON organizations (parent_id)",
    // One vendor per installation.
    "CREATE UNIQUE INDEX organizations_one_vendor ON organizations (kind) WHERE kind = 'vendor'",
    "CREATE TABLE partner_assignments (
        customer_id bigint NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
        partner_id bigint NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
        reseller_id bigint REFERENCES organizations (id) ON DELETE SET NULL,
        PRIMARY KEY (customer_id, partner_id),
        CHECK (customer_id <> partner_id)
    )",
    "CREATE INDEX partner_assignments_by_partner ON partner_assignments (partner_id)",
    "CREATE INDEX partner_assignments_by_reseller ON partner_assignments (reseller_id)",
    "CREATE TABLE users (
        id {id},
        email text NOT NULL UNIQUE,
        name text NOT NULL,
        password_hash text,
        created_at bigint NOT NULL
    )",
    "CREATE TABLE roles (
        id {id},
        organization_id bigint NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
        name text NOT NULL,
        description text NOT NULL,
        predefined text CHECK (predefined IN ('super-admin', 'admin', 'user')),
        UNIQUE (organization_id, name)
    )",
    "CREATE TABLE role_levels (
        role_id bigint NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
        object text NOT NULL,
        level text NOT NULL CHECK (level IN ('none', 'view-only', 'use', 'full-access')),
        PRIMARY KEY (role_id, object)
    )",
    "CREATE TABLE memberships (
        user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        organization_id bigint NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
        role_id bigint NOT NULL REFERENCES roles (id),
        created_at bigint NOT NULL,
        PRIMARY KEY (user_id, organization_id)
    )",
    "CREATE INDEX memberships_by_organization ON memberships (organization_id)",
    "CREATE INDEX memberships_by_role ON memberships (role_id)",
    "CREATE TABLE sessions (
        token_hash text NOT NULL PRIMARY KEY,
        user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        organization_id bigint REFERENCES organizations (id) ON DELETE SET NULL,
        created_at bigint NOT NULL,
        last_seen_at bigint NOT NULL
    )",
    "CREATE INDEX sessions_by_user ON sessions (user_id)",
    "CREATE TABLE throttles (
        subject text NOT NULL PRIMARY KEY,
        failures integer NOT NULL,
        since bigint NOT NULL
    )",
    "CREATE INDEX throttles_by_since ON throttles (since)",
    "CREATE TABLE products (
        id {id},
        name text NOT NULL UNIQUE,
        maker text NOT NULL,
        kind text NOT NULL CHECK (kind IN ('cloud', 'on-premises')),
        page text,
        shown_to_partners boolean NOT NULL
    )",
    "CREATE TABLE licenses (
        id {id},
        public_id text NOT NULL UNIQUE,
        license_key text NOT NULL UNIQUE,
        key_folded text NOT NULL,
        product_id bigint NOT NULL REFERENCES products (id),
        user_id bigint REFERENCES users (id) ON DELETE SET NULL,
        license_type text NOT NULL CHECK (license_type IN ('purchased', 'evaluation', 'msp', 'nfr')),
        start_date date NOT NULL,
        expiration_date date,
        purchased bigint NOT NULL CHECK (purchased BETWEEN 0 AND 4294967295),
        offline_units bigint NOT NULL CHECK (offline_units BETWEEN 0 AND purchased),
        contract_number text,
        note text NOT NULL,
        note_version integer NOT NULL,
        suspended boolean NOT NULL,
        registered boolean NOT NULL,
        created_at bigint NOT NULL,
        CHECK (expiration_date >= start_date)
    )",
    "CREATE INDEX licenses_by_product ON licenses (product_id)",
    "CREATE INDEX licenses_by_user ON licenses (user_id) WHERE user_id IS NOT NULL",
    "CREATE TABLE license_assignments (
        license_id bigint NOT NULL REFERENCES licenses (id) ON DELETE CASCADE,
        organization_id bigint NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
        PRIMARY KEY (license_id, organization_id)
    )",
    "CREATE INDEX license_assignments_by_organization ON license_assignments (organization_id, license_id)",
    "CREATE TABLE license_limits (
        id {id},
        license_id bigint NOT NULL REFERENCES licenses (id) ON DELETE CASCADE,
        name text NOT NULL,
        allowance bigint NOT NULL CHECK (allowance >= 0),
        per text NOT NULL CHECK (per IN ('day', 'month')),
        used bigint NOT NULL CHECK (used >= 0),
        UNIQUE (license_id, name, per)
    )",
    "CREATE TABLE deployments (
        id {id},
        license_id bigint NOT NULL REFERENCES licenses (id) ON DELETE CASCADE,
        deployment_id text NOT NULL,
        host_name text NOT NULL,
        platform text NOT NULL,
        product_version text NOT NULL,
        mode text NOT NULL CHECK (mode IN ('online', 'offline')),
        quantity bigint NOT NULL CHECK (quantity BETWEEN 1 AND 4294967295),
        group_name text,
        activated_at bigint NOT NULL,
        last_seen_at bigint NOT NULL,
        UNIQUE (license_id, deployment_id)
    )",
    "CREATE TABLE pins (
        user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        license_id bigint NOT NULL REFERENCES licenses (id) ON DELETE CASCADE,
        PRIMARY KEY (user_id, license_id)
    )",
    "CREATE INDEX pins_by_license ON pins (license_id)",
    "CREATE TABLE partner_notes (
        license_id bigint NOT NULL REFERENCES licenses (id) ON DELETE CASCADE,
        organization_id bigint NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
        note text NOT NULL,
        note_version integer NOT NULL,
        PRIMARY KEY (license_id, organization_id)
    )",
    "CREATE INDEX partner_notes_by_organization ON partner_notes (organization_id)",
    // Events outlive the rows they name: no foreign keys.
    "CREATE TABLE events (
        id {id},
        at bigint NOT NULL,
        user_id bigint,
        organization_id bigint,
        license_id bigint,
        visible_to bigint,
        kind text NOT NULL,
        old text NOT NULL,
        new text NOT NULL
    )",
    "CREATE INDEX events_by_license ON events (license_id, id)",
];

#[async_trait::async_trait]
#[expect(elided_lifetimes_in_paths, reason = "the trait's signature has no lifetime to name")]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, TABLES).await
    }
}
