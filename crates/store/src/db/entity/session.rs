//! Table `sessions`.

use sea_orm::entity::prelude::*;

/// A signed-in browser.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    /// SHA-256 of the token in the cookie, in hexadecimal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: String,
    /// The name by which it is listed and ended; reveals nothing about the token.
    #[sea_orm(unique)]
    pub handle: String,
    /// The person who signed in.
    pub user_id: i64,
    /// The organization the person currently acts for.
    pub organization_id: Option<i64>,
    /// When the person signed in, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// When it was last used, to the minute, in milliseconds since the Unix epoch.
    pub last_seen_at: i64,
    /// When the person last proved who they are, in milliseconds since the Unix epoch.
    pub proved_at: i64,
    /// The only organization where that proof counts; None: everywhere. See [`crate::sign_in::proof`].
    pub proof_home_id: Option<i64>,
    /// How they proved it at sign-in: [`crate::sign_in::session::Factor`] by name.
    pub factor: String,
    /// The organization whose provider admitted the person, if one did: it can act only for that one and its sub-organizations.
    pub home_id: Option<i64>,
    /// The address it was opened from.
    pub network_address: String,
    /// The name that the browser gives itself.
    pub user_agent: String,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
