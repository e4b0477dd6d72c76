//! Table `leases`.

use sea_orm::entity::prelude::*;

/// The turn to do something that one server at a time does.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "leases")]
pub struct Model {
    /// What is done.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// Whose turn it is: a server's own random name.
    pub holder: String,
    /// Until when, in milliseconds since the Unix epoch.
    pub until: i64,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
