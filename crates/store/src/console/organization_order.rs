//! The order of the console's organizations.

use std::collections::HashMap;

use model::console::OrganizationColumn;
use model::list::Sort;
use model::{OrganizationId, OrganizationKind};
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, Select};

use crate::db::entity::organization;
use crate::text::order_key;

/// At most this many names are sorted in people's order, microseconds for each; more by their folded form.
const IN_ORDER: usize = 20_000;

/// Returns the organizations in that order; equal ones by number. `counts` is what each of them is counted by.
pub(super) async fn all(
    connection: &impl ConnectionTrait,
    found: Select<organization::Entity>,
    sort: Sort<OrganizationColumn>,
    counts: &HashMap<OrganizationId, u64>,
) -> Result<Vec<OrganizationId>, DbErr> {
    let mut rows = read(connection, found).await?;
    let mut mains = HashMap::new();
    if sort.column == OrganizationColumn::Parent {
        let found = organization::Entity::find().filter(organization::Column::Id.in_subquery(parents()));
        mains.extend(read(connection, found).await?.into_iter().map(|row| (row.id, row)));
    }
    let is_long = rows.len() > IN_ORDER;
    let name = |row: &Row| if is_long { row.folded.clone().into_bytes() } else { order_key(&row.name) };
    let place = |row: &Row| {
        let kind = OrganizationKind::from_name(&row.kind);
        OrganizationKind::ALL.iter().position(|one| Some(*one) == kind).map_or(u64::MAX, |at| at as u64)
    };
    rows.sort_by_cached_key(|row| {
        let (number, text) = match sort.column {
            OrganizationColumn::Name => (0, name(row)),
            OrganizationColumn::Kind => (place(row), Vec::new()),
            OrganizationColumn::Parent => match row.parent.and_then(|id| mains.get(&id)) {
                None => (0, Vec::new()),
                Some(main) => (1, name(main)),
            },
            OrganizationColumn::Users | OrganizationColumn::Licenses => {
                (counts.get(&row.id).copied().unwrap_or(0), Vec::new())
            }
        };
        (number, text, row.id)
    });
    if sort.descending {
        rows.reverse();
    }
    Ok(rows.into_iter().map(|row| row.id).collect())
}

struct Row {
    id: OrganizationId,
    name: String,
    folded: String,
    kind: String,
    parent: Option<OrganizationId>,
}

async fn read(
    connection: &impl ConnectionTrait,
    found: Select<organization::Entity>,
) -> Result<Vec<Row>, DbErr> {
    let rows: Vec<(i64, String, String, String, Option<i64>)> = found
        .select_only()
        .columns([
            organization::Column::Id,
            organization::Column::Name,
            organization::Column::NameFolded,
            organization::Column::Kind,
            organization::Column::ParentId,
        ])
        .into_tuple()
        .all(connection)
        .await?;
    let row = |(id, name, folded, kind, parent)| Row { id, name, folded, kind, parent };
    Ok(rows.into_iter().map(row).collect())
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
