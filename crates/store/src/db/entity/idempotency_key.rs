//! Table `idempotency_keys`.

use sea_orm::entity::prelude::*;

use super::hidden::HiddenText;

/// A request made under a client's key, and its response.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_keys")]
pub struct Model {
    /// The caller.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    /// The client's key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub idempotency_key: String,
    /// SHA-256 of the request, in hexadecimal.
    pub request: String,
    /// HTTP status of the response; None while it is in progress.
    pub status: Option<i32>,
    pub body: Option<HiddenText>,
    /// When the request came, in milliseconds since the Unix epoch.
    pub created_at: i64,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
