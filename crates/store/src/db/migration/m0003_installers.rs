//! Installers of products; the files themselves are in the store of files.

use sea_orm::{DbErr, DeriveMigrationName};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

use super::execute;

#[derive(DeriveMigrationName)]
pub struct Migration;

const STATEMENTS: &[&str] = &[
    // A product with installers can't be deleted: their files would be left behind.
    "CREATE TABLE installers (
        id {id},
        product_id bigint NOT NULL REFERENCES products (id),
        version text NOT NULL,
        platform text NOT NULL,
        architecture text,
        file_name text NOT NULL,
        size bigint NOT NULL CHECK (size > 0),
        sha256 text NOT NULL CHECK (length(sha256) = 64),
        released date NOT NULL,
        storage_key text NOT NULL UNIQUE,
        uploaded_by bigint REFERENCES users (id) ON DELETE SET NULL,
        created_at bigint NOT NULL,
        UNIQUE (product_id, version, platform, file_name)
    )",
    "CREATE INDEX installers_by_uploader ON installers (uploaded_by)",
];

#[async_trait::async_trait]
#[expect(elided_lifetimes_in_paths, reason = "the trait's signature has no lifetime to name")]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, STATEMENTS).await
    }
}
