//! License History: the events of one license (DOMAIN.md section 4).

use std::collections::HashMap;

use model::{LicenseId, Permit, Refused};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};

use super::LicenseError;
use crate::entity::{event, membership, organization, user};
use crate::event::Kind;
use crate::{Db, scope};

/// The most events that are given.
const HISTORY_LIMIT: u64 = 500;

/// An event as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryEntry {
    /// When, in milliseconds since the Unix epoch.
    pub at: i64,
    /// Who: the person's name within the own organisation, the organisation's name otherwise; none for the
    /// installation itself.
    pub who: Option<String>,
    /// What happened.
    pub kind: Kind,
    /// The value before.
    pub old: String,
    /// The value after.
    pub new: String,
}

/// The latest events of a license, newest first: those open to all who see it, and the own organisation's (R4).
/// Pins are private: only one's own are there.
pub async fn history(
    db: &Db,
    permit: &Permit,
    license: LicenseId,
) -> Result<Vec<HistoryEntry>, LicenseError> {
    if !scope::reaches(db.connection(), permit, license).await? {
        return Err(Refused.into());
    }
    let own = event::Column::VisibleTo.eq(permit.organization());
    let not_a_pin = event::Column::Kind.is_not_in([Kind::Pinned.name(), Kind::Unpinned.name()]);
    let rows = event::Entity::find()
        .filter(event::Column::LicenseId.eq(license))
        .filter(event::Column::VisibleTo.is_null().or(own)) // tenant: own partner notes, in events
        .filter(not_a_pin.or(event::Column::UserId.eq(permit.user()))) // tenant: own pins
        .order_by_desc(event::Column::Id)
        .limit(HISTORY_LIMIT)
        .all(db.connection())
        .await?;
    let colleagues = colleagues(db, permit, &rows).await?;
    let organizations = organizations(db, &rows).await?;
    let entry = |row: event::Model| {
        let kind = Kind::from_name(&row.kind)?;
        let colleague = row.user_id.and_then(|user| colleagues.get(&user).cloned());
        let who = colleague.or_else(|| row.organization_id.and_then(|id| organizations.get(&id).cloned()));
        Some(HistoryEntry { at: row.at, who, kind, old: row.old, new: row.new })
    };
    Ok(rows.into_iter().filter_map(entry).collect())
}

/// Names of those who acted and are in the asking person's organisation, or are the person itself.
async fn colleagues(db: &Db, permit: &Permit, rows: &[event::Model]) -> Result<HashMap<i64, String>, DbErr> {
    let users: Vec<_> = rows.iter().filter_map(|row| row.user_id).collect();
    let join =
        user::Entity::belongs_to(membership::Entity).from(user::Column::Id).to(membership::Column::UserId);
    let colleague = membership::Column::OrganizationId.eq(permit.organization());
    let names: Vec<(i64, String)> = user::Entity::find()
        .join(JoinType::LeftJoin, join.into())
        .filter(user::Column::Id.is_in(users))
        .filter(colleague.or(user::Column::Id.eq(permit.user())))
        .select_only()
        .columns([user::Column::Id, user::Column::Name])
        .into_tuple()
        .all(db.connection())
        .await?;
    Ok(names.into_iter().collect())
}

async fn organizations(db: &Db, rows: &[event::Model]) -> Result<HashMap<i64, String>, DbErr> {
    let ids: Vec<_> = rows.iter().filter_map(|row| row.organization_id).collect();
    let names: Vec<(i64, String)> = organization::Entity::find()
        .filter(organization::Column::Id.is_in(ids))
        .select_only()
        .columns([organization::Column::Id, organization::Column::Name])
        .into_tuple()
        .all(db.connection())
        .await?;
    Ok(names.into_iter().collect())
}
