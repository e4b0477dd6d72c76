//! What came of sending a mail.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, UpdateMany};

use super::Letter;
use crate::Db;
use crate::entity::mail;

const MINUTE: i64 = 60_000;
/// How long is waited after the first attempts, in minutes; after all others as long as after the last of these.
const PAUSES: [i64; 4] = [1, 5, 15, 60];
/// The longest of them, in milliseconds: no mail waits longer for its next attempt.
pub(super) const LONGEST_PAUSE: i64 = PAUSES[PAUSES.len() - 1] * MINUTE;
/// So often a mail is tried: with the pauses between, for three days.
const ATTEMPTS: i32 = 75;
/// The most characters that are kept of why an attempt failed.
const REASON: usize = 500;

/// Notes that a mail in hand was sent. Its texts are emptied: they hold links for one person alone.
pub async fn sent(db: &Db, letter: &Letter, now: i64) -> Result<(), DbErr> {
    let update = emptied(of(letter))
        .col_expr(mail::Column::SentAt, Expr::value(now))
        .col_expr(mail::Column::Error, Expr::value(None::<String>));
    update.exec(db.connection()).await.map(|_| ())
}

/// Notes that a mail in hand could not be sent, and why; gives when it is tried again, in milliseconds since the Unix
/// epoch, or none when it is given up. What a mail server refuses for good is tried again, too: mostly it is set up
/// wrongly, and whoever does so would never know what was lost.
pub async fn failed(db: &Db, letter: &Letter, reason: &str, now: i64) -> Result<Option<i64>, DbErr> {
    let again = pause(letter.attempts).map(|pause| now + pause);
    let reason: String = reason.chars().filter(|c| !c.is_control()).take(REASON).collect();
    // Another server may have it in hand by now.
    let update = of(letter).filter(mail::Column::ClaimedUntil.eq(letter.until));
    let update = match again {
        Some(again) => update
            .col_expr(mail::Column::ClaimedUntil, Expr::value(None::<i64>))
            .col_expr(mail::Column::DueAt, Expr::value(again)),
        None => emptied(update).col_expr(mail::Column::FailedAt, Expr::value(now)),
    };
    update.col_expr(mail::Column::Error, Expr::value(reason)).exec(db.connection()).await?;
    Ok(again)
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
