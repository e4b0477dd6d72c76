//! Table `passkeys`.

use sea_orm::entity::prelude::*;

/// A passkey of a person.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "passkeys")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub user_id: i64,
    /// The authenticator's ID for it, in base64url.
    #[sea_orm(unique)]
    pub credential_id: String,
    /// Its public key and counter, as JSON of webauthn-rs.
    pub credential: String,
    /// The name its person gave it.
    pub name: String,
    /// The only organization where it counts; None: everywhere. See [`crate::sign_in::proof`].
    pub home_id: Option<i64>,
    /// When it was added, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// When somebody last signed in with it, in milliseconds since the Unix epoch.
    pub last_used_at: Option<i64>,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
