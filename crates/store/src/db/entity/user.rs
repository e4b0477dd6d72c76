//! Table `users`.

use sea_orm::entity::prelude::*;

use super::hidden::HiddenText;

/// A person who can sign in.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// E-mail address in lower case; unique.
    #[sea_orm(unique)]
    pub email: String,
    /// Name as shown.
    pub name: String,
    /// Argon2id, in PHC form; none when it can't sign in by password.
    pub password_hash: Option<HiddenText>,
    /// When it was made, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// Name of the time zone that times are shown in, as IANA has it; none: UTC.
    pub time_zone: Option<String>,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
