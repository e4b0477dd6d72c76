//! Table `throttles`.

use sea_orm::entity::prelude::*;

/// Failed sign-ins of late, per what they have in common.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "throttles")]
pub struct Model {
    /// What they have in common: an account or a network address, hashed.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    /// How many.
    pub failures: i32,
    /// How many guesses are under way, and may turn out right.
    pub pending: i32,
    /// Since when, in milliseconds since the Unix epoch.
    pub since: i64,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
