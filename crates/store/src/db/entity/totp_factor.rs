//! Table `totp_factors`.

use sea_orm::entity::prelude::*;

use super::hidden::HiddenText;

/// A person's authenticator app, or one that they are setting up.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "totp_factors")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: i64,
    /// Whether a code from it was given: only then does it count.
    #[sea_orm(primary_key, auto_increment = false)]
    pub confirmed: bool,
    /// The secret, sealed ([`crate::db::sealed`]).
    pub sealed: HiddenText,
    /// The time step of the last accepted code: each is accepted once.
    pub last_step: i64,
    /// The only organization where it counts; None: everywhere. See [`crate::sign_in::proof`].
    pub home_id: Option<i64>,
    /// When it was made, in milliseconds since the Unix epoch.
    pub created_at: i64,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
