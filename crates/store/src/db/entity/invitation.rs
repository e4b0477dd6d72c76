//! Table `invitations`.

use sea_orm::entity::prelude::*;

/// An open invitation; deleted when it is accepted.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitations")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The organization to join.
    pub organization_id: i64,
    /// The invited person's e-mail address in lower case; unique in the organization.
    pub email: String,
    /// The role they get there.
    pub role_id: i64,
    /// SHA-256 of the token's 32 bytes, in hexadecimal.
    #[sea_orm(unique)]
    pub token_hash: String,
    /// The person who invited; None if they no longer exist.
    pub invited_by: Option<i64>,
    /// When it was first sent, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// When it expires, in milliseconds since the Unix epoch.
    pub expires_at: i64,
    /// Whether somebody besides the invited person was given the link, because no e-mail could be sent.
    pub passed_on: bool,
    /// The home that they get there; None for the root.
    pub home_group_id: Option<i64>,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
