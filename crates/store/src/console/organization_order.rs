//! The order of the console's organizations.

use std::collections::HashMap;

use model::OrganizationId;
use model::OrganizationKind;
use model::console::{OrganizationColumn, OrganizationQuery};
use model::list::PAGE;
use sea_orm::sea_query::{Expr, Query, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::license_order::places;
use crate::db::entity::organization;
use crate::text::{bytes, order_key};

/// At most this many names are sorted in people's order, which no database has; more by their folded form, in the database.
pub(super) const IN_ORDER: u64 = 2_000;

const PARENT: &str = r#"COALESCE((SELECT "p"."name_folded" FROM "organizations" "p" WHERE "p"."id" = "organizations"."parent_id"), '')"#;
const USERS: &str =
    r#"(SELECT COUNT(*) FROM "memberships" "m" WHERE "m"."organization_id" = "organizations"."id")"#;
const LICENSES: &str =
    r#"(SELECT COUNT(*) FROM "license_assignments" "a" WHERE "a"."organization_id" = "organizations"."id")"#;

/// Returns the organizations on the query's page, of the `count` that it finds, in its order; equal ones by number. Reads the others
/// only to sort up to `in_order` names.
pub(super) async fn page(
    connection: &impl ConnectionTrait,
    found: Select<organization::Entity>,
    query: &OrganizationQuery,
    (count, in_order): (u64, u64),
) -> Result<Vec<OrganizationId>, DbErr> {
    let (size, descending) = (u64::from(PAGE), query.sort.descending);
    let offset = u64::from(query.page) * size;
    let is_by_name = matches!(query.sort.column, OrganizationColumn::Name | OrganizationColumn::Parent);
    if is_by_name && count <= in_order {
        let mut ids = by_name(connection, found, query.sort.column).await?;
        if descending {
            ids.reverse();
        }
        let offset = usize::try_from(offset).unwrap_or(usize::MAX);
        return Ok(ids.into_iter().skip(offset).take(PAGE as usize).collect());
    }
    let order = if descending { Order::Desc } else { Order::Asc };
    let ids = found.select_only().column(organization::Column::Id);
    let ids = ids.order_by(key(connection, query.sort.column), order.clone());
    let ids = ids.order_by(organization::Column::Id, order).offset(offset).limit(size);
    ids.into_tuple().all(connection).await
}

/// What the database sorts by before the number.
fn key(connection: &impl ConnectionTrait, column: OrganizationColumn) -> SimpleExpr {
    match column {
        OrganizationColumn::Name => bytes(connection, r#""organizations"."name_folded""#),
        OrganizationColumn::Parent => bytes(connection, PARENT),
        OrganizationColumn::Kind => {
            places(OrganizationKind::ALL.map(|kind| organization::Column::Kind.eq(kind.name())))
        }
        OrganizationColumn::Users => Expr::cust(USERS),
        OrganizationColumn::Licenses => Expr::cust(LICENSES),
    }
}

/// All that are found, by their names or those of their main organizations, in people's order.
async fn by_name(
    connection: &impl ConnectionTrait,
    found: Select<organization::Entity>,
    column: OrganizationColumn,
) -> Result<Vec<OrganizationId>, DbErr> {
    let mut rows = read(connection, found).await?;
    let mut mains = HashMap::new();
    if column == OrganizationColumn::Parent {
        let found = organization::Entity::find().filter(organization::Column::Id.in_subquery(parents()));
        mains.extend(read(connection, found).await?.into_iter().map(|row| (row.id, row.name)));
    }
    rows.sort_by_cached_key(|row| {
        let name = match column {
            OrganizationColumn::Parent => row.parent.and_then(|id| mains.get(&id)),
            _ => Some(&row.name),
        };
        (name.map(|name| order_key(name)), row.id)
    });
    Ok(rows.into_iter().map(|row| row.id).collect())
}

struct Row {
    id: OrganizationId,
    name: String,
    parent: Option<OrganizationId>,
}

async fn read(
    connection: &impl ConnectionTrait,
    found: Select<organization::Entity>,
) -> Result<Vec<Row>, DbErr> {
    let rows: Vec<(i64, String, Option<i64>)> = found
        .select_only()
        .columns([organization::Column::Id, organization::Column::Name, organization::Column::ParentId])
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|(id, name, parent)| Row { id, name, parent }).collect())
}

/// The numbers of all main organizations with sub-organizations.
fn parents() -> SelectStatement {
    let mut select = Query::select();
    select
        .column((organization::Entity, organization::Column::ParentId))
        .from(organization::Entity)
        .and_where(organization::Column::ParentId.is_not_null());
    select
}
