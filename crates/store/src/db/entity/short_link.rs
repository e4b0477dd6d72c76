//! Table `short_links`.

use sea_orm::entity::prelude::*;

/// A part of an address, and its token.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "short_links")]
pub struct Model {
    /// The token, which is derived from the state and gives no access.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// The pairs of a list's query, as in an address.
    pub state: String,
    /// The person who saved it first; None if they no longer exist.
    pub user_id: Option<i64>,
    /// The organization they acted for.
    pub organization_id: Option<i64>,
    /// When it was first saved, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// When it was last saved or opened, to the day, in milliseconds since the Unix epoch.
    pub last_used_at: i64,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
