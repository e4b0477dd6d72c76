//! Table `leases`.

use sea_orm::entity::prelude::*;

/// The turn to do something that only one server does at a time.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "leases")]
pub struct Model {
    /// The name of the work.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// The server whose turn it is, by its random name.
    pub holder: String,
    /// When the turn ends, in milliseconds since the Unix epoch.
    pub until: i64,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
