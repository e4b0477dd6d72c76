//! The active deployments of a license, page by page, for Manage Active Deployments and the report's second sheet.

use std::collections::HashMap;

use model::deployment::{self as shown, Found, SELECTION_LIMIT, SortBy};
use model::{Action, LicenseId, Permit, Refused};
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IdenStatic, IntoSimpleExpr, Order, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::{Deployment, DeploymentError, mode_of, quantity};
use crate::db::entity::{deployment, license};
use crate::db::scope;
use crate::text::{Sought, bytes, order_key};
use crate::{Db, aside};

/// A page has at most this many deployments.
pub const LIST_LIMIT: u64 = 1_000;

/// At most this many deployments are sorted here, in people's order. If there are more, the database sorts them by bytes, so
/// that a page need not read them all.
const SORTED_HERE: u64 = 20_000;

/// Selects a page of deployments.
#[derive(Clone, Debug, Default)]
pub struct DeploymentQuery {
    /// Part of a deployment ID, host name, platform, version or group, in any case; empty for all.
    pub search: String,
    /// What to sort by.
    pub sort: SortBy,
    /// Whether to reverse the order.
    pub descending: bool,
    /// How many to skip.
    pub offset: u64,
    /// How many to return, at most [`LIST_LIMIT`].
    pub limit: u64,
}

/// A page of deployments.
#[derive(Clone, Debug, Default)]
pub struct DeploymentPage {
    /// The deployments on it.
    pub deployments: Vec<shown::Deployment>,
    /// How many match the search.
    pub found: u64,
    /// How many the license has.
    pub total: u64,
}

/// Returns the selected page.
pub async fn list(
    db: &Db,
    permit: &Permit,
    license: LicenseId,
    query: &DeploymentQuery,
) -> Result<DeploymentPage, DeploymentError> {
    permit.any_of(&[Action::DownloadDeploymentReport, Action::ManageDeployments])?;
    let (db, permit, query) = (db.clone(), permit.clone(), query.clone());
    // Sorting thousands of strings would block an async thread for too long.
    aside(move || async move { sorted(&db, &permit, license, &query, SORTED_HERE).await }).await
}

/// Returns the selected page. Sorts deployments here if there are at most `sorted_here`.
async fn sorted(
    db: &Db,
    permit: &Permit,
    license: LicenseId,
    query: &DeploymentQuery,
    sorted_here: u64,
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
    let text = text_column(query.sort);
    if let (Some(text), true) = (text, count <= sorted_here) {
        let rows = in_order(&snapshot, found, text, query).await?;
        return Ok(DeploymentPage {
            deployments: rows.into_iter().map(listed).collect(),
            found: count,
            total,
        });
    }
    let order = if query.descending { Order::Desc } else { Order::Asc };
    let sort = match text {
        Some(text) => bytes(&snapshot, &format!("COALESCE(\"{}\", '')", text.as_str())),
        None => column(query.sort).into_simple_expr(),
    };
    let rows = found
        .order_by(sort, order.clone())
        .order_by(deployment::Column::Id, order)
        .offset(query.offset)
        .limit(Ord::min(query.limit, LIST_LIMIT))
        .all(&snapshot)
        .await?;
    Ok(DeploymentPage { deployments: rows.into_iter().map(listed).collect(), found: count, total })
}

/// What people see of a deployment.
fn listed(row: deployment::Model) -> shown::Deployment {
    shown::Deployment {
        id: row.id,
        deployment_id: row.deployment_id,
        host_name: row.host_name,
        platform: row.platform,
        product_version: row.product_version,
        mode: mode_of(&row.mode),
        quantity: quantity(row.quantity),
        group: row.group_name,
        activated_at: row.activated_at,
        last_seen_at: row.last_seen_at,
    }
}

/// The page of the deployments by that text, in people's order.
async fn in_order(
    connection: &impl ConnectionTrait,
    found: Select<deployment::Entity>,
    text: deployment::Column,
    query: &DeploymentQuery,
) -> Result<Vec<deployment::Model>, DbErr> {
    let texts = found.select_only().column(deployment::Column::Id).column(text);
    let mut texts: Vec<(i64, Option<String>)> = texts.into_tuple().all(connection).await?;
    texts.sort_by_cached_key(|(id, text)| (order_key(text.as_deref().unwrap_or_default()), *id));
    if query.descending {
        texts.reverse();
    }
    let offset = usize::try_from(query.offset).unwrap_or(usize::MAX);
    let limit = usize::try_from(Ord::min(query.limit, LIST_LIMIT)).unwrap_or(usize::MAX);
    let page: Vec<i64> = texts.into_iter().skip(offset).take(limit).map(|(id, _)| id).collect();
    let rows = deployment::Entity::find().filter(deployment::Column::Id.is_in(page.iter().copied()));
    let mut rows: HashMap<i64, deployment::Model> =
        rows.all(connection).await?.into_iter().map(|row| (row.id, row)).collect();
    Ok(page.iter().filter_map(|id| rows.remove(id)).collect())
}

