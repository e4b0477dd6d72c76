//! Table `webauthn_challenges`.

use sea_orm::entity::prelude::*;

use super::hidden::HiddenText;

/// A challenge that an authenticator has not answered yet; deleted when it answers.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webauthn_challenges")]
pub struct Model {
    /// SHA-256 of the token's 32 bytes, in hexadecimal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: String,
    /// The person who adds a passkey; None for signing in.
    pub user_id: Option<i64>,
    /// The challenge, as JSON of webauthn-rs.
    pub state: HiddenText,
    /// When it expires, in milliseconds since the Unix epoch.
    pub expires_at: i64,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
