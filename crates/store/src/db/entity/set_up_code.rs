//! Table `set_up_codes`.

use sea_orm::entity::prelude::*;

/// A code that a server printed for setting up the installation; all are deleted once that is done.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "set_up_codes")]
pub struct Model {
    /// SHA-256 of the code's 32 bytes, in hexadecimal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code_hash: String,
    /// When it expires, in milliseconds since the Unix epoch.
    pub expires_at: i64,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
