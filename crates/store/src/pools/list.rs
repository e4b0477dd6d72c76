//! Lists the pools of an organization, page by page.

use std::collections::{HashMap, HashSet};

use model::list::PAGE;
use model::pools::{Pool, PoolColumn, PoolId, PoolList, PoolQuery, Subunits, Units, warnings};
use model::{Action, Day, Permit, Refused, Status};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};

use super::reach::{reached, reaches_all};
use super::scan::{Scanned, scan};
use super::tags;
use super::tree::Tree;
use super::{PoolError, filter_of};
use crate::db::entity::pool;
use crate::text::{Sought, order_key};
use crate::{Db, aside};

/// Returns the query's page of the pools within the permit's reach, as of `today` in UTC. All numbers are of licenses that the
/// permit reaches and the query selects. `tagging` says which of them the reader may tag.
///
/// Reads each license's facts once, on a thread of its own: only [`model::license::Facts::standing`] knows its status.
pub async fn list(
    db: &Db,
    permit: &Permit,
    tagging: Option<&Permit>,
    query: &PoolQuery,
    today: Day,
) -> Result<PoolList, PoolError> {
    permit.only(Action::SeePools)?;
    if let Some(tagging) = tagging {
        tagging.only(Action::EditTags)?;
    }
    let (db, permit, tagging, query) = (db.clone(), permit.clone(), tagging.cloned(), query.clone());
    aside(move || async move {
        let snapshot = db.begin_long_snapshot().await?;
        let listed = listed(&snapshot.transaction, &permit, tagging.as_ref(), &query, today).await?;
        snapshot.transaction.commit().await?;
        Ok(listed)
    })
    .await
}

/// The sums over a pool's licenses.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    licenses: u64,
    status: Option<Status>,
    warnings: u8,
    units: Units,
    subunits: Subunits,
    expiration: Option<Day>,
}

impl Sums {
    fn add(&mut self, row: &Scanned, status: Status, warnings: u8) {
        self.licenses += 1;
        self.status = self.status.into_iter().chain([status]).max_by_key(|status| status.gravity());
        self.warnings |= warnings;
        self.units.add(row.units);
        self.subunits.add(row.subunits);
        self.expiration = self.expiration.into_iter().chain(row.facts.expiration).min();
    }
}

async fn listed(
    snapshot: &DatabaseTransaction,
    permit: &Permit,
    tagging: Option<&Permit>,
    query: &PoolQuery,
    today: Day,
) -> Result<PoolList, PoolError> {
    let tree = Tree::read(snapshot, permit).await?;
    if query.group.is_some_and(|group| !tree.has(group)) {
        return Ok(PoolList::default());
    }
    let mut counts = [0; 5];
    let mut sums: HashMap<PoolId, Sums> = HashMap::new();
    scan(snapshot, permit, query, None, |row| {
        let standing = row.facts.standing(today);
        let filter = filter_of(standing);
        counts[filter as usize] += 1;
        if query.takes(filter) {
            let warnings = standing.warnings().fold(0, |bits, warning| bits | warning.bit());
            sums.entry(row.pool).or_default().add(&row, standing.status(), warnings);
        }
    })
    .await?;
    let pools = found(snapshot, permit, query, &tree, &sums).await?;
    let pools = sorted(pools, query, &tree, &sums);
    let count = pools.len() as u64;
    let begin = usize::try_from(u64::from(query.page) * u64::from(PAGE)).unwrap_or(usize::MAX);
    let page: Vec<pool::Model> = pools.into_iter().skip(begin).take(PAGE as usize).collect();
    let ids: Vec<PoolId> = page.iter().map(|row| row.id).collect();
    let mut tags = tags::of_pools(snapshot, permit, &ids).await?;
    let taggable: HashSet<PoolId> = match tagging {
        Some(tagging) => reached(snapshot, tagging, &ids).await?.iter().map(|row| row.id).collect(),
        None => HashSet::new(),
    };
    let told = |row: pool::Model| {
        let sums = sums.get(&row.id).copied().unwrap_or_default();
        Pool {
            id: row.id,
            path: tree.path(row.group_id),
            group: row.group_id,
            name: row.name,
            version: row.version,
            licenses: sums.licenses,
            status: sums.status,
            warnings: warnings(sums.warnings),
            units: sums.units,
            subunits: sums.subunits,
            expiration: sums.expiration,
            tags: tags.remove(&row.id).unwrap_or_default(),
            may_tag: taggable.contains(&row.id),
        }
    };
    let pools = page.into_iter().map(told).collect();
    let of_group = query.group.map(|group| tree.path(group));
    Ok(PoolList { pools, found: count, counts, of_group })
}

