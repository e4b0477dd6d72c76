//! Table `products`.

use sea_orm::entity::prelude::*;

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
