//! Table `sign_ups`.

use sea_orm::entity::prelude::*;

/// An address that somebody signs up with; deleted when they confirm it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_ups")]
pub struct Model {
    /// SHA-256 of the link's 32 bytes, in hexadecimal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: String,
    /// The e-mail address, in lower case.
    #[sea_orm(unique)]
    pub email: String,
    /// When it was asked for, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// When it expires, in milliseconds since the Unix epoch.
    pub expires_at: i64,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
