//! Requests under a client's key, which have an effect only once however often they are sent.

use model::Hidden;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};

use crate::Db;
use crate::db::clock_skew;
use crate::db::entity::idempotency_key;

/// How long a response is kept, in milliseconds.
pub const KEPT: i64 = 24 * 3_600_000;
/// A request that was never answered, because its server died, may be tried again after this long, in milliseconds.
const GIVEN_UP: i64 = 60_000;

/// A request under a client's key.
#[derive(Clone, Copy, Debug)]
pub struct Attempt<'a> {
    /// The caller.
    pub subject: &'a str,
    /// The key that the client chose.
    pub key: &'a str,
    /// A digest of the request.
    pub request: &'a str,
}

/// A stored response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Its HTTP status.
    pub status: u16,
    /// Its body.
    pub body: Hidden,
}

/// The state of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// It is the first with its key: carry it out, then [`finish`] or [`abandon`] it.
    First,
    /// It was already done, with this response.
    Done(Answer),
    /// It is in progress.
    Underway,
    /// The key was used for a different request.
    Other,
}

/// Begins an attempt at `now`, in milliseconds since the Unix epoch. Only one of several simultaneous ones is the first.
pub async fn begin(db: &Db, attempt: Attempt<'_>, now: i64) -> Result<Begun, DbErr> {
    let row = idempotency_key::ActiveModel {
        subject: Set(attempt.subject.to_owned()),
        idempotency_key: Set(attempt.key.to_owned()),
        request: Set(attempt.request.to_owned()),
        status: Set(None),
        body: Set(None),
        created_at: Set(now),
    };
    let both = [idempotency_key::Column::Subject, idempotency_key::Column::IdempotencyKey];
    let added = idempotency_key::Entity::insert(row)
        .on_conflict(OnConflict::columns(both).do_nothing().to_owned())
        .exec_without_returning(db.connection())
        .await?;
    if added > 0 {
        return Ok(Begun::First);
    }
    let id = (attempt.subject.to_owned(), attempt.key.to_owned());
    let Some(found) = idempotency_key::Entity::find_by_id(id).one(db.connection()).await? else {
        // Abandoned in the meantime: the caller may try again.
        return Ok(Begun::Underway);
    };
    let is_over = found.created_at + KEPT <= now;
    // A finished request counts whatever the clock said.
    let was_given_up = found.status.is_none()
        && (found.created_at + GIVEN_UP <= now || !clock_skew::is_believed(found.created_at, now));
    if is_over || was_given_up {
        return again(db, attempt, found.created_at, now).await;
    }
    if found.request != attempt.request {
        return Ok(Begun::Other);
    }
    Ok(match (found.status, found.body) {
        (Some(status), Some(body)) => {
            Begun::Done(Answer { status: u16::try_from(status).unwrap_or(500), body: body.into() })
        }
        _ => Begun::Underway,
    })
}

/// Takes over an attempt that began at `since`, unless another request did.
async fn again(db: &Db, attempt: Attempt<'_>, since: i64, now: i64) -> Result<Begun, DbErr> {
    let taken = idempotency_key::Entity::update_many()
        .col_expr(idempotency_key::Column::Request, Expr::value(attempt.request))
        .col_expr(idempotency_key::Column::Status, Expr::value(None::<i32>))
        .col_expr(idempotency_key::Column::Body, Expr::value(None::<String>))
        .col_expr(idempotency_key::Column::CreatedAt, Expr::value(now))
        .filter(idempotency_key::Column::Subject.eq(attempt.subject))
        .filter(idempotency_key::Column::IdempotencyKey.eq(attempt.key))
        .filter(idempotency_key::Column::CreatedAt.eq(since))
        .exec(db.connection())
        .await?;
    Ok(if taken.rows_affected > 0 { Begun::First } else { Begun::Underway })
}

