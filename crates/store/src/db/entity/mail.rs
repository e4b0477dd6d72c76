//! Table `mails`.

use sea_orm::entity::prelude::*;

use super::hidden::HiddenText;

/// A mail, from when it is due on; its texts are emptied once it is sent, for they hold links for one person alone.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mails")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// What may be sent once only; unique. None for what may be sent again.
    #[sea_orm(unique)]
    pub once: Option<String>,
    /// To whom: an e-mail address.
    pub recipient: String,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: HiddenText,
    /// The same as HTML.
    pub html: HiddenText,
    /// Where the recipient unsubscribes by one click; none for what nobody subscribes to.
    pub unsubscribe: Option<HiddenText>,
    /// Why it is sent: [`crate::alerts::mail::Purpose`] by name.
    pub purpose: String,
    /// The organization that it is sent for.
    pub organization_id: Option<i64>,
    /// The license that it is about.
    pub license_id: Option<i64>,
    /// When it was written, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// When it is to be sent, or tried again, in milliseconds since the Unix epoch.
    pub due_at: i64,
    /// How often sending it has been tried.
    pub attempts: i32,
    /// Until when a server has it in hand, in milliseconds since the Unix epoch.
    pub claimed_until: Option<i64>,
    /// When it was sent, in milliseconds since the Unix epoch.
    pub sent_at: Option<i64>,
    /// Whether it was written as a file then, for want of a mail server.
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
