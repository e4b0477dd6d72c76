//! Table `event_organizations`.

use sea_orm::entity::prelude::*;

/// An event in the Event History of an organization, with what it is listed by.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_organizations")]
pub struct Model {
    /// The event.
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: i64,
    /// The organization in whose history it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: i64,
    /// When it happened, in milliseconds since the Unix epoch.
    pub at: i64,
    /// [`model::event::Category`] by name.
    pub category: String,
    /// Who did it.
    pub user_id: Option<i64>,
    /// Until when this organization keeps it, in milliseconds since the Unix epoch.
    pub keep_until: i64,
    /// What the event says to this organization, folded, to be searched: see [`crate::events`].
    pub text_folded: String,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
