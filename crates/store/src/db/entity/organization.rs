//! Table `organizations`.

use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::text::NameKeys;

/// An organization.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organizations")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Name; unique in the installation.
    pub name: String,
    /// [`NameKeys::folded`](crate::text::NameKeys) of the name: what search and order go by.
    pub name_folded: String,
    /// [`NameKeys::alike`](crate::text::NameKeys) of the name; unique in the installation.
    pub name_alike: String,
    /// [`NameKeys::shape`](crate::text::NameKeys) of the name; unique in the installation.
    pub name_shape: String,
    /// Whether its own people, or those of its main organization, have given it that name, and the vendor has not confirmed it.
    pub named_by_itself: bool,
    /// [`model::OrganizationKind`] by name.
    pub kind: String,
    /// The main organization of a sub-organization.
    pub parent_id: Option<i64>,
    /// When it was made, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// For how many days its events are kept, counted for each from when it was written.
    pub retention_days: i32,
    /// Whether its people need a second factor.
    pub factor_required: bool,
    /// A session of its people that nobody used for so many minutes is over.
    pub idle_minutes: i32,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl ActiveModel {
    /// A row with that name and all that is derived from it; the rest is left open.
    pub fn named(name: &str) -> Self {
        let keys = NameKeys::of(name);
        Self {
            name: Set(name.to_owned()),
            name_folded: Set(keys.folded),
            name_alike: Set(keys.alike),
            name_shape: Set(keys.shape),
            ..Default::default()
        }
    }
}
