//! Table `event_organizations`.

use sea_orm::entity::prelude::*;

/// An event in the Event History of an organization, with the columns it is filtered by.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_organizations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: i64,
    /// The organization in whose history it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: i64,
    /// The event's time, in milliseconds since the Unix epoch.
    pub at: i64,
    /// [`model::event::Category`] by name.
    pub category: String,
    /// The person who did it.
    pub user_id: Option<i64>,
    /// How long this organization keeps it, in milliseconds since the Unix epoch.
    pub keep_until: i64,
    /// The event's folded text as this organization reads it, for search: see [`crate::events`].
    pub text_folded: String,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
