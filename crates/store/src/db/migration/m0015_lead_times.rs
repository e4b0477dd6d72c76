//! Lead times become those of a license in one organization: another that has the license too can have others.

use sea_orm::{DbErr, DeriveMigrationName};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

use super::execute;

#[derive(DeriveMigrationName)]
pub struct Migration;

const STATEMENTS: &[&str] = &[
    "ALTER TABLE license_lead_times RENAME TO lead_times_before",
    "CREATE TABLE license_lead_times (
        organization_id bigint NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
        license_id bigint NOT NULL REFERENCES licenses (id) ON DELETE CASCADE,
        days integer NOT NULL CHECK (days BETWEEN 1 AND 365),
        PRIMARY KEY (organization_id, license_id, days)
    )",
    "CREATE INDEX license_lead_times_by_license ON license_lead_times (license_id)",
    // Until now they were the same for everybody who has the license.
    "INSERT INTO license_lead_times (organization_id, license_id, days)
        SELECT license_assignments.organization_id, lead_times_before.license_id, lead_times_before.days
        FROM lead_times_before
        JOIN license_assignments ON license_assignments.license_id = lead_times_before.license_id",
    "DROP TABLE lead_times_before",
];

#[async_trait::async_trait]
#[expect(elided_lifetimes_in_paths, reason = "the trait's signature has no lifetime to name")]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, STATEMENTS).await
    }
}
