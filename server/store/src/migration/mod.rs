//! Migrations, applied in order at every start. A migration that has been released is never changed.

mod m0001_foundation;

use sea_orm_migration::{MigrationTrait, MigratorTrait};

/// All migrations.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(m0001_foundation::Migration)]
    }
}