/// Stores the response of an attempt that was the first.
pub async fn finish(db: &Db, attempt: Attempt<'_>, answer: &Answer) -> Result<(), DbErr> {
    idempotency_key::Entity::update_many()
        .col_expr(idempotency_key::Column::Status, Expr::value(i32::from(answer.status)))
        .col_expr(idempotency_key::Column::Body, Expr::value(answer.body.as_str()))
        .filter(idempotency_key::Column::Subject.eq(attempt.subject))
        .filter(idempotency_key::Column::IdempotencyKey.eq(attempt.key))
        .filter(idempotency_key::Column::Request.eq(attempt.request))
        .exec(db.connection())
        .await?;
    Ok(())
}

/// Deletes an attempt that failed, so that it can be tried again immediately.
pub async fn abandon(db: &Db, attempt: Attempt<'_>) -> Result<(), DbErr> {
    idempotency_key::Entity::delete_many()
        .filter(idempotency_key::Column::Subject.eq(attempt.subject))
        .filter(idempotency_key::Column::IdempotencyKey.eq(attempt.key))
        .filter(idempotency_key::Column::Request.eq(attempt.request))
        .filter(idempotency_key::Column::Status.is_null())
        .exec(db.connection())
        .await?;
    Ok(())
}

/// Deletes responses older than [`KEPT`], and returns how many.
pub async fn forget(db: &Db, now: i64) -> Result<u64, DbErr> {
    let old = idempotency_key::Entity::delete_many()
        .filter(idempotency_key::Column::CreatedAt.lte(now.saturating_sub(KEPT)));
    Ok(old.exec(db.connection()).await?.rows_affected)
}

#[cfg(test)]
mod tests {
    use futures::future::join_all;

    use super::*;
    use crate::testing::{NOW, TestDb, both_databases};

    const ONE: Attempt<'_> = Attempt { subject: "a", key: "k", request: "one" };
    const OTHER: Attempt<'_> = Attempt { request: "other", ..ONE };

    #[both_databases]
    async fn a_request_is_done_once_and_answered_alike(database: TestDb) {
        let db = &database.db;
        let answer = Answer { status: 201, body: "{}".into() };
        assert_eq!(begin(db, ONE, NOW).await.unwrap(), Begun::First);
        assert_eq!(begin(db, ONE, NOW).await.unwrap(), Begun::Underway);
        assert_eq!(begin(db, OTHER, NOW).await.unwrap(), Begun::Other);
        finish(db, ONE, &answer).await.unwrap();
        abandon(db, ONE).await.unwrap();
        assert_eq!(begin(db, ONE, NOW).await.unwrap(), Begun::Done(answer));
        assert_eq!(begin(db, OTHER, NOW).await.unwrap(), Begun::Other);
        let elses = Attempt { subject: "b", ..OTHER };
        assert_eq!(begin(db, elses, NOW).await.unwrap(), Begun::First);
        abandon(db, elses).await.unwrap();
        assert_eq!(begin(db, elses, NOW).await.unwrap(), Begun::First);
    }

    #[both_databases]
    async fn what_is_old_or_was_given_up_begins_anew(database: TestDb) {
        let db = &database.db;
        assert_eq!(begin(db, ONE, NOW).await.unwrap(), Begun::First);
        assert_eq!(begin(db, OTHER, NOW + GIVEN_UP).await.unwrap(), Begun::First);
        finish(db, OTHER, &Answer { status: 200, body: Hidden::default() }).await.unwrap();
        let end = NOW + GIVEN_UP + KEPT;
        assert!(matches!(begin(db, OTHER, end - 1).await.unwrap(), Begun::Done(_)));
        assert_eq!(forget(db, end - 1).await.unwrap(), 0);
        assert_eq!(begin(db, ONE, end).await.unwrap(), Begun::First);
        assert_eq!(forget(db, end + KEPT).await.unwrap(), 1);
    }

    #[both_databases]
    async fn of_those_who_ask_at_once_one_is_the_first(database: TestDb) {
        let other = database.again().await;
        let asking = (0..20).map(|number| {
            let db = if number % 2 == 0 { &database.db } else { &other };
            async move { begin(db, ONE, NOW).await.unwrap() }
        });
        let first = join_all(asking).await.into_iter().filter(|begun| *begun == Begun::First).count();
        assert_eq!(first, 1);
    }
}
