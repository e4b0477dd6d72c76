//! Table `filter_presets`.

use sea_orm::entity::prelude::*;

/// A page's filters with a name.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "filter_presets")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The organization; None for a person in none.
    pub organization_id: Option<i64>,
    /// The person who made it; None for a shared one whose maker has left the organization.
    pub user_id: Option<i64>,
    /// The name of the page ([`model::table::PresetPage`]).
    pub page: String,
    /// Name as typed.
    pub name: String,
    /// The name, folded; a person's presets on a page have different ones.
    pub name_folded: String,
    /// The query of the page's address.
    pub query: String,
    /// Whether the organization's people see it.
    pub shared: bool,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
