//! The closure of the tree: each group with all above it.

use model::access::GroupId;
use sea_orm::sea_query::{Expr, ExprTrait as _, JoinType, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::db::entity::{access_group, access_group_path};

use access_group_path::Column::{AncestorId, Depth, DescendantId};

/// Aliases of the table, for the groups above and below.
const ABOVE: &str = "above";
const BELOW: &str = "below";

/// The names from the root down, such as `All / Japan / Tokyo`, as events tell them.
pub(crate) async fn path(connection: &impl ConnectionTrait, group: GroupId) -> Result<String, DbErr> {
    let above = access_group::Entity::belongs_to(access_group_path::Entity)
        .from(access_group::Column::Id)
        .to(AncestorId);
    let names: Vec<String> = access_group::Entity::find()
        .join(JoinType::InnerJoin, above.into())
        .filter(DescendantId.eq(group))
        .order_by_desc(Depth)
        .select_only()
        .column(access_group::Column::Name)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(names.join(" / "))
}

/// Hangs a group with all below it below `parent`, and away from where it was.
pub(super) async fn hang(
    connection: &impl ConnectionTrait,
    group: GroupId,
    parent: GroupId,
) -> Result<(), DbErr> {
    access_group_path::Entity::delete_many()
        .filter(DescendantId.in_subquery(below(group)))
        .filter(AncestorId.in_subquery(strictly_above(group)))
        .exec(connection)
        .await?;
    let above = |column| Expr::col((ABOVE, column));
    let under = |column| Expr::col((BELOW, column));
    let mut lines = Query::select();
    lines
        .expr(above(AncestorId))
        .expr(under(DescendantId))
        .expr(above(Depth).add(under(Depth)).add(1))
        .from_as(access_group_path::Entity, ABOVE)
        .join_as(JoinType::InnerJoin, access_group_path::Entity, BELOW, under(AncestorId).eq(group))
        .and_where(above(DescendantId).eq(parent));
    let mut insert = Query::insert();
    insert.into_table(access_group_path::Entity).columns([AncestorId, DescendantId, Depth]);
    insert.select_from(lines).map_err(|error| DbErr::Custom(error.to_string()))?;
    connection.execute(&insert).await?;
    Ok(())
}

/// How many steps a group lies below the root.
pub(super) async fn depth(connection: &impl ConnectionTrait, group: GroupId) -> Result<i32, DbErr> {
    deepest(connection, DescendantId, group).await
}

/// How many steps the deepest group lies below that one.
pub(super) async fn height(connection: &impl ConnectionTrait, group: GroupId) -> Result<i32, DbErr> {
    deepest(connection, AncestorId, group).await
}

async fn deepest(
    connection: &impl ConnectionTrait,
    column: access_group_path::Column,
    group: GroupId,
) -> Result<i32, DbErr> {
    let found: Option<Option<i32>> = access_group_path::Entity::find()
        .filter(column.eq(group))
        .select_only()
        .column_as(Expr::col(Depth).max(), "deepest")
        .into_tuple()
        .one(connection)
        .await?;
    Ok(found.flatten().unwrap_or_default())
}

/// The number of each group below that one, and its own.
pub(super) fn below(group: GroupId) -> SelectStatement {
    let mut numbers = Query::select();
    numbers.column(DescendantId).from(access_group_path::Entity).and_where(AncestorId.eq(group));
    numbers
}

fn strictly_above(group: GroupId) -> SelectStatement {
    let mut numbers = Query::select();
    numbers.column(AncestorId).from(access_group_path::Entity);
    numbers.and_where(DescendantId.eq(group)).and_where(Depth.gt(0));
    numbers
}
