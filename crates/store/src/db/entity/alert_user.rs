//! Table `alert_users`.

use sea_orm::entity::prelude::*;

use super::hidden::HiddenText;

/// An address that gets the critical alerts of an organization.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "alert_users")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub organization_id: i64,
    /// An e-mail address in lower case, registered or not.
    pub email: String,
    /// The member who subscribed, and gets alerts only for licenses they may see; None if somebody added the address.
    pub user_id: Option<i64>,
    /// The end of the unsubscribe link in each e-mail. Stored in readable form because each e-mail needs it; it can only
    /// end these e-mails.
    #[sea_orm(unique)]
    pub unsubscribe_token: HiddenText,
    /// When it was made, in milliseconds since the Unix epoch.
    pub created_at: i64,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
