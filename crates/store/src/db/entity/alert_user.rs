//! Table `alert_users`.

use sea_orm::entity::prelude::*;

use super::hidden::HiddenText;

/// Who gets the critical alerts of an organization.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "alert_users")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The organization.
    pub organization_id: i64,
    /// To whom: an e-mail address in lower case, registered or not.
    pub email: String,
    /// The member who subscribed itself, and is told of no more than it may see; none when somebody added the address.
    pub user_id: Option<i64>,
    /// What the link in each mail ends with. Readable, for each mail has it; all it can do is end these mails.
    #[sea_orm(unique)]
    pub unsubscribe_token: HiddenText,
    /// When it was made, in milliseconds since the Unix epoch.
    pub created_at: i64,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
