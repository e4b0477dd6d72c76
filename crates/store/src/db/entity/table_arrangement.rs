//! Table `table_arrangements`.

use sea_orm::entity::prelude::*;

/// How a person arranged a table in an organization.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "table_arrangements")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The organization; None for a person in none.
    pub organization_id: Option<i64>,
    /// The person.
    pub user_id: i64,
    /// The name of the table ([`model::table::Table`]).
    pub of_table: String,
    /// The arrangement as JSON, with its version.
    pub arrangement: String,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
