//! The active deployments of a license, by page: Manage Active Deployments, and the report's second sheet.

use model::{LicenseId, Permit, Refused};
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{Deployment, DeploymentError, REMOVE_LIMIT};
use crate::entity::{deployment, license};
use crate::text::Sought;
use crate::{Db, scope};

/// The most deployments of one page.
pub const LIST_LIMIT: u64 = 1_000;

/// What deployments are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DeploymentSort {
    /// The ID that the installation gives itself.
    DeploymentId,
    /// Name of the computer.
    HostName,
    /// Its platform.
    Platform,
    /// Version of the product.
    ProductVersion,
    /// Online or offline.
    Mode,
    /// Units.
    Quantity,
    /// Its group.
    Group,
    /// When it was activated.
    #[default]
    Activated,
    /// When it was last heard of.
    LastSeen,
}

/// Which page is asked for.
#[derive(Clone, Debug, Default)]
pub struct DeploymentQuery {
    /// Part of a deployment ID, host name, platform, version or group, in any case; empty for all.
    pub search: String,
    /// The order.
    pub sort: DeploymentSort,
    /// From the last to the first.
    pub descending: bool,
    /// How many come before the page.
    pub offset: u64,
    /// How many are on it, up to [`LIST_LIMIT`].
    pub limit: u64,
}

/// A page of deployments.
#[derive(Clone, Debug, Default)]
pub struct DeploymentPage {
    /// Those on it.
    pub deployments: Vec<Deployment>,
    /// How many the search finds.
    pub found: u64,
    /// How many there are.
    pub total: u64,
}

/// The page that is asked for.
pub async fn list(
    db: &Db,
    permit: &Permit,
    license: LicenseId,
    query: &DeploymentQuery,
) -> Result<DeploymentPage, DeploymentError> {
    let snapshot = db.begin_snapshot().await?;
    if !scope::reaches(&snapshot, permit, license).await? {
        return Err(Refused.into());
    }
    let all = deployment::Entity::find().filter(deployment::Column::LicenseId.eq(license));
    let total = all.clone().count(&snapshot).await?;
    let sought = Sought::typed(&query.search);
    let found = all.filter(sought.within(deployment::Column::TextFolded));
    let count = if sought.is_empty() { total } else { found.clone().count(&snapshot).await? };
    let order = if query.descending { Order::Desc } else { Order::Asc };
    let rows = found
        .order_by(column(query.sort), order.clone())
        .order_by(deployment::Column::Id, order)
        .offset(query.offset)
        .limit(Ord::min(query.limit, LIST_LIMIT))
        .all(&snapshot)
        .await?;
    Ok(DeploymentPage { deployments: rows.into_iter().map(Into::into).collect(), found: count, total })
}

/// Number, deployment ID and units of the deployments that the search finds, in the order of their numbers, up to
/// [`REMOVE_LIMIT`]: to select them all.
pub async fn find_all(
    db: &Db,
    permit: &Permit,
    license: LicenseId,
    search: &str,
) -> Result<Vec<(i64, String, u32)>, DeploymentError> {
    if !scope::reaches(db.connection(), permit, license).await? {
        return Err(Refused.into());
    }
    let found: Vec<(i64, String, i64)> = deployment::Entity::find()
        .filter(deployment::Column::LicenseId.eq(license))
        .filter(Sought::typed(search).within(deployment::Column::TextFolded))
        .order_by_asc(deployment::Column::Id)
        .limit(REMOVE_LIMIT as u64)
        .select_only()
        .columns([deployment::Column::Id, deployment::Column::DeploymentId, deployment::Column::Quantity])
        .into_tuple()
        .all(db.connection())
        .await?;
    let units = |quantity| u32::try_from(quantity).unwrap_or(u32::MAX);
    Ok(found.into_iter().map(|(id, name, quantity)| (id, name, units(quantity))).collect())
}

/// Up to [`LIST_LIMIT`] deployments of a license whose number is above `after`, in the order of their numbers: how all
/// of them are read, page by page, whatever comes and goes meanwhile.
pub async fn active(
    db: &Db,
    permit: &Permit,
    license: LicenseId,
    after: i64,
) -> Result<Vec<Deployment>, DbErr> {
    let rows = deployment::Entity::find()
        .filter(deployment::Column::LicenseId.eq(license))
        .filter(deployment::Column::LicenseId.in_subquery(reached(permit, license))) // tenant: deployments by page
        .filter(deployment::Column::Id.gt(after))
        .order_by_asc(deployment::Column::Id)
        .limit(LIST_LIMIT)
        .all(db.connection())
        .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

fn reached(permit: &Permit, id: LicenseId) -> SelectStatement {
    let column = (license::Entity, license::Column::Id);
    let mut select = Query::select();
    select.column(column).from(license::Entity).cond_where(scope::license_in_reach(permit, id));
    select
}

fn column(sort: DeploymentSort) -> deployment::Column {
    match sort {
        DeploymentSort::DeploymentId => deployment::Column::DeploymentId,
        DeploymentSort::HostName => deployment::Column::HostName,
        DeploymentSort::Platform => deployment::Column::Platform,
        DeploymentSort::ProductVersion => deployment::Column::ProductVersion,
        DeploymentSort::Mode => deployment::Column::Mode,
        DeploymentSort::Quantity => deployment::Column::Quantity,
        DeploymentSort::Group => deployment::Column::GroupName,
        DeploymentSort::Activated => deployment::Column::ActivatedAt,
        DeploymentSort::LastSeen => deployment::Column::LastSeenAt,
    }
}
