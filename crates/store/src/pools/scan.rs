//! Reads what decides the numbers of pools, license by license, in little memory.

use std::collections::HashMap;

use chrono::NaiveDate;
use futures::TryStreamExt as _;
use model::access::GroupId;
use model::activation::Mode;
use model::license::Facts;
use model::pools::{PoolId, PoolQuery, Subunits, Units};
use model::{Day, LicenseId, Permit, Refused};
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, Func, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, DatabaseTransaction, DbErr, StreamTrait, TryGetableMany};

use super::PoolError;
use crate::db::entity::{
    access_group_path, deployment, license, license_assignment, license_tag, pool, pool_tag, product, tag,
};
use crate::db::scope;
use crate::text::{Sought, fold};

/// A license of a pool, as it is stored.
type Row = (
    PoolId,
    LicenseId,
    NaiveDate,
    Option<NaiveDate>,
    i64,
    i64,
    bool,
    bool,
    Option<i64>,
    Option<i64>,
    Option<i64>,
);

/// The columns of a [`Row`] after the numbers of pool and license.
const FACTS: [license::Column; 9] = [
    license::Column::StartDate,
    license::Column::ExpirationDate,
    license::Column::Purchased,
    license::Column::OfflineUnits,
    license::Column::Suspended,
    license::Column::Registered,
    license::Column::Mailboxes,
    license::Column::GatewayUsers,
    license::Column::Connections,
];

/// Units that a license's deployments take: all, and those of offline ones.
type Taken = HashMap<LicenseId, (u64, u64)>;

/// A license of a pool.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scanned {
    pub pool: PoolId,
    pub license: LicenseId,
    pub facts: Facts,
    pub units: Units,
    pub subunits: Subunits,
}

/// Calls `take` with each license within the permit's reach that the query selects, whatever its status; of one pool alone, if it
/// is given.
pub(super) async fn scan(
    snapshot: &DatabaseTransaction,
    permit: &Permit,
    query: &PoolQuery,
    of: Option<PoolId>,
    mut take: impl FnMut(Scanned),
) -> Result<(), PoolError> {
    let chosen = chosen(permit, query, of)?;
    let taken = taken(snapshot, &chosen).await?;
    let mut select = chosen;
    select.columns([
        (license_assignment::Entity, license_assignment::Column::PoolId),
        (license_assignment::Entity, license_assignment::Column::LicenseId),
    ]);
    select.columns(FACTS.map(|column| (license::Entity, column)));
    for_each(snapshot, &select, |row: Row| take(scanned(row, &taken))).await
}

