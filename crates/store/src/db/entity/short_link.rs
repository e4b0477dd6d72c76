//! Table `short_links`.

use sea_orm::entity::prelude::*;

/// A part of addresses, and the token that stands for it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "short_links")]
pub struct Model {
    /// Its token, which is made of the state and opens nothing.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// The pairs of a list's query, as they stand in an address.
    pub state: String,
    /// Who saved it first; none when they are gone.
    pub user_id: Option<i64>,
    /// For which organization they acted.
    pub organization_id: Option<i64>,
    /// When it was saved first, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// When it was last saved or opened, to the day, in milliseconds since the Unix epoch.
    pub last_used_at: i64,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
