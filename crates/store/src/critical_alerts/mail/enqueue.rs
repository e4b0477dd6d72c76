//! Writes e-mails to be sent.

use model::{Hidden, LicenseId, OrganizationId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait};

use super::Purpose;
use crate::db::entity::hidden::HiddenText;
use crate::db::entity::mail;

/// An e-mail to send.
#[derive(Clone, Debug)]
pub struct NewMail<'a> {
    /// A checked e-mail address.
    pub recipient: &'a str,
    /// The subject, one line.
    pub subject: String,
    /// The plain text.
    pub text: Hidden,
    /// The same text as HTML.
    pub html: Hidden,
    /// The reason for the e-mail.
    pub purpose: Purpose,
    /// The organization that it is sent for.
    pub organization: Option<OrganizationId>,
    /// The license that it is about.
    pub license: Option<LicenseId>,
    /// A unique name for an e-mail that must be sent only once, such as an alert for one license, day, recipient and lead time.
    pub once: Option<String>,
    /// The address for unsubscribing by one click.
    pub unsubscribe: Option<Hidden>,
    /// When it is to be sent, in milliseconds since the Unix epoch.
    pub due_at: i64,
}

/// Writes an e-mail in the transaction of the change it reports. Returns false, and keeps the existing one, if an e-mail with the
/// same `once` exists.
pub async fn enqueue(connection: &impl ConnectionTrait, new: NewMail<'_>, now: i64) -> Result<bool, DbErr> {
    let row = mail::ActiveModel {
        once: Set(new.once),
        recipient: Set(new.recipient.to_owned()),
        subject: Set(new.subject),
        text: Set(new.text.into()),
        html: Set(new.html.into()),
        unsubscribe: Set(new.unsubscribe.map(HiddenText::from)),
        purpose: Set(new.purpose.name().to_owned()),
        organization_id: Set(new.organization),
        license_id: Set(new.license),
        created_at: Set(now),
        due_at: Set(new.due_at),
        attempts: Set(0),
        claimed_until: Set(None),
        sent_at: Set(None),
        as_file: Set(false),
        failed_at: Set(None),
        error: Set(None),
        ..Default::default()
    };
    let added = mail::Entity::insert(row)
        .on_conflict(OnConflict::column(mail::Column::Once).do_nothing().to_owned())
        .exec_without_returning(connection)
        .await?;
    Ok(added > 0)
}

#[cfg(test)]
mod tests {
    use sea_orm::PaginatorTrait;

    use super::*;
    use crate::testing::{NOW, TestDb, both_databases};

    #[both_databases]
    async fn what_may_be_sent_once_is_written_once(database: TestDb) {
        let connection = database.db.connection();
        let new = |once: Option<&str>| NewMail {
            recipient: "ada@example.org",
            subject: "Subject".into(),
            text: "Text".into(),
            html: "<p>Text</p>".into(),
            purpose: Purpose::CriticalAlert,
            organization: None,
            license: None,
            once: once.map(str::to_owned),
            unsubscribe: None,
            due_at: NOW,
        };
        for (once, is_new) in
            [(Some("a"), true), (Some("a"), false), (Some("b"), true), (None, true), (None, true)]
        {
            assert_eq!(enqueue(connection, new(once), NOW).await.unwrap(), is_new);
        }
        assert_eq!(mail::Entity::find().count(connection).await.unwrap(), 4);
    }
}
