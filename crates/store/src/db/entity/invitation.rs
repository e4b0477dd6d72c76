//! Table `invitations`.

use sea_orm::entity::prelude::*;

/// An invitation that has not been accepted; then it is gone.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitations")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Into which organization.
    pub organization_id: i64,
    /// Whom: an e-mail address in lower case; once in an organization.
    pub email: String,
    /// The role there.
    pub role_id: i64,
    /// SHA-256 of the token's 32 bytes, in hexadecimal.
    #[sea_orm(unique)]
    pub token_hash: String,
    /// Who invited; none when that person is no more.
    pub invited_by: Option<i64>,
    /// When it was first sent, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// From when on it is no longer taken, in milliseconds since the Unix epoch.
    pub expires_at: i64,
    /// Whether somebody besides the invited person was given the link, where no mail brings it.
    pub passed_on: bool,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
