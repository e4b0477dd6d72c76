//! Table `sessions`.

use sea_orm::entity::prelude::*;

/// A signed-in browser.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    /// SHA-256 of the token in the cookie, in hexadecimal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: String,
    /// Who signed in.
    pub user_id: i64,
    /// The organisation it currently acts for.
    pub organization_id: Option<i64>,
    /// When it signed in, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// When it last asked, to the minute, in milliseconds since the Unix epoch.
    pub last_seen_at: i64,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
