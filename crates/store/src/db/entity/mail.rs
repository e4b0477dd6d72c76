//! Table `mails`.

use sea_orm::entity::prelude::*;

use super::hidden::HiddenText;

/// An e-mail. Its subject and text are emptied once it is sent, because they hold links meant for one person.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mails")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// A unique name that lets it be sent only once; None if it may be sent again.
    #[sea_orm(unique)]
    pub once: Option<String>,
    /// The e-mail address it goes to.
    pub recipient: String,
    pub subject: String,
    /// The plain text.
    pub text: HiddenText,
    /// The same text as HTML.
    pub html: HiddenText,
    /// The address for unsubscribing by one click; None if the e-mail needs no subscription.
    pub unsubscribe: Option<HiddenText>,
    /// The reason for the e-mail: [`crate::critical_alerts::mail::Purpose`] by name.
    pub purpose: String,
    /// The organization that it is sent for.
    pub organization_id: Option<i64>,
    /// The license that it is about.
    pub license_id: Option<i64>,
    /// When it was written, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// When it is to be sent, or tried again, in milliseconds since the Unix epoch.
    pub due_at: i64,
    /// How often sending was tried.
    pub attempts: i32,
    /// When the claim of the server that is sending it ends, in milliseconds since the Unix epoch.
    pub claimed_until: Option<i64>,
    /// When it was sent, in milliseconds since the Unix epoch.
    pub sent_at: Option<i64>,
    /// Whether it was written to a file instead, because there is no mail server.
    pub as_file: bool,
    /// When it was given up, in milliseconds since the Unix epoch.
    pub failed_at: Option<i64>,
    /// Why the last attempt failed.
    pub error: Option<String>,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
