//! Table `products`.

use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::text::NameKeys;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "products")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Name; unique.
    #[sea_orm(unique)]
    pub name: String,
    /// [`NameKeys::folded`](crate::text::NameKeys) of the name, for search and order.
    pub name_folded: String,
    /// [`NameKeys::alike`](crate::text::NameKeys) of the name; unique.
    pub name_alike: String,
    /// [`NameKeys::shape`](crate::text::NameKeys) of the name; unique.
    pub name_shape: String,
    /// The company that makes it; empty for the vendor itself.
    pub maker: String,
    /// [`model::ProductKind`] by name.
    pub kind: String,
    /// Address of its page.
    pub page: Option<String>,
    /// Whether it appears under Customer Organizations.
    pub shown_to_partners: bool,
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
