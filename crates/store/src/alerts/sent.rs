//! Lists the alerts sent, with recipients and errors.

use model::alert::{MailState, SentMail};
use model::{Action, Permit, Refused};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::AlertError;
use crate::Db;
use crate::alerts::mail::Purpose;
use crate::db::entity::mail;

/// At most this many mails are listed, the latest.
pub const SENT_MOST: u64 = 200;

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
    let listed = |row: mail::Model| SentMail {
        state: state(&row),
        recipient: row.recipient,
        subject: row.subject,
        created_at: row.created_at,
        error: row.error,
    };
    Ok(rows.into_iter().map(listed).collect())
}

fn state(row: &mail::Model) -> MailState {
    match (row.sent_at, row.failed_at) {
        (Some(at), _) if row.as_file => MailState::Filed(at),
        (Some(at), _) => MailState::Sent(at),
        (None, Some(at)) => MailState::Failed(at),
        (None, None) => MailState::Waiting(row.due_at),
    }
}
