//! Lists the alerts sent, with recipients and errors.

use model::{Action, Permit, Refused};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::AlertError;
use crate::Db;
use crate::alerts::mail::Purpose;
use crate::db::entity::mail;

/// At most this many mails are listed, the latest.
pub const SENT_MOST: u64 = 200;

/// A mail with alerts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentMail {
    /// Number of its row.
    pub id: i64,
    /// The e-mail address it goes to.
    pub recipient: String,
    /// The subject, one line.
    pub subject: String,
    /// When it was written, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// When it was sent, in milliseconds since the Unix epoch.
    pub sent_at: Option<i64>,
    /// Whether it was written to a file instead, because there is no mail server.
    pub as_file: bool,
    /// When it was given up, in milliseconds since the Unix epoch.
    pub failed_at: Option<i64>,
    /// When it is sent or tried again, in milliseconds since the Unix epoch.
    pub due_at: i64,
    /// Why the last attempt failed.
    pub error: Option<String>,
}

/// Returns the latest mails with alerts of the permit's organization, the newest first, at most [`SENT_MOST`].
pub async fn sent(db: &Db, permit: &Permit) -> Result<Vec<SentMail>, AlertError> {
    let (Action::ListAlertUsers, Some(organization)) = (permit.action(), permit.organization()) else {
        return Err(Refused.into());
    };
    let rows = mail::Entity::find()
        .filter(mail::Column::OrganizationId.eq(organization)) // tenant: own mails, listed
        .filter(mail::Column::Purpose.eq(Purpose::CriticalAlert.name()))
        .order_by_desc(mail::Column::Id)
        .limit(SENT_MOST)
        .all(db.connection())
        .await?;
    let told = |row: mail::Model| SentMail {
        id: row.id,
        recipient: row.recipient,
        subject: row.subject,
        created_at: row.created_at,
        sent_at: row.sent_at,
        as_file: row.as_file,
        failed_at: row.failed_at,
        due_at: row.due_at,
        error: row.error,
    };
    Ok(rows.into_iter().map(told).collect())
}
