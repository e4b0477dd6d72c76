//! Table `event_seals`.

use sea_orm::entity::prelude::*;

/// A link of the chain: what stood in an event, and the link before.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_seals")]
pub struct Model {
    /// Place in the chain, from 1 on without gaps.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// The event.
    #[sea_orm(unique)]
    pub event_id: i64,
    /// When it happened, in milliseconds since the Unix epoch.
    pub at: i64,
    /// Until when it is kept, in milliseconds since the Unix epoch: the retention that held when it was written.
    pub keep_until: i64,
    /// When it was sealed, in milliseconds since the Unix epoch.
    pub sealed_at: i64,
    /// The highest number of an event in the chain up to here.
    pub passed: i64,
    /// SHA-256 of what stands in the event, in hexadecimal.
    pub content_hash: String,
    /// SHA-256 of the link before and of this one, in hexadecimal.
    pub hash: String,
    /// Whether the event was removed when its time was over. Not part of the chain.
    pub pruned: bool,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
