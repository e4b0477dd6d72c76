//! Table `openid_attempts`.

use sea_orm::entity::prelude::*;

use super::hidden::HiddenText;

/// A sign-in that a provider has not answered yet; deleted when it answers.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "openid_attempts")]
pub struct Model {
    /// SHA-256 of the state's 32 bytes, in hexadecimal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub state_hash: String,
    /// SHA-256 of the 32 bytes in the browser's cookie, in hexadecimal.
    pub browser_hash: String,
    /// The organization whose provider it is.
    pub organization_id: i64,
    /// The provider's issuer identifier at the time.
    pub issuer: String,
    /// The nonce that the ID token must repeat.
    pub nonce: HiddenText,
    /// The code verifier of PKCE.
    pub verifier: HiddenText,
    /// The page that the person wanted to open.
    pub next: String,
    /// When it expires, in milliseconds since the Unix epoch.
    pub expires_at: i64,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
