//! Table `sign_in_steps`.

use sea_orm::entity::prelude::*;

/// A person whose first proof was right, and who has to give or set up a second factor now.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_steps")]
pub struct Model {
    /// SHA-256 of the token in the cookie, in hexadecimal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: String,
    /// The person.
    pub user_id: i64,
    /// The organization whose provider let its person in, if one did.
    pub home_id: Option<i64>,
    /// When it is over, in milliseconds since the Unix epoch.
    pub expires_at: i64,
    /// How many codes were given.
    pub tries: i32,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
