//! Guesses: attempts of which only the wrong ones count.
//!
//! A guess is reserved before it is checked and settled afterwards, so that no more are checked at once than may be wrong. If
//! the guesses under way could use up the limit, the next one waits: they may all be right.

use std::time::Duration;

use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::{Throttled, is_old, refusal};
use crate::Db;
use crate::db::entity::throttle;

/// The pause between tries to reserve a guess, and their number.
const WAIT: Duration = Duration::from_millis(50);
const WAITS: u32 = 100;

/// A subject that guesses are counted by, and how many of them may be wrong.
pub(crate) type Counted = (String, i32);

/// A guess being checked. It must be settled.
#[must_use]
pub(crate) struct Guess(Vec<String>);

/// Reserves a guess. Refuses it if too many were wrong within [`WINDOW`](super::WINDOW).
pub(crate) async fn guess(
    db: &Db,
    counted: Vec<Counted>,
    now: i64,
) -> Result<Result<Guess, Throttled>, DbErr> {
    let mut guess = Guess(Vec::with_capacity(counted.len()));
    for (subject, limit) in counted {
        let refused = match reserve(db, &subject, limit, now).await {
            Ok(Ok(())) => {
                guess.0.push(subject);
                continue;
            }
            Ok(Err(throttled)) => Ok(Err(throttled)),
            Err(error) => Err(error),
        };
        guess.settle(db, false).await?;
        return refused;
    }
    Ok(Ok(guess))
}

impl Guess {
    /// Settles a wrong guess, which counts.
    pub(crate) async fn wrong(self, db: &Db) -> Result<(), DbErr> {
        self.settle(db, true).await
    }

    /// Settles a correct guess, which does not count. Earlier wrong ones are forgotten for the subjects in `forgotten`.
    pub(crate) async fn right(self, db: &Db, forgotten: &[String]) -> Result<(), DbErr> {
        let mut done = Ok(());
        for subject in forgotten {
            let forget = throttle::Entity::update_many()
                .col_expr(throttle::Column::Failures, Expr::value(0))
                .filter(throttle::Column::Subject.eq(subject));
            done = done.and(forget.exec(db.connection()).await.map(|_| ()));
        }
        // Settled in any case: it is no longer under way.
        self.settle(db, false).await.and(done)
    }

    /// Settles it for all its subjects, even if one of them fails.
    async fn settle(self, db: &Db, is_failure: bool) -> Result<(), DbErr> {
        let mut settled = Ok(());
        // One by one: statements that lock several rows could deadlock.
        for subject in self.0 {
            let failures = Expr::col(throttle::Column::Failures).add(i32::from(is_failure));
            let settle = throttle::Entity::update_many()
                .col_expr(throttle::Column::Pending, Expr::col(throttle::Column::Pending).sub(1))
                .col_expr(throttle::Column::Failures, failures)
                .filter(throttle::Column::Subject.eq(subject))
                .filter(throttle::Column::Pending.gt(0));
            settled = settled.and(settle.exec(db.connection()).await.map(|_| ()));
        }
        settled
    }
}

async fn reserve(db: &Db, subject: &str, limit: i32, now: i64) -> Result<Result<(), Throttled>, DbErr> {
    let mut waits = 0;
    while !try_reserve(db, subject, limit, now).await? {
        // Reading blocks no writer.
        while let Some(state) = throttle::Entity::find_by_id(subject).one(db.connection()).await? {
            if state.failures >= limit || waits == WAITS {
                return Ok(Err(refusal(state.since, now)));
            }
            if state.failures + state.pending < limit {
                break;
            }
            waits += 1;
            tokio::time::sleep(WAIT).await;
        }
    }
    Ok(Ok(()))
}

/// Returns `false` if so many were wrong, or are under way, that one more might exceed the limit.
async fn try_reserve(db: &Db, subject: &str, limit: i32, now: i64) -> Result<bool, DbErr> {
    let column = |column| Expr::col((throttle::Entity, column));
    let case = |old: i32, new: Expr| CaseStatement::new().case(is_old(now), old).finally(new);
    let row = throttle::ActiveModel {
        subject: Set(subject.to_owned()),
        failures: Set(0),
        pending: Set(1),
        since: Set(now),
    };
    let is_free = column(throttle::Column::Failures).add(column(throttle::Column::Pending)).lt(limit);
    let since = CaseStatement::new().case(is_old(now), now).finally(column(throttle::Column::Since));
    let again = OnConflict::column(throttle::Column::Subject)
        .value(throttle::Column::Failures, case(0, column(throttle::Column::Failures)))
        .value(throttle::Column::Pending, case(1, column(throttle::Column::Pending).add(1)))
        .value(throttle::Column::Since, since)
        .action_and_where(is_old(now).or(is_free))
        .to_owned();
    let reserved = throttle::Entity::insert(row).on_conflict(again);
    Ok(reserved.exec_without_returning(db.connection()).await? == 1)
}

#[cfg(test)]
mod tests {
    use sea_orm::ConnectionTrait as _;

    use super::*;
    use crate::testing::{NOW, sqlite};

    #[tokio::test]
    async fn a_guess_whose_account_fails_in_the_database_is_not_under_way_elsewhere() {
        let database = sqlite().await;
        let db = &database.db;
        let counted = || ["broken", "address"].map(|subject| (subject.to_owned(), 10)).to_vec();
        let (wrong, right) = (guess(db, counted(), NOW), guess(db, counted(), NOW));
        let (wrong, right) = (wrong.await.unwrap().unwrap(), right.await.unwrap().unwrap());
        let trigger = "CREATE TRIGGER broken BEFORE UPDATE ON throttles WHEN old.subject = 'broken' \
            BEGIN SELECT RAISE(ABORT, 'broken'); END";
        db.connection().execute_unprepared(trigger).await.unwrap();
        let state = async || {
            let row = throttle::Entity::find_by_id("address").one(db.connection()).await.unwrap().unwrap();
            (row.failures, row.pending)
        };
        assert_eq!(state().await, (0, 2));
        assert!(wrong.wrong(db).await.is_err());
        assert_eq!(state().await, (1, 1));
        assert!(right.right(db, &["broken".to_owned(), "address".to_owned()]).await.is_err());
        assert_eq!(state().await, (0, 0));
    }
}
