//! Table `roles`.

use sea_orm::entity::prelude::*;

/// A role of an organisation.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "roles")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whose role it is.
    pub organization_id: i64,
    /// Name; unique in the organisation.
    pub name: String,
    /// What it is for; may be empty.
    pub description: String,
    /// `super-admin`, `admin` or `user` for the predefined ones.
    pub predefined: Option<String>,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
