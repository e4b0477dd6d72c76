//! How people arrange tables, and the filter presets they keep.

use sea_orm::{DbErr, DeriveMigrationName};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

use super::execute;

#[derive(DeriveMigrationName)]
pub struct Migration;

const STATEMENTS: &[&str] = &[
    "CREATE TABLE table_arrangements (
        id {id},
        organization_id bigint REFERENCES organizations (id) ON DELETE CASCADE,
        user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        of_table text NOT NULL,
        arrangement text NOT NULL
    )",
    "CREATE UNIQUE INDEX table_arrangements_once ON table_arrangements (organization_id, user_id, of_table)",
    // A unique index treats empty organizations as different ones.
    "CREATE UNIQUE INDEX table_arrangements_once_alone ON table_arrangements (user_id, of_table)
        WHERE organization_id IS NULL",
    "CREATE INDEX table_arrangements_by_user ON table_arrangements (user_id)",
    // A shared preset whose maker has left the organization has no person.
    "CREATE TABLE filter_presets (
        id {id},
        organization_id bigint REFERENCES organizations (id) ON DELETE CASCADE,
        user_id bigint REFERENCES users (id) ON DELETE CASCADE,
        page text NOT NULL,
        name text NOT NULL,
        name_folded text NOT NULL,
        query text NOT NULL,
        shared boolean NOT NULL
    )",
    "CREATE UNIQUE INDEX filter_presets_by_name ON filter_presets (organization_id, user_id, page, name_folded)",
    "CREATE UNIQUE INDEX filter_presets_by_name_alone ON filter_presets (user_id, page, name_folded)
        WHERE organization_id IS NULL",
    "CREATE INDEX filter_presets_of_page ON filter_presets (organization_id, page)",
    "CREATE INDEX filter_presets_by_user ON filter_presets (user_id)",
];

#[async_trait::async_trait]
#[expect(elided_lifetimes_in_paths, reason = "the trait's signature has no lifetime to name")]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, STATEMENTS).await
    }
}

#[cfg(test)]
mod tests {
    use model::Levels;
    use model::table::{Arrangement, Kept, PresetPage, Table};
    use sea_orm::{ConnectionTrait, Database};
    use sea_orm_migration::MigratorTrait;

    use crate::Db;
    use crate::db::migration::Migrator;
    use crate::tables;
    use crate::testing::{ClosedDb, actor, both_databases};

    #[both_databases]
    async fn a_database_from_before_keeps_arrangements_from_then_on(empty: ClosedDb) {
        let before = Database::connect(format!("{}?mode=rwc", empty.url)).await.unwrap();
        let place = Migrator::migrations().iter().position(|one| one.name() == "m0029_tables").unwrap();
        Migrator::up(&before, Some(u32::try_from(place).unwrap())).await.unwrap();
        let organization =
            "INSERT INTO organizations (name, kind, created_at) VALUES ('Acme', 'customer', 0)";
        before.execute_unprepared(organization).await.unwrap();
        before.close().await.unwrap();
        let db = &Db::open(&empty.url).await.unwrap();
        let ada = actor(db, "ada", Some(1), Levels::default()).await;
        assert_eq!(tables::kept(db, &ada, PresetPage::Licenses).await.unwrap(), Kept::default());
        let arrangement = Arrangement::default();
        tables::arrange(db, &ada, Table::LicensesCloud, Some(arrangement.clone())).await.unwrap();
        let kept = tables::kept(db, &ada, PresetPage::Licenses).await.unwrap();
        assert_eq!(kept.arrangements, [(Table::LicensesCloud, arrangement)]);
    }
}
