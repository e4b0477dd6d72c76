//! Table `users`.

use sea_orm::entity::prelude::*;

use super::hidden::HiddenText;

/// A person who can sign in.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// E-mail address in lower case; unique.
    #[sea_orm(unique)]
    pub email: String,
    /// Name as others see it.
    pub name: String,
    /// Argon2id, in PHC form; None if the person can't sign in by password.
    pub password_hash: Option<HiddenText>,
    /// When it was made, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// The IANA time zone that times are shown in; None: UTC.
    pub time_zone: Option<String>,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
