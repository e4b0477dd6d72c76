//! Records the result of sending an e-mail.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, UpdateMany};

use super::pauses::{MINUTE, PAUSES};
use super::{Letter, Purpose};
use crate::Db;
use crate::db::entity::mail;
use crate::events::{Event, Kind};

/// The most attempts for an e-mail: with the pauses between them, three days.
const ATTEMPTS: i32 = 75;
/// At most this many characters of an error are kept.
const REASON: usize = 500;

/// Records that a claimed e-mail was sent. Empties its subject and text, which hold links meant for one person.
pub async fn sent(db: &Db, letter: &Letter, now: i64) -> Result<(), DbErr> {
    away(letter, now).exec(db.connection()).await.map(|_| ())
}

/// Records that a claimed e-mail was written to a file, because there is no mail server: nobody has received it.
pub async fn filed(db: &Db, letter: &Letter, now: i64) -> Result<(), DbErr> {
    let update = away(letter, now).col_expr(mail::Column::AsFile, Expr::value(true));
    update.exec(db.connection()).await.map(|_| ())
}

fn away(letter: &Letter, now: i64) -> UpdateMany<mail::Entity> {
    emptied(of(letter))
        .col_expr(mail::Column::SentAt, Expr::value(now))
        .col_expr(mail::Column::Error, Expr::value(None::<String>))
}

/// Records that a claimed e-mail could not be sent, and why. Returns when it is tried again, in milliseconds since the Unix
/// epoch, or None if it is given up. Permanent errors that are not about the recipient are tried again, too: usually the server
/// is misconfigured, and e-mails would be lost without a trace.
pub async fn failed(db: &Db, letter: &Letter, reason: &str, now: i64) -> Result<Option<i64>, DbErr> {
    let again = pause(letter.attempts).map(|pause| now + pause);
    match again {
        None => refused(db, letter, reason, now).await?,
        Some(again) => {
            let update = in_hand(letter)
                .col_expr(mail::Column::ClaimedUntil, Expr::value(None::<i64>))
                .col_expr(mail::Column::DueAt, Expr::value(again))
                .col_expr(mail::Column::Error, Expr::value(shortened(reason)));
            update.exec(db.connection()).await?;
        }
    }
    Ok(again)
}

/// Gives up a claimed e-mail permanently, with an event that says why. `now` in milliseconds since the Unix epoch.
pub async fn refused(db: &Db, letter: &Letter, reason: &str, now: i64) -> Result<(), DbErr> {
    let reason = shortened(reason);
    let transaction = db.begin_write().await?;
    let update = emptied(in_hand(letter))
        .col_expr(mail::Column::FailedAt, Expr::value(now))
        .col_expr(mail::Column::Error, Expr::value(reason.as_str()));
    if update.exec(&transaction).await?.rows_affected > 0
        && let Some(row) = mail::Entity::find_by_id(letter.id).one(&transaction).await?
    {
        let about = Purpose::from_name(&row.purpose).map_or("Mail", Purpose::label);
        let why = format!("{about}: {reason}");
        let event = Event::of_installation(now, Kind::MailGivenUp).change("", &why).named(&row.recipient);
        Event { organization: row.organization_id, ..event }.record(&transaction).await?;
    }
    transaction.commit().await
}

fn shortened(reason: &str) -> String {
    reason.chars().filter(|c| !c.is_control()).take(REASON).collect()
}

/// Selects the e-mail, unless another server has claimed it by now.
fn in_hand(letter: &Letter) -> UpdateMany<mail::Entity> {
    of(letter).filter(mail::Column::ClaimedUntil.eq(letter.until))
}

fn of(letter: &Letter) -> UpdateMany<mail::Entity> {
    mail::Entity::update_many().filter(mail::Column::Id.eq(letter.id)).filter(mail::Column::SentAt.is_null())
}

fn emptied(update: UpdateMany<mail::Entity>) -> UpdateMany<mail::Entity> {
    update
        .col_expr(mail::Column::Text, Expr::value(""))
        .col_expr(mail::Column::Html, Expr::value(""))
        .col_expr(mail::Column::Unsubscribe, Expr::value(None::<String>))
        .col_expr(mail::Column::ClaimedUntil, Expr::value(None::<i64>))
}

/// The pause after that many attempts, in milliseconds; None after the last one.
fn pause(attempts: i32) -> Option<i64> {
    let before = usize::try_from(attempts).unwrap_or(0).saturating_sub(1);
    let last = PAUSES.len() - 1;
    (attempts < ATTEMPTS).then(|| PAUSES[before.min(last)] * MINUTE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_tried_for_three_days() {
        assert_eq!([1, 2, 3, 4, 5].map(pause), [1, 5, 15, 60, 60].map(|minutes| Some(minutes * MINUTE)));
        let tried: i64 = (1..).map_while(pause).sum();
        assert!((71 * 60 * MINUTE..=72 * 60 * MINUTE).contains(&tried), "{tried}");
        assert_eq!(pause(i32::MAX), None);
    }
}
