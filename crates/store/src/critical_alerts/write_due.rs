//! Writes the e-mails of due alerts.

use model::critical_alert::LONGEST_LEAD_TIME;
use model::{Day, UserId};
use sea_orm::sea_query::{OnConflict, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseBackend, DbErr, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::UnsubscribeToken;
use super::ending::{Alert, Ending, Sight, alerts};
use super::letter::{Letter, Owner};
use crate::Db;
use crate::critical_alerts::mail::{NewMail, Purpose, enqueue};
use crate::db::WriteTransaction;
use crate::db::batch;
use crate::db::entity::{alert_sent, alert_user, license, organization, personal_alert, user};

/// One e-mail names at most this many licenses.
const IN_ONE_MAIL: usize = 200;

/// The arguments for writing alerts.
#[derive(Clone, Copy, Debug)]
pub struct Writing<'a> {
    /// The portal's address, without a trailing slash.
    pub address: &'a str,
    /// Returns random bytes.
    pub dice: fn() -> [u8; 32],
    /// Now, in milliseconds since the Unix epoch.
    pub now: i64,
}

/// The recipient of an e-mail.
struct Recipient<'a> {
    email: &'a str,
    sight: Sight,
    /// Number and name of the organization; None for personal licenses.
    organization: Option<(i64, &'a str)>,
    subscription: Subscription,
}

/// The row that subscribes somebody.
enum Subscription {
    AlertUser(i64),
    Personal(UserId),
}

/// Writes all due alerts, each once (R17), and returns the number of e-mails. Catches up on missed runs. The server whose turn it
/// is calls this; two calls at once do no harm.
pub async fn write_due(db: &Db, writing: Writing<'_>) -> Result<u64, DbErr> {
    Ok(write_organizations(db, writing).await? + write_personal(db, writing).await?)
}

async fn write_organizations(db: &Db, writing: Writing<'_>) -> Result<u64, DbErr> {
    let mut with_users = Query::select();
    with_users.column(alert_user::Column::OrganizationId).from(alert_user::Entity);
    let organizations: Vec<(i64, String)> = organization::Entity::find()
        .filter(organization::Column::Id.in_subquery(with_users))
        .order_by_asc(organization::Column::Id)
        .select_only()
        .column(organization::Column::Id)
        .column(organization::Column::Name)
        .into_tuple()
        .all(db.connection())
        .await?;
    let mut count = 0;
    for (id, name) in organizations {
        let users = alert_user::Entity::find()
            .filter(alert_user::Column::OrganizationId.eq(id))
            .order_by_asc(alert_user::Column::Id)
            .all(db.connection())
            .await?;
        for user in users {
            let Some(sight) = Sight::of_user(db, &user).await? else { continue };
            let recipient = Recipient {
                email: &user.email,
                sight,
                organization: Some((id, &name)),
                subscription: Subscription::AlertUser(user.id),
            };
            count += recipient.write(db, writing).await?;
        }
    }
    Ok(count)
}

async fn write_personal(db: &Db, writing: Writing<'_>) -> Result<u64, DbErr> {
    let today = Day::of_instant(writing.now);
    let soon =
        license::Column::ExpirationDate.between(today.date(), today.plus(LONGEST_LEAD_TIME.into()).date());
    let mut owners = Query::select();
    owners.column(license::Column::UserId).from(license::Entity).and_where(soon);
    owners.and_where(license::Column::UserId.is_not_null());
    let mut unsubscribed = Query::select();
    unsubscribed.column(personal_alert::Column::UserId).from(personal_alert::Entity);
    unsubscribed.and_where(personal_alert::Column::UnsubscribedAt.is_not_null());
    let people: Vec<(UserId, String)> = user::Entity::find()
        .filter(user::Column::Id.in_subquery(owners))
        .filter(user::Column::Id.not_in_subquery(unsubscribed))
        .order_by_asc(user::Column::Id)
        .select_only()
        .column(user::Column::Id)
        .column(user::Column::Email)
        .into_tuple()
        .all(db.connection())
        .await?;
    let mut count = 0;
    for (user, email) in people {
        let recipient = Recipient {
            email: &email,
            sight: Sight::Personal(user),
            organization: None,
            subscription: Subscription::Personal(user),
        };
        count += recipient.write(db, writing).await?;
    }
    Ok(count)
}

