//! Table `sessions`.

use sea_orm::entity::prelude::*;

/// A signed-in browser.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    /// SHA-256 of the token in the cookie, in hexadecimal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: String,
    /// What it is called by who lists and ends it; tells nothing of the token.
    #[sea_orm(unique)]
    pub handle: String,
    /// Who signed in.
    pub user_id: i64,
    /// The organization it currently acts for.
    pub organization_id: Option<i64>,
    /// When it signed in, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// When it last asked, to the minute, in milliseconds since the Unix epoch.
    pub last_seen_at: i64,
    /// When its person last proved who it is, in milliseconds since the Unix epoch.
    pub proved_at: i64,
    /// The organization for which alone that proof counts; none: everywhere. See [`crate::sign_in::proof`].
    pub proof_home_id: Option<i64>,
    /// [`crate::sign_in::session::Factor`] by name: how it proved so at the beginning.
    pub factor: String,
    /// The organization whose provider let its person in, if one did: it acts for that one and its sub-organizations alone.
    pub home_id: Option<i64>,
    /// Where it was opened from.
    pub network_address: String,
    /// What the browser calls itself.
    pub user_agent: String,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
