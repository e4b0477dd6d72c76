//! Passkeys, mail domains, requests to join by them, and single sign-on by OpenID Connect.

use sea_orm::{DbErr, DeriveMigrationName};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

use super::execute;

#[derive(DeriveMigrationName)]
pub struct Migration;

const STATEMENTS: &[&str] = &[
    "CREATE TABLE passkeys (
        id {id},
        user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        credential_id text NOT NULL UNIQUE,
        credential text NOT NULL,
        name text NOT NULL,
        created_at bigint NOT NULL,
        last_used_at bigint
    )",
    "CREATE INDEX passkeys_by_user ON passkeys (user_id)",
    "CREATE TABLE webauthn_challenges (
        token_hash text NOT NULL PRIMARY KEY,
        user_id bigint REFERENCES users (id) ON DELETE CASCADE,
        state text NOT NULL,
        expires_at bigint NOT NULL
    )",
    "CREATE INDEX webauthn_challenges_by_user ON webauthn_challenges (user_id)",
    "CREATE TABLE organization_domains (
        id {id},
        organization_id bigint NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
        domain text NOT NULL,
        proof text NOT NULL,
        created_at bigint NOT NULL,
        verified_at bigint,
        UNIQUE (organization_id, domain)
    )",
    // Naming a domain first does not keep it from its owner: only one organization can have it verified.
    "CREATE UNIQUE INDEX organization_domains_verified ON organization_domains (domain) WHERE verified_at IS NOT NULL",
    "CREATE TABLE sign_ups (
        token_hash text NOT NULL PRIMARY KEY,
        email text NOT NULL UNIQUE,
        created_at bigint NOT NULL,
        expires_at bigint NOT NULL
    )",
    "CREATE TABLE join_requests (
        id {id},
        organization_id bigint NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
        user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        message text NOT NULL,
        created_at bigint NOT NULL,
        UNIQUE (organization_id, user_id)
    )",
    "CREATE INDEX join_requests_by_user ON join_requests (user_id)",
    "CREATE TABLE openid_providers (
        organization_id bigint NOT NULL PRIMARY KEY REFERENCES organizations (id) ON DELETE CASCADE,
        issuer text NOT NULL,
        client_id text NOT NULL,
        client_secret text NOT NULL,
        role_claim text NOT NULL,
        default_role_id bigint NOT NULL REFERENCES roles (id),
        enabled boolean NOT NULL
    )",
    "CREATE INDEX openid_providers_by_role ON openid_providers (default_role_id)",
    "CREATE TABLE openid_roles (
        organization_id bigint NOT NULL REFERENCES openid_providers (organization_id) ON DELETE CASCADE,
        value text NOT NULL,
        role_id bigint NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
        PRIMARY KEY (organization_id, value)
    )",
    "CREATE INDEX openid_roles_by_role ON openid_roles (role_id)",
    // A person's identity at a provider: the ID there never changes, whatever happens to the address.
    "CREATE TABLE openid_identities (
        organization_id bigint NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
        issuer text NOT NULL,
        subject text NOT NULL,
        user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        PRIMARY KEY (organization_id, issuer, subject)
    )",
    "CREATE INDEX openid_identities_by_user ON openid_identities (user_id)",
    "CREATE TABLE openid_attempts (
        state_hash text NOT NULL PRIMARY KEY,
        browser_hash text NOT NULL,
        organization_id bigint NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
        issuer text NOT NULL,
        nonce text NOT NULL,
        verifier text NOT NULL,
        next text NOT NULL,
        expires_at bigint NOT NULL
    )",
];

#[async_trait::async_trait]
#[expect(elided_lifetimes_in_paths, reason = "the trait's signature has no lifetime to name")]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, STATEMENTS).await
    }
}
