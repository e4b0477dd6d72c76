//! The installation in numbers; each of them is that of a list (R7).

use std::collections::{BTreeMap, HashMap};

use model::console::{ConsoleQuery, Dashboard, Month};
use model::{Action, Day, Permit, ProductId};
use sea_orm::{ColumnTrait, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::ConsoleError;
use super::licenses::found;
use crate::Db;
use crate::db::entity::{license, organization, product};

/// Number of months shown.
const MONTHS: usize = 12;
/// Number of products shown.
const TOP: u64 = 10;

/// Returns the numbers, all from the same moment. `today` in UTC.
pub async fn dashboard(db: &Db, permit: &Permit, today: Day) -> Result<Dashboard, ConsoleError> {
    permit.only(Action::SeeConsole)?;
    let snapshot = db.begin_snapshot().await?;
    let mut month = Month::of(today);
    let mut expiring = BTreeMap::new();
    for _ in 0..MONTHS {
        expiring.insert(month, 0);
        month = month.next();
    }
    let days: Vec<(chrono::NaiveDate, i64)> = license::Entity::find()
        .filter(license::Column::ExpirationDate.gte(today.date()))
        .filter(license::Column::ExpirationDate.lt(month.first().date()))
        .select_only()
        .column(license::Column::ExpirationDate)
        .column_as(license::Column::Id.count(), "licenses")
        .group_by(license::Column::ExpirationDate)
        .into_tuple()
        .all(&snapshot)
        .await?;
    for (day, count) in days {
        if let Some(sum) = expiring.get_mut(&Month::of(Day::from(day))) {
            *sum += count.unsigned_abs();
        }
    }
    let counts: Vec<(i64, i64)> = license::Entity::find()
        .select_only()
        .column(license::Column::ProductId)
        .column_as(license::Column::Id.count(), "licenses")
        .group_by(license::Column::ProductId)
        .order_by(license::Column::Id.count(), Order::Desc)
        .order_by_asc(license::Column::ProductId)
        .limit(TOP)
        .into_tuple()
        .all(&snapshot)
        .await?;
    let names: Vec<(ProductId, String)> = product::Entity::find()
        .filter(product::Column::Id.is_in(counts.iter().map(|(id, _)| *id)))
        .select_only()
        .columns([product::Column::Id, product::Column::Name])
        .into_tuple()
        .all(&snapshot)
        .await?;
    let mut names: HashMap<ProductId, String> = names.into_iter().collect();
    let products = counts
        .into_iter()
        .map(|(id, count)| (id, names.remove(&id).unwrap_or_default(), count.unsigned_abs()))
        .collect();
    let overused = ConsoleQuery { overused: true, ..ConsoleQuery::default() };
    Ok(Dashboard {
        organizations: organization::Entity::find().count(&snapshot).await?,
        licenses: license::Entity::find().count(&snapshot).await?,
        overused: found(permit, &overused, today).count(&snapshot).await?,
        expiring: expiring.into_iter().collect(),
        products,
    })
}
