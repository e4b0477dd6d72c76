//! Deletes old e-mails: their recipients are personal data.

use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use crate::Db;
use crate::db::entity::mail;

/// How long e-mails are kept after they were sent or given up, in milliseconds: longer than the longest lead time of an alert
/// (R17). [`alerts`](crate::critical_alerts) keep a record of sent alerts in their own table.
pub const KEPT: i64 = 400 * 86_400_000;
/// One statement removes at most this many, so that other writers don't wait long.
const AT_ONCE: u64 = 1_000;

/// Removes the e-mails that were sent or given up longer than [`KEPT`] ago, and returns how many. Waiting ones are kept. `now`
/// in milliseconds since the Unix epoch.
pub async fn forget(db: &Db, now: i64) -> Result<u64, DbErr> {
    let mut removed = 0;
    for ended in [mail::Column::SentAt, mail::Column::FailedAt] {
        loop {
            let old: Vec<i64> = mail::Entity::find()
                // The condition of the index, which holds no other rows.
                .filter(Expr::col(ended).is_not_null())
                .filter(ended.lte(now - KEPT))
                .limit(AT_ONCE)
                .select_only()
                .column(mail::Column::Id)
                .into_tuple()
                .all(db.connection())
                .await?;
            if old.is_empty() {
                break;
            }
            let gone = mail::Entity::delete_many().filter(mail::Column::Id.is_in(old));
            removed += gone.exec(db.connection()).await?.rows_affected;
        }
    }
    Ok(removed)
}

#[cfg(test)]
mod tests {
    use sea_orm::{ActiveModelTrait, ActiveValue::Set, QueryOrder};

    use super::*;
    use crate::critical_alerts::mail::{NewMail, Purpose, enqueue};
    use crate::testing::{NOW, TestDb, both_databases};

    #[both_databases]
    async fn what_was_sent_or_given_up_long_ago_is_forgotten_and_what_waits_is_not(database: TestDb) {
        let db = &database.db;
        for (recipient, sent_at, failed_at) in [
            ("sent", Some(NOW), None),
            ("later", Some(NOW + 1), None),
            ("failed", None, Some(NOW)),
            ("failed later", None, Some(NOW + 1)),
            ("waiting", None, None),
        ] {
            let new = NewMail {
                recipient,
                subject: "Subject".into(),
                text: "".into(),
                html: "".into(),
                purpose: Purpose::Invitation,
                organization: None,
                license: None,
                once: None,
                unsubscribe: None,
                due_at: NOW,
            };
            enqueue(db.connection(), new, NOW).await.unwrap();
            let row = mail::Entity::find().order_by_desc(mail::Column::Id).one(db.connection()).await;
            let mut row = mail::ActiveModel::from(row.unwrap().unwrap());
            (row.sent_at, row.failed_at) = (Set(sent_at), Set(failed_at));
            row.update(db.connection()).await.unwrap();
        }
        assert_eq!(forget(db, NOW + KEPT - 1).await.unwrap(), 0);
        assert_eq!(forget(db, NOW + KEPT).await.unwrap(), 2);
        let left = mail::Entity::find().order_by_asc(mail::Column::Id).all(db.connection()).await.unwrap();
        let left: Vec<_> = left.into_iter().map(|row| row.recipient).collect();
        assert_eq!(left, ["later", "failed later", "waiting"]);
    }
}
