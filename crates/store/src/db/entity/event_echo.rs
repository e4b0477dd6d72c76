//! Table `event_echoes`.

use sea_orm::entity::prelude::*;

/// A recent event that is not recorded again for a while.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_echoes")]
pub struct Model {
    /// A hash of the event's subject.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    /// When it may be recorded again, in milliseconds since the Unix epoch.
    pub until: i64,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
