//! Table `known_places`.

use sea_orm::entity::prelude::*;

/// A network address or a device that a person has signed in from.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "known_places")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: i64,
    /// The network address, or the secret in the device's cookie, hashed.
    #[sea_orm(primary_key, auto_increment = false)]
    pub place: String,
    /// When the person last signed in there, in milliseconds since the Unix epoch.
    pub seen_at: i64,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