/// Returns the deployments that match the search, by number, at most [`SELECTION_LIMIT`], so that all can be selected.
pub async fn find_all(
    db: &Db,
    permit: &Permit,
    license: LicenseId,
    search: &str,
) -> Result<Vec<Found>, DeploymentError> {
    permit.only(Action::ManageDeployments)?;
    if !scope::reaches(db.connection(), permit, license).await? {
        return Err(Refused.into());
    }
    let found: Vec<(i64, String, i64)> = deployment::Entity::find()
        .filter(deployment::Column::LicenseId.eq(license))
        .filter(Sought::typed(search).within(deployment::Column::TextFolded))
        .order_by_asc(deployment::Column::Id)
        .limit(SELECTION_LIMIT as u64)
        .select_only()
        .columns([deployment::Column::Id, deployment::Column::DeploymentId, deployment::Column::Quantity])
        .into_tuple()
        .all(db.connection())
        .await?;
    let found = found.into_iter();
    Ok(found
        .map(|(id, deployment_id, units)| Found { id, deployment_id, quantity: quantity(units) })
        .collect())
}

/// Returns at most [`LIST_LIMIT`] deployments of a license with a number above `after`, by number: a way to read all page by
/// page, whatever is added or removed in the meantime.
pub async fn active(
    db: &Db,
    permit: &Permit,
    license: LicenseId,
    after: i64,
) -> Result<Vec<Deployment>, DeploymentError> {
    permit.any_of(&[Action::DownloadDeploymentReport, Action::ManageDeployments])?;
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

/// The column, if the order is by text that people read.
fn text_column(sort: SortBy) -> Option<deployment::Column> {
    use SortBy::{DeploymentId, Group, HostName, Platform, ProductVersion};
    matches!(sort, DeploymentId | HostName | Platform | ProductVersion | Group).then(|| column(sort))
}

fn column(sort: SortBy) -> deployment::Column {
    match sort {
        SortBy::DeploymentId => deployment::Column::DeploymentId,
        SortBy::HostName => deployment::Column::HostName,
        SortBy::Platform => deployment::Column::Platform,
        SortBy::ProductVersion => deployment::Column::ProductVersion,
        SortBy::Mode => deployment::Column::Mode,
        SortBy::Quantity => deployment::Column::Quantity,
        SortBy::Group => deployment::Column::GroupName,
        SortBy::Activated => deployment::Column::ActivatedAt,
        SortBy::LastSeen => deployment::Column::LastSeenAt,
    }
}

#[cfg(test)]
mod tests {
    use model::access::RoleObject;
    use model::{Level, Target};

    use super::*;
    use crate::deployments::{Change, HeldLicense, Holder, HostChanges, Named, update};
    use crate::testing::{NOW, NewLicense, TestDb, World, actor, add_license, both_databases, level};

    #[both_databases]
    async fn hosts_and_versions_are_sorted_as_people_sort_them(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let (product, organizations) = (world.scanner, &[world.customer][..]);
        let new = NewLicense { key: "K", product, organizations, user: None, deployed: 5 };
        let license = add_license(db, &new).await;
        let holder = Holder::Key(HeldLicense::of_key(db, "K", None).await.unwrap().unwrap());
        let hosts = ["PC 10", "Zug", "pc 9", "Öst", "Ost 2"];
        for (number, host) in hosts.iter().enumerate() {
            let changes = HostChanges { host_name: Change::Set((*host).to_owned()), ..Default::default() };
            update(db, &holder, Named::Id(license, &format!("K-{number}")), changes, NOW).await.unwrap();
        }
        let levels = level(RoleObject::LicenseManagement, Level::FullAccess);
        let member = actor(db, "member", Some(world.customer), levels).await;
        let permit = member.permit(Action::ManageDeployments, Target::MyOrganization).unwrap();
        let page = async |descending, offset, limit| {
            let sort = SortBy::HostName;
            let query = DeploymentQuery { sort, descending, offset, limit, ..Default::default() };
            let page = list(db, &permit, license, &query).await.unwrap();
            assert_eq!((page.found, page.total), (5, 5));
            page.deployments.into_iter().map(|one| one.host_name).collect::<Vec<_>>()
        };
        let order = ["Öst", "Ost 2", "pc 9", "PC 10", "Zug"];
        assert_eq!(page(false, 0, 10).await, order);
        assert_eq!(page(false, 1, 2).await, order[1..3]);
        let mut backwards = order;
        backwards.reverse();
        assert_eq!(page(true, 0, 10).await, backwards);
        // If there are more, both databases sort by bytes.
        for descending in [false, true] {
            let query =
                DeploymentQuery { sort: SortBy::HostName, descending, limit: 10, ..Default::default() };
            let page = sorted(db, &permit, license, &query, 0).await.unwrap();
            let hosts: Vec<_> = page.deployments.into_iter().map(|one| one.host_name).collect();
            let mut order = ["Ost 2", "PC 10", "Zug", "pc 9", "Öst"];
            if descending {
                order.reverse();
            }
            assert_eq!(hosts, order, "descending: {descending}");
        }
    }
}
