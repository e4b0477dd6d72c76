//! What is told once an hour, whoever does it again and again.

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};

use crate::Db;
use crate::db::ahead;
use crate::db::entity::event_echo;

/// For so long the same is not told again, in milliseconds.
pub(crate) const QUIET: i64 = 3_600_000;

/// Whether that was not told of late; of several who ask at once one is told so.
pub(crate) async fn is_news(db: &Db, subject: &str, now: i64) -> Result<bool, DbErr> {
    let row = event_echo::ActiveModel { subject: Set(subject.to_owned()), until: Set(now + QUIET) };
    let added = event_echo::Entity::insert(row)
        .on_conflict(OnConflict::column(event_echo::Column::Subject).do_nothing().to_owned())
        .exec_without_returning(db.connection())
        .await?;
    if added > 0 {
        return Ok(true);
    }
    let renewed = event_echo::Entity::update_many()
        .col_expr(event_echo::Column::Until, Expr::value(now + QUIET))
        .filter(event_echo::Column::Subject.eq(subject))
        .filter(ahead::over(event_echo::Column::Until, QUIET, now))
        .exec(db.connection())
        .await?;
    Ok(renewed.rows_affected > 0)
}

/// Forgets what would be told again anyway.
pub(crate) async fn forget(db: &Db, now: i64) -> Result<(), DbErr> {
    let over = event_echo::Column::Until.lte(now);
    event_echo::Entity::delete_many().filter(over).exec(db.connection()).await.map(|_| ())
}
