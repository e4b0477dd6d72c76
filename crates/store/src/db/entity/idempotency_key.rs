//! Table `idempotency_keys`.

use sea_orm::entity::prelude::*;

use super::hidden::HiddenText;

/// A request that was made under a key of the client, and its answer.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_keys")]
pub struct Model {
    /// Who asked.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    /// The client's key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub idempotency_key: String,
    /// SHA-256 of what was asked, in hex.
    pub request: String,
    /// HTTP status of the answer; none while it is being made.
    pub status: Option<i32>,
    /// The answer.
    pub body: Option<HiddenText>,
    /// When it was asked, in milliseconds since the Unix epoch.
    pub created_at: i64,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
