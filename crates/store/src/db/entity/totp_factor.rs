//! Table `totp_factors`.

use sea_orm::entity::prelude::*;

use super::hidden::HiddenText;

/// The authenticator app of a person, or one that it is about to set up.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "totp_factors")]
pub struct Model {
    /// The person.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: i64,
    /// Whether a code of it was given: only then it counts.
    #[sea_orm(primary_key, auto_increment = false)]
    pub confirmed: bool,
    /// The secret, sealed ([`crate::db::sealed`]).
    pub sealed: HiddenText,
    /// The step of the last code that was taken: each is taken once.
    pub last_step: i64,
    /// The organization for which alone it counts; none: everywhere. See [`crate::sign_in::proof`].
    pub home_id: Option<i64>,
    /// When it was made, in milliseconds since the Unix epoch.
    pub created_at: i64,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
