//! Table `event_seals`.

use sea_orm::entity::prelude::*;

/// A link of the chain, from an event's content and the previous link.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_seals")]
pub struct Model {
    /// Place in the chain, from 1 without gaps.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    #[sea_orm(unique)]
    pub event_id: i64,
    /// The event's time, in milliseconds since the Unix epoch.
    pub at: i64,
    /// How long the event is kept, in milliseconds since the Unix epoch: by the retention period when it was written.
    pub keep_until: i64,
    /// When it was sealed, in milliseconds since the Unix epoch.
    pub sealed_at: i64,
    /// The highest number of an event in the chain up to here.
    pub passed: i64,
    /// SHA-256 of the event's content, in hexadecimal.
    pub content_hash: String,
    /// SHA-256 of the previous link and this one, in hexadecimal.
    pub hash: String,
    /// Whether the event was removed after its retention period. Not part of the chain.
    pub pruned: bool,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
