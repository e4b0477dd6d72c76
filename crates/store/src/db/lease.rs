//! Turns: work that one of several servers does at a time.

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};

use crate::Db;
use crate::db::clock_skew;
use crate::db::entity::lease;

/// Takes the turn to do `name` from `now` until `until`, both in milliseconds since the Unix epoch. Returns whether it was
/// free. Of several that ask at once one gets it: the condition is part of the write. A turn that ends further ahead than this
/// one would counts as free: the clock of the server that took it was wrong.
pub async fn take(db: &Db, name: &str, holder: &str, now: i64, until: i64) -> Result<bool, DbErr> {
    let taken = lease::Entity::update_many()
        .col_expr(lease::Column::Holder, Expr::value(holder))
        .col_expr(lease::Column::Until, Expr::value(until))
        .filter(lease::Column::Name.eq(name))
        .filter(clock_skew::over(lease::Column::Until, until.saturating_sub(now), now))
        .exec(db.connection())
        .await?;
    if taken.rows_affected > 0 {
        return Ok(true);
    }
    // Nobody ever had it, or another server has it now.
    let first =
        lease::ActiveModel { name: Set(name.to_owned()), holder: Set(holder.to_owned()), until: Set(until) };
    let added = lease::Entity::insert(first)
        .on_conflict(OnConflict::column(lease::Column::Name).do_nothing().to_owned())
        .exec_without_returning(db.connection())
        .await?;
    Ok(added > 0)
}

#[cfg(test)]
mod tests {
    use futures::future::join_all;

    use super::*;
    use crate::testing::{NOW, TestDb, both_databases};

    #[both_databases]
    async fn a_turn_is_one_servers_until_it_is_over(database: TestDb) {
        let db = &database.db;
        assert!(take(db, "release", "a", NOW, NOW + 50).await.unwrap());
        assert!(!take(db, "release", "b", NOW + 49, NOW + 99).await.unwrap());
        assert!(take(db, "other", "b", NOW, NOW + 50).await.unwrap());
        assert!(!take(db, "release", "a", NOW + 49, NOW + 60).await.unwrap());
        assert!(take(db, "release", "b", NOW + 50, NOW + 99).await.unwrap());
    }

    #[both_databases]
    async fn of_those_who_ask_at_once_one_gets_the_turn(database: TestDb) {
        let other = database.again().await;
        for round in 0..5 {
            let now = NOW + round * 100;
            let asking = (0..10).map(|number| {
                let db = if number % 2 == 0 { &database.db } else { &other };
                async move { take(db, "race", &format!("{number}"), now, now + 100).await.unwrap() }
            });
            let winners = join_all(asking).await.into_iter().filter(|won| *won).count();
            assert_eq!(winners, 1);
        }
    }
}
