//! Table `personal_alerts`.

use sea_orm::entity::prelude::*;

use super::hidden::HiddenText;

/// The alerts of a person for its personal licenses: they are sent unless it has unsubscribed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "personal_alerts")]
pub struct Model {
    /// The person.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: i64,
    /// What the link in each mail ends with.
    #[sea_orm(unique)]
    pub unsubscribe_token: HiddenText,
    /// When it unsubscribed, in milliseconds since the Unix epoch.
    pub unsubscribed_at: Option<i64>,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
