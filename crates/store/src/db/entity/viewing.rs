//! Table `viewings`.

use sea_orm::entity::prelude::*;

/// A session of the vendor's staff that views an organization, read-only.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "viewings")]
pub struct Model {
    /// The session: SHA-256 of its token, in hexadecimal. Deleted with the session.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: String,
    pub organization_id: i64,
    /// When it expires, in milliseconds since the Unix epoch.
    pub expires_at: i64,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
