//! Limits repeated events to one an hour, or to one in another time.

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use crate::Db;
use crate::db::clock_skew;
use crate::db::entity::event_echo;

/// How long the same event is not recorded again, in milliseconds.
pub(crate) const QUIET: i64 = 3_600_000;

/// Whether there was no such event recently. Of several callers at once, one gets true.
pub(crate) async fn is_news(db: &Db, subject: &str, now: i64) -> Result<bool, DbErr> {
    is_news_after(db.connection(), subject, QUIET, now).await
}

/// Whether there was such an event within the last `quiet` milliseconds. Only reads.
pub(crate) async fn is_quiet(db: &Db, subject: &str, quiet: i64, now: i64) -> Result<bool, DbErr> {
    let row = event_echo::Entity::find_by_id(subject)
        .filter(clock_skew::to_come(event_echo::Column::Until, quiet, now))
        .one(db.connection())
        .await?;
    Ok(row.is_some())
}

/// Whether there was no such event within the last `quiet` milliseconds. Of several callers at once, one gets true.
pub(crate) async fn is_news_after(
    connection: &impl ConnectionTrait,
    subject: &str,
    quiet: i64,
    now: i64,
) -> Result<bool, DbErr> {
    let row = event_echo::ActiveModel { subject: Set(subject.to_owned()), until: Set(now + quiet) };
    let added = event_echo::Entity::insert(row)
        .on_conflict(OnConflict::column(event_echo::Column::Subject).do_nothing().to_owned())
        .exec_without_returning(connection)
        .await?;
    if added > 0 {
        return Ok(true);
    }
    let renewed = event_echo::Entity::update_many()
        .col_expr(event_echo::Column::Until, Expr::value(now + quiet))
        .filter(event_echo::Column::Subject.eq(subject))
        .filter(clock_skew::over(event_echo::Column::Until, quiet, now))
        .exec(connection)
        .await?;
    Ok(renewed.rows_affected > 0)
}

/// Deletes entries that no longer hold anything back.
pub(crate) async fn forget(db: &Db, now: i64) -> Result<(), DbErr> {
    let over = event_echo::Column::Until.lte(now);
    event_echo::Entity::delete_many().filter(over).exec(db.connection()).await.map(|_| ())
}
