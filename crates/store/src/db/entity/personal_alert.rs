//! Table `personal_alerts`.

use sea_orm::entity::prelude::*;

use super::hidden::HiddenText;

/// A person's alerts for their personal licenses, which are sent unless they have unsubscribed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "personal_alerts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: i64,
    /// The end of the unsubscribe link in each e-mail.
    #[sea_orm(unique)]
    pub unsubscribe_token: HiddenText,
    /// When they unsubscribed, in milliseconds since the Unix epoch.
    pub unsubscribed_at: Option<i64>,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
