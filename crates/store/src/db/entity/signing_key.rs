//! Table `signing_keys`.

use sea_orm::entity::prelude::*;

/// A signing key that a server of this installation has published. The key itself is never in the database.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "signing_keys")]
pub struct Model {
    /// The key's name: 16 hexadecimal digits.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key_id: String,
    /// When a server first published it, in milliseconds since the Unix epoch.
    pub seen_at: i64,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
