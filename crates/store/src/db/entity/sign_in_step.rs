//! Table `sign_in_steps`.

use sea_orm::entity::prelude::*;

/// A person whose first proof was correct, and who must now provide or set up a second factor.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_steps")]
pub struct Model {
    /// SHA-256 of the token in the cookie, in hexadecimal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: String,
    pub user_id: i64,
    /// The organization whose provider admitted the person, if one did.
    pub home_id: Option<i64>,
    /// When it expires, in milliseconds since the Unix epoch.
    pub expires_at: i64,
    /// How many codes were tried.
    pub tries: i32,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