/// The pools with selected licenses. Whoever reaches all pools also gets those without any license, unless the query is about
/// licenses.
async fn found(
    snapshot: &DatabaseTransaction,
    permit: &Permit,
    query: &PoolQuery,
    tree: &Tree,
    sums: &HashMap<PoolId, Sums>,
) -> Result<Vec<pool::Model>, PoolError> {
    let own = permit.organization().ok_or(Refused)?;
    let rows = pool::Entity::find().filter(pool::Column::OrganizationId.eq(own)); // tenant: own pools, listed
    let mut rows = rows.all(snapshot).await?;
    let empty = if reaches_all(permit) && query.statuses.is_empty() && query.tag.is_none() {
        empty(snapshot, permit, query).await?
    } else {
        HashSet::new()
    };
    let in_group = |row: &pool::Model| query.group.is_none_or(|group| tree.is_below(row.group_id, group));
    rows.retain(|row| {
        let is_listed = sums.contains_key(&row.id) || empty.contains(&row.id) && in_group(row);
        is_listed && tree.has(row.group_id) // tenant: pools within reach, listed
    });
    Ok(rows)
}

/// Numbers of the pools without licenses whose names the search finds.
async fn empty(
    snapshot: &DatabaseTransaction,
    permit: &Permit,
    query: &PoolQuery,
) -> Result<HashSet<PoolId>, PoolError> {
    let own = permit.organization().ok_or(Refused)?;
    let sought = Sought::typed(&query.search);
    let rows = pool::Entity::find()
        .filter(pool::Column::OrganizationId.eq(own)) // tenant: own pools without licenses
        .filter(super::reach::without_licenses())
        .all(snapshot)
        .await?;
    let is_found = |row: &pool::Model| sought.is_empty() || sought.is_in(&row.name_folded);
    Ok(rows.into_iter().filter(is_found).map(|row| row.id).collect())
}

fn sorted(
    mut pools: Vec<pool::Model>,
    query: &PoolQuery,
    tree: &Tree,
    sums: &HashMap<PoolId, Sums>,
) -> Vec<pool::Model> {
    pools.sort_by_cached_key(|row| (order_key(&row.name), row.id));
    let of = |row: &pool::Model| sums.get(&row.id).copied().unwrap_or_default();
    let number: fn(Sums) -> u64 = match query.sort.column {
        PoolColumn::Name | PoolColumn::Group => |_| 0,
        PoolColumn::Status => |sums| sums.status.map_or(0, |status| 1 + u64::from(status.gravity())),
        PoolColumn::Licenses => |sums| sums.licenses,
        PoolColumn::Units => |sums| sums.units.total,
        PoolColumn::Online => |sums| sums.units.online,
        PoolColumn::Offline => |sums| sums.units.offline,
        PoolColumn::Free => |sums| sums.units.free,
        // Moved up, so that days before 1970 stay in order.
        PoolColumn::Expiration => {
            |sums| sums.expiration.map_or(u64::MAX, |day| i64::from(day.0).abs_diff(i64::MIN))
        }
    };
    match query.sort.column {
        PoolColumn::Name => {}
        PoolColumn::Group => {
            let keys: HashMap<_, _> = tree
                .rows()
                .map(|row| (row.id, tree.full_path(row.id).into_iter().map(order_key).collect::<Vec<_>>()))
                .collect();
            pools.sort_by(|a, b| keys.get(&a.group_id).cmp(&keys.get(&b.group_id)));
        }
        _ => pools.sort_by_cached_key(|row| number(of(row))),
    }
    if query.sort.descending {
        pools.reverse();
    }
    pools
}
