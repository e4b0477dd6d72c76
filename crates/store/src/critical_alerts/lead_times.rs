//! Lead times of single licenses, separate for each organization.

use std::collections::HashMap;

use model::critical_alert::{LeadTimes, checked_lead_times, lead_times_text};
use model::{Action, Day, LicenseId, OrganizationId, Permit, Refused};
use sea_orm::sea_query::{LockType, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter,
    QuerySelect,
};

use super::AlertError;
use super::ending::own_lead_times;
use crate::Db;
use crate::db::batch::BATCH;
use crate::db::entity::{license, license_assignment, license_lead_time, organization, product};
use crate::db::licenses_named::named;
use crate::db::{batch, scope};
use crate::events::{Event, Kind};
use crate::text::order_key;

type Row = (LicenseId, String, String, Option<chrono::NaiveDate>);

/// Returns the organization's licenses with lead times of their own that the reader may see (R3), by product. `permit` is to
/// list critical alert users, `listing` to list licenses.
pub async fn lead_times(db: &Db, permit: &Permit, listing: &Permit) -> Result<Vec<LeadTimes>, AlertError> {
    permit.only(Action::ListAlertUsers)?;
    listing.only(Action::ListLicenses)?;
    let own = permit.organization().ok_or(Refused)?;
    let with_own: Vec<LicenseId> = license_lead_time::Entity::find()
        .filter(license_lead_time::Column::OrganizationId.eq(own)) // tenant: licenses with own lead times
        .select_only()
        .column(license_lead_time::Column::LicenseId)
        .distinct()
        .into_tuple()
        .all(db.connection())
        .await?;
    let (mut days, mut rows) = (HashMap::new(), Vec::new());
    for ids in with_own.chunks(BATCH) {
        let of = seen(own, listing, ids);
        days.extend(own_lead_times(db.connection(), own, of.clone()).await?);
        rows.extend(described(db.connection(), of).await?);
    }
    rows.sort_by_cached_key(|(id, _, product, _)| (order_key(product), *id));
    let told = |(id, public_id, product, expiration): Row| LeadTimes {
        public_id,
        product,
        expiration: expiration.map(Day::from),
        days: days.remove(&id).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(told).collect())
}

async fn described(connection: &impl ConnectionTrait, of: Condition) -> Result<Vec<Row>, DbErr> {
    let product =
        license::Entity::belongs_to(product::Entity).from(license::Column::ProductId).to(product::Column::Id);
    license::Entity::find()
        .join(JoinType::InnerJoin, product.into())
        .filter(of)
        .select_only()
        .column(license::Column::Id)
        .column(license::Column::PublicId)
        .column(product::Column::Name)
        .column(license::Column::ExpirationDate)
        .into_tuple()
        .all(connection)
        .await
}

/// Sets the lead times, as typed, that the license with that key or public ID has in the permit's organization; None resets
/// them to the usual ones. Other organizations with the license keep theirs. `permit` is to change critical alert users,
/// `listing` to list licenses; `now` in milliseconds since the Unix epoch.
pub async fn set_lead_times(
    db: &Db,
    permit: &Permit,
    listing: &Permit,
    (license, typed): (&str, Option<&str>),
    now: i64,
) -> Result<(), AlertError> {
    permit.only(Action::ChangeAlertUsers)?;
    listing.only(Action::ListLicenses)?;
    let own = permit.organization().ok_or(Refused)?;
    let days = typed.map(checked_lead_times).transpose()?.unwrap_or_default();
    let transaction = db.begin_write().await?;
    // If two people set them at once, the second waits and replaces those of the first.
    organization::Entity::find_by_id(own).lock(LockType::NoKeyUpdate).one(&transaction).await?;
    let id = find(&transaction, own, listing, license.trim()).await?.ok_or(AlertError::NoLicense)?;
    let of = Condition::all().add(license::Column::Id.eq(id));
    let before = own_lead_times(&transaction, own, of).await?.remove(&id).unwrap_or_default();
    if before == days {
        return Ok(());
    }
    license_lead_time::Entity::delete_many()
        .filter(license_lead_time::Column::LicenseId.eq(id))
        .filter(license_lead_time::Column::OrganizationId.eq(own)) // tenant: own lead times, changed
        .exec(&transaction)
        .await?;
    let row = |days: &u16| license_lead_time::ActiveModel {
        organization_id: Set(own),
        license_id: Set(id),
        days: Set(i32::from(*days)),
    };
    batch::insert(&transaction, days.iter().map(row).collect()).await?;
    let (before, after) = (lead_times_text(&before), lead_times_text(&days));
    let event = Event::by(permit, now, Kind::LeadTimesChanged).on(id).change(&before, &after);
    // Partners who see the license's history must not see its customer's alerts.
    Event { visible_to: Some(own), ..event }.record(&transaction).await?;
    Ok(transaction.commit().await?)
}

async fn find(
    connection: &impl ConnectionTrait,
    own: OrganizationId,
    listing: &Permit,
    typed: &str,
) -> Result<Option<LicenseId>, AlertError> {
    let named = named(connection, typed).await?;
    let ids = license::Entity::find().select_only().column(license::Column::Id);
    let seen: Vec<LicenseId> = ids.filter(seen(own, listing, &named)).into_tuple().all(connection).await?;
    Ok(named.into_iter().find(|id| seen.contains(id)))
}

/// On rows of licenses: those of `ids` that the organization has and the reader may see.
fn seen(own: OrganizationId, listing: &Permit, ids: &[LicenseId]) -> Condition {
    let mut assigned = Query::select();
    assigned.column(license_assignment::Column::LicenseId).from(license_assignment::Entity);
    assigned.and_where(license_assignment::Column::LicenseId.is_in(ids.iter().copied()));
    assigned.and_where(license_assignment::Column::OrganizationId.eq(own)); // tenant: own licenses, their lead times
    let mut seen = Condition::all().add(license::Column::Id.in_subquery(assigned));
    seen = seen.add(scope::licenses_among(listing, ids)); // tenant: licenses that the reader sees, their lead times
    seen
}
