//! What came of sending a mail.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, UpdateMany};

use super::pauses::{MINUTE, PAUSES};
use super::{Letter, Purpose};
use crate::Db;
use crate::db::entity::mail;
use crate::events::{Event, Kind};

/// So often a mail is tried: with the pauses between, for three days.
const ATTEMPTS: i32 = 75;
/// The most characters that are kept of why an attempt failed.
const REASON: usize = 500;

/// Notes that a mail in hand was sent. Its texts are emptied: they hold links for one person alone.
pub async fn sent(db: &Db, letter: &Letter, now: i64) -> Result<(), DbErr> {
    away(letter, now).exec(db.connection()).await.map(|_| ())
}

/// Notes that a mail in hand was written as a file, for want of a mail server: nobody has got it.
pub async fn filed(db: &Db, letter: &Letter, now: i64) -> Result<(), DbErr> {
    let update = away(letter, now).col_expr(mail::Column::AsFile, Expr::value(true));
    update.exec(db.connection()).await.map(|_| ())
}

fn away(letter: &Letter, now: i64) -> UpdateMany<mail::Entity> {
    emptied(of(letter))
        .col_expr(mail::Column::SentAt, Expr::value(now))
        .col_expr(mail::Column::Error, Expr::value(None::<String>))
}

/// Notes that a mail in hand could not be sent, and why; gives when it is tried again, in milliseconds since the Unix
/// epoch, or none when it is given up. What a mail server refuses for good for another reason than its recipient is tried again,
/// too: mostly it is set up wrongly, and whoever does so would never know what was lost.
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

/// Gives a mail in hand up, with an event that says why: nobody takes it, now or later. `now` in milliseconds since the Unix epoch.
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

/// The mail, unless another server has it in hand by now.
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

/// How long is waited after that many attempts, in milliseconds; none when it was tried often enough.
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
