//! Table `event_echoes`.

use sea_orm::entity::prelude::*;

/// What was told by an event of late: the same again is none until then.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_echoes")]
pub struct Model {
    /// A hash of what was told.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    /// In milliseconds since the Unix epoch.
    pub until: i64,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
