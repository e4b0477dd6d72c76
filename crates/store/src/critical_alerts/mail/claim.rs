//! Claims e-mails, so that only one of several servers sends each.

use model::Hidden;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::pauses::LONGEST_PAUSE;
use crate::Db;
use crate::db::clock_skew;
use crate::db::entity::mail;

/// How long a claim lasts, in milliseconds: longer than sending takes. After that another server may claim the e-mail.
pub const IN_HAND: i64 = 2 * 60_000;

/// A claimed e-mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Number of its row.
    pub id: i64,
    /// The e-mail address it goes to.
    pub recipient: String,
    /// The subject, one line.
    pub subject: String,
    /// The plain text.
    pub text: Hidden,
    /// The same text as HTML.
    pub html: Hidden,
    /// The address for unsubscribing by one click.
    pub unsubscribe: Option<Hidden>,
    /// When it was written, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// How often sending was tried, including this time.
    pub attempts: i32,
    /// When the claim ends, in milliseconds since the Unix epoch.
    pub until: i64,
}

/// Returns the numbers of up to `most` e-mails that are due at `now` and not claimed, those that have waited longest first.
pub async fn due(db: &Db, most: u64, now: i64) -> Result<Vec<i64>, DbErr> {
    mail::Entity::find()
        .filter(is_due(now))
        .order_by_asc(mail::Column::DueAt)
        .order_by_asc(mail::Column::Id)
        .limit(most)
        .select_only()
        .column(mail::Column::Id)
        .into_tuple()
        .all(db.connection())
        .await
}

/// Claims an e-mail from `now` for [`IN_HAND`]. None if another server has claimed or sent it. Of several that ask at once one
/// gets it: the condition is part of the write.
pub async fn claim(db: &Db, id: i64, now: i64) -> Result<Option<Letter>, DbErr> {
    let until = now + IN_HAND;
    let claimed = mail::Entity::update_many()
        .col_expr(mail::Column::ClaimedUntil, Expr::value(until))
        .col_expr(mail::Column::Attempts, Expr::col(mail::Column::Attempts).add(1))
        .filter(mail::Column::Id.eq(id))
        .filter(is_due(now))
        .exec(db.connection())
        .await?;
    if claimed.rows_affected == 0 {
        return Ok(None);
    }
    let row = mail::Entity::find_by_id(id).one(db.connection()).await?;
    Ok(row.map(|row| Letter {
        id,
        recipient: row.recipient,
        subject: row.subject,
        text: row.text.into(),
        html: row.html.into(),
        unsubscribe: row.unsubscribe.map(Hidden::from),
        created_at: row.created_at,
        attempts: row.attempts,
        until,
    }))
}

fn is_due(now: i64) -> Condition {
    let free = Condition::any().add(mail::Column::ClaimedUntil.is_null()).add(clock_skew::over(
        mail::Column::ClaimedUntil,
        IN_HAND,
        now,
    ));
    Condition::all()
        .add(mail::Column::SentAt.is_null())
        .add(mail::Column::FailedAt.is_null())
        .add(clock_skew::over(mail::Column::DueAt, LONGEST_PAUSE, now))
        .add(free)
}