impl Recipient<'_> {
    /// Writes this recipient's e-mails.
    async fn write(&self, db: &Db, writing: Writing<'_>) -> Result<u64, DbErr> {
        let today = Day::of_instant(writing.now);
        // Usually there is nothing, and then nobody waits for the writer.
        if alerts(db.connection(), &self.sight, self.email, today).await?.is_empty() {
            return Ok(0);
        }
        let transaction = db.begin_write().await?;
        lock(&transaction).await?;
        // They may have unsubscribed in the meantime.
        let Some(token) = self.token(&transaction, writing.dice).await? else { return Ok(0) };
        let alerts = alerts(&transaction, &self.sight, self.email, today).await?;
        let mut count = 0;
        for portion in alerts.chunks(IN_ONE_MAIL) {
            self.enqueue(&transaction, portion, &token, writing).await?;
            count += 1;
        }
        let rows = alerts.iter().flat_map(|alert| self.rows(alert)).collect();
        batch::insert(&transaction, rows).await?;
        transaction.commit().await?;
        Ok(count)
    }

    async fn enqueue(
        &self,
        transaction: &WriteTransaction,
        alerts: &[Alert],
        token: &str,
        writing: Writing<'_>,
    ) -> Result<(), DbErr> {
        let endings: Vec<Ending> = alerts.iter().map(|alert| alert.ending.clone()).collect();
        let unsubscribe = format!("{}/unsubscribe/{token}", writing.address);
        let letter = Letter {
            owner: self.organization.map_or(Owner::Oneself, |(_, name)| Owner::Organization(name)),
            endings: &endings,
            today: Day::of_instant(writing.now),
            address: writing.address,
            unsubscribe: &unsubscribe,
        };
        let new = NewMail {
            recipient: self.email,
            subject: letter.subject(),
            text: letter.text().into(),
            html: letter.html().into(),
            purpose: Purpose::CriticalAlert,
            organization: self.organization.map(|(id, _)| id),
            license: if let [one] = &*endings { Some(one.license) } else { None },
            // An alert is in a single e-mail, whose key is that of its first alert.
            once: alerts.first().map(|alert| self.key(alert)),
            unsubscribe: Some(unsubscribe.clone().into()),
            due_at: writing.now,
        };
        enqueue(transaction, new, writing.now).await.map(|_| ())
    }

    /// The key under which an alert is sent only once (R17).
    fn key(&self, alert: &Alert) -> String {
        let Ending { license, expiration, .. } = &alert.ending;
        let lead = alert.lead_times.first().copied().unwrap_or_default();
        format!("alert/{license}/{expiration}/{}/{lead}", self.email)
    }

    fn rows(&self, alert: &Alert) -> impl Iterator<Item = alert_sent::ActiveModel> {
        let Ending { license, expiration, .. } = alert.ending;
        alert.lead_times.iter().map(move |lead| alert_sent::ActiveModel {
            license_id: Set(license),
            expiration_date: Set(expiration.date()),
            recipient: Set(self.email.to_owned()),
            lead_days: Set(i32::from(*lead)),
        })
    }

    /// The token for this recipient's unsubscribe link; None if they have unsubscribed.
    async fn token(
        &self,
        transaction: &WriteTransaction,
        dice: fn() -> [u8; 32],
    ) -> Result<Option<String>, DbErr> {
        match self.subscription {
            Subscription::AlertUser(id) => {
                let row = alert_user::Entity::find_by_id(id).one(transaction).await?;
                Ok(row.map(|row| row.unsubscribe_token.into_inner()))
            }
            Subscription::Personal(user) => {
                let new = personal_alert::ActiveModel {
                    user_id: Set(user),
                    unsubscribe_token: Set(UnsubscribeToken(dice()).to_text().into()),
                    unsubscribed_at: Set(None),
                };
                personal_alert::Entity::insert(new)
                    .on_conflict(OnConflict::column(personal_alert::Column::UserId).do_nothing().to_owned())
                    .exec_without_returning(transaction)
                    .await?;
                let row = personal_alert::Entity::find_by_id(user).one(transaction).await?;
                Ok(row
                    .filter(|row| row.unsubscribed_at.is_none())
                    .map(|row| row.unsubscribe_token.into_inner()))
            }
        }
    }
}

/// Lets one server write alerts at a time, so that the next one reads what it wrote. SQLite has one writer anyway.
async fn lock(transaction: &WriteTransaction) -> Result<(), DbErr> {
    if transaction.get_database_backend() == DatabaseBackend::Postgres {
        transaction.execute_unprepared("LOCK TABLE alerts_sent IN SHARE ROW EXCLUSIVE MODE").await?;
    }
    Ok(())
}
