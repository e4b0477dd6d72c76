//! Table `organizations`.

use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::text::NameKeys;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organizations")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Name; unique in the installation.
    pub name: String,
    /// [`NameKeys::folded`](crate::text::NameKeys) of the name, for search and order.
    pub name_folded: String,
    /// [`NameKeys::alike`](crate::text::NameKeys) of the name; unique in the installation.
    pub name_alike: String,
    /// [`NameKeys::shape`](crate::text::NameKeys) of the name; unique in the installation.
    pub name_shape: String,
    /// Whether its own people, or those of its main organization, chose the name and the vendor has not confirmed it.
    pub named_by_itself: bool,
    /// [`model::OrganizationKind`] by name.
    pub kind: String,
    /// The main organization of a sub-organization.
    pub parent_id: Option<i64>,
    /// When it was made, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// How many days its events are kept, from when each was written.
    pub retention_days: i32,
    /// Whether its people need a second factor.
    pub factor_required: bool,
    /// After how many minutes without use a session of its people ends.
    pub idle_minutes: i32,
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
            name_folded: Set(keys.folded),
            name_alike: Set(keys.alike),
            name_shape: Set(keys.shape),
            ..Default::default()
        }
    }
}