fn scanned(row: Row, taken: &Taken) -> Scanned {
    let (pool, license, start, expiration, purchased, reserved, suspended, registered, a, b, c) = row;
    let (all, offline) = taken.get(&license).copied().unwrap_or_default();
    let facts = Facts {
        start: start.into(),
        expiration: expiration.map(Day::from),
        deployed: u32::try_from(all).unwrap_or(u32::MAX),
        purchased: u32::try_from(purchased).unwrap_or(u32::MAX),
        suspended,
        registered,
    };
    // Offline deployments take what is reserved for them.
    let units = Units::of(unsigned(purchased), all - offline, Ord::max(unsigned(reserved), offline));
    let included = |number: Option<i64>| number.map(unsigned);
    let subunits = Subunits { mailboxes: included(a), gateway_users: included(b), connections: included(c) };
    Scanned { pool, license, facts, units, subunits }
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// The assignments within reach that the query selects, whatever the status of their licenses.
fn chosen(permit: &Permit, query: &PoolQuery, of: Option<PoolId>) -> Result<SelectStatement, Refused> {
    let own = permit.organization().ok_or(Refused)?;
    let pool = || Expr::col((license_assignment::Entity, license_assignment::Column::PoolId));
    let sought = Sought::typed(&query.search);
    let mut select = scope::assignments(permit);
    let found = Condition::all()
        .add_option(of.map(|of| pool().eq(of)))
        .add_option((!sought.is_empty()).then(|| matching(own, &sought)))
        .add_option(query.tag.as_deref().map(|tag| tagged(own, &fold(tag))))
        .add_option(query.group.map(|group| pool().in_subquery(pools_in(own, group))));
    select.cond_where(found);
    Ok(select)
}

fn matching(own: i64, sought: &Sought) -> Condition {
    let mut named = Query::select();
    named.column(pool::Column::Id).from(pool::Entity);
    named.and_where(pool::Column::OrganizationId.eq(own));
    named.and_where(sought.within(Expr::col((pool::Entity, pool::Column::NameFolded))));
    let pool = Expr::col((license_assignment::Entity, license_assignment::Column::PoolId));
    Condition::any()
        .add(pool.in_subquery(named))
        .add(sought.within(Expr::col((product::Entity, product::Column::NameFolded))))
        // Public IDs are ASCII, where the databases agree on case.
        .add(sought.within(Func::lower(Expr::col((license::Entity, license::Column::PublicId)))))
}

fn tagged(own: i64, folded: &str) -> Condition {
    let tags = || {
        let mut tags = Query::select();
        tags.column(tag::Column::Id).from(tag::Entity);
        tags.and_where(tag::Column::OrganizationId.eq(own)).and_where(tag::Column::NameFolded.eq(folded));
        tags
    };
    let mut pools = Query::select();
    pools.column(pool_tag::Column::PoolId).from(pool_tag::Entity);
    pools.and_where(pool_tag::Column::OrganizationId.eq(own));
    pools.and_where(pool_tag::Column::TagId.in_subquery(tags()));
    let mut licenses = Query::select();
    licenses.column(license_tag::Column::LicenseId).from(license_tag::Entity);
    licenses.and_where(license_tag::Column::OrganizationId.eq(own));
    licenses.and_where(license_tag::Column::TagId.in_subquery(tags()));
    let of = |column| Expr::col((license_assignment::Entity, column));
    Condition::any()
        .add(of(license_assignment::Column::PoolId).in_subquery(pools))
        .add(of(license_assignment::Column::LicenseId).in_subquery(licenses))
}

fn pools_in(own: i64, group: GroupId) -> SelectStatement {
    let mut below = Query::select();
    below.column(access_group_path::Column::DescendantId).from(access_group_path::Entity);
    below.and_where(access_group_path::Column::AncestorId.eq(group));
    let mut pools = Query::select();
    pools.column(pool::Column::Id).from(pool::Entity);
    pools.and_where(pool::Column::OrganizationId.eq(own));
    pools.and_where(pool::Column::GroupId.in_subquery(below));
    pools
}

async fn taken(snapshot: &DatabaseTransaction, chosen: &SelectStatement) -> Result<Taken, PoolError> {
    let mut licenses = chosen.clone();
    licenses.column((license_assignment::Entity, license_assignment::Column::LicenseId));
    let quantity = || Expr::col((deployment::Entity, deployment::Column::Quantity));
    let is_offline = Expr::col((deployment::Entity, deployment::Column::Mode)).eq(Mode::Offline.name());
    let offline = CaseStatement::new().case(is_offline, quantity()).finally(0);
    let mut select = Query::select();
    select
        .column(deployment::Column::LicenseId)
        // PostgreSQL's sum of bigint is numeric.
        .expr(quantity().sum().cast_as("bigint"))
        .expr(Func::sum(offline).cast_as("bigint"))
        .from(deployment::Entity)
        .and_where(Expr::col((deployment::Entity, deployment::Column::LicenseId)).in_subquery(licenses))
        .group_by_col(deployment::Column::LicenseId);
    let mut taken = HashMap::new();
    for_each(snapshot, &select, |(license, all, offline): (LicenseId, i64, i64)| {
        taken.insert(license, (unsigned(all), unsigned(offline)));
    })
    .await?;
    Ok(taken)
}

/// Calls `take` with each row of a query, as it comes.
async fn for_each<T: TryGetableMany>(
    snapshot: &DatabaseTransaction,
    select: &SelectStatement,
    mut take: impl FnMut(T),
) -> Result<(), PoolError> {
    let mut rows = snapshot.stream(select).await?;
    while let Some(row) = rows.try_next().await? {
        take(T::try_get_many_by_index(&row).map_err(DbErr::from)?);
    }
    Ok(())
}
