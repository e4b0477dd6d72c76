//! Whether a report is stale (R10).

use model::Permit;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use crate::entity::{event, license};
use crate::{Db, scope};

/// Kinds that change no count, no status and no text of a report.
const HARMLESS: [&str; 4] = ["pinned", "unpinned", "signed-in", "signed-out"];

/// Whether anything happened to a license within the permit's reach at or after that moment, other than what the
/// person did itself; `since` in milliseconds since the Unix epoch.
pub async fn changed_since(db: &Db, permit: &Permit, since: i64) -> Result<bool, DbErr> {
    let mut visible = Query::select();
    visible
        .column((license::Entity, license::Column::Id))
        .from(license::Entity)
        .cond_where(scope::licenses_in_reach(permit));
    let own_or_open =
        event::Column::VisibleTo.is_null().or(event::Column::VisibleTo.eq(permit.organization()));
    let mine = Expr::col(event::Column::UserId).eq(permit.user());
    let first: Option<i64> = event::Entity::find()
        .filter(event::Column::At.gte(since))
        .filter(event::Column::LicenseId.in_subquery(visible))
        .filter(event::Column::Kind.is_not_in(HARMLESS))
        .filter(own_or_open)
        .filter(event::Column::UserId.is_null().or(mine.not()))
        .select_only()
        .column(event::Column::Id)
        .into_tuple()
        .one(db.connection())
        .await?;
    Ok(first.is_some())
}
