//! Table `throttles`.

use sea_orm::entity::prelude::*;

/// Recent failed attempts with the same account or network.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "throttles")]
pub struct Model {
    /// A hash of the account, network address or other thing that they have in common.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    /// Number of failures.
    pub failures: i32,
    /// Number of guesses under way, which may turn out right.
    pub pending: i32,
    /// When the count began, in milliseconds since the Unix epoch.
    pub since: i64,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
