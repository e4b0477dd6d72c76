//! Table `products`.

use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::text::NameKeys;

/// A product.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "products")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Name; unique.
    #[sea_orm(unique)]
    pub name: String,
    /// [`NameKeys::folded`](crate::text::NameKeys) of the name: what search and order go by.
    pub name_folded: String,
    /// [`NameKeys::alike`](crate::text::NameKeys) of the name; unique.
    pub name_alike: String,
    /// [`NameKeys::shape`](crate::text::NameKeys) of the name; unique.
    pub name_shape: String,
    /// Who makes it; empty when the vendor itself does.
    pub maker: String,
    /// [`model::ProductKind`] by name.
    pub kind: String,
    /// Address of its page.
    pub page: Option<String>,
    /// Whether it shows under Customer Organizations.
    pub shown_to_partners: bool,
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
