//! Table `api_tokens`.

use sea_orm::entity::prelude::*;

/// A token that lets a program act for the person who made it, in one organization.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_tokens")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The organization it acts for.
    pub organization_id: i64,
    /// The person who made it.
    pub user_id: i64,
    /// Its purpose, as typed.
    pub name: String,
    /// SHA-256 of the token's 32 bytes, in hexadecimal.
    #[sea_orm(unique)]
    pub token_hash: String,
    /// The last four characters of the token, by which people recognize it.
    pub hint: String,
    /// When it was made, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// When it expires, in milliseconds since the Unix epoch.
    pub expires_at: Option<i64>,
    /// When it was last used, to the minute, in milliseconds since the Unix epoch.
    pub last_used_at: Option<i64>,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
