//! Table `roles`.

use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::text::NameKeys;

/// A role of an organization.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "roles")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The organization that the role belongs to.
    pub organization_id: i64,
    /// Name; unique in the organization.
    pub name: String,
    /// [`NameKeys::alike`](crate::text::NameKeys) of the name; unique in the organization.
    pub name_alike: String,
    /// [`NameKeys::shape`](crate::text::NameKeys) of the name; unique in the organization.
    pub name_shape: String,
    /// Its purpose; may be empty.
    pub description: String,
    /// `super-admin`, `admin` or `user` for the predefined ones.
    pub predefined: Option<String>,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl ActiveModel {
    /// A row with that name and its derived columns; the others are not set.
    pub fn named(name: &str) -> Self {
        let keys = NameKeys::of(name);
        Self {
            name: Set(name.to_owned()),
            name_alike: Set(keys.alike),
            name_shape: Set(keys.shape),
            ..Default::default()
        }
    }
}
