//! The order of the console's licenses.

use std::collections::HashMap;

use model::console::{ConsoleQuery, LicenseColumn};
use model::list::PAGE;
use model::{LicenseId, LicenseType, Permit, ProductId};
use sea_orm::sea_query::{CaseStatement, Expr, NullOrdering, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoSimpleExpr, Order, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

use crate::db::entity::{license, product};
use crate::text::{bytes, order_key};

/// The share of the purchased units that is deployed. With nothing purchased, any deployment counts as more than any share.
const SHARE: &str = r#"CAST((SELECT COALESCE(SUM("d"."quantity"), 0) FROM "deployments" "d" WHERE "d"."license_id" = "licenses"."id") AS double precision)
/ CAST(CASE WHEN "licenses"."purchased" = 0 THEN 0.000000000001 ELSE "licenses"."purchased" END AS double precision)"#;

/// Returns the licenses on the query's page, of those that it finds, in its order; equal ones by number. Only numbers are read
/// on earlier pages.
pub(super) async fn page(
    connection: &impl ConnectionTrait,
    permit: &Permit,
    found: Select<license::Entity>,
    query: &ConsoleQuery,
) -> Result<Vec<LicenseId>, DbErr> {
    if query.sort.column == LicenseColumn::Product {
        return by_product(connection, found, query).await;
    }
    let order = order(query);
    let ids = found.select_only().column(license::Column::Id);
    let ids = match key(connection, permit, query.sort.column) {
        None => ids,
        // Both databases place a license without an end after all others.
        Some(Key::Nullable(key)) => {
            let nulls = if query.sort.descending { NullOrdering::First } else { NullOrdering::Last };
            ids.order_by_with_nulls(key, order.clone(), nulls)
        }
        Some(Key::Plain(key)) => ids.order_by(key, order.clone()),
    };
    let ids = ids.order_by(license::Column::Id, order).offset(offset(query)).limit(u64::from(PAGE));
    ids.into_tuple().all(connection).await
}

fn order(query: &ConsoleQuery) -> Order {
    if query.sort.descending { Order::Desc } else { Order::Asc }
}

fn offset(query: &ConsoleQuery) -> u64 {
    u64::from(query.page) * u64::from(PAGE)
}

enum Key {
    Plain(SimpleExpr),
    Nullable(SimpleExpr),
}

/// What to sort by before the number; None for the number alone. Keys have an order only for those who may read them (R8).
fn key(connection: &impl ConnectionTrait, permit: &Permit, column: LicenseColumn) -> Option<Key> {
    let public_id = r#""licenses"."public_id""#;
    let key = match column {
        LicenseColumn::Added | LicenseColumn::Product => return None,
        LicenseColumn::Expiration => {
            return Some(Key::Nullable(license::Column::ExpirationDate.into_simple_expr()));
        }
        LicenseColumn::Key if permit.may_read_keys() => bytes(connection, r#""licenses"."key_folded""#),
        LicenseColumn::Key | LicenseColumn::License => bytes(connection, public_id),
        LicenseColumn::Start => license::Column::StartDate.into_simple_expr(),
        LicenseColumn::Deployed => Expr::cust(SHARE),
        LicenseColumn::Type => {
            places(LicenseType::ALL.map(|kind| license::Column::LicenseType.eq(kind.name())))
        }
    };
    Some(Key::Plain(key))
}

/// The position of the first condition that holds.
pub(super) fn places(conditions: impl IntoIterator<Item = SimpleExpr>) -> SimpleExpr {
    let numbered = conditions.into_iter().zip(0_i32..);
    let case = numbered.fold(CaseStatement::new(), |case, (condition, place)| case.case(condition, place));
    case.finally(i32::MAX).into()
}

/// By the names of products, in people's order, which no database has: the products on the page are chosen by how many
/// licenses each has.
async fn by_product(
    connection: &impl ConnectionTrait,
    found: Select<license::Entity>,
    query: &ConsoleQuery,
) -> Result<Vec<LicenseId>, DbErr> {
    let counts: Vec<(ProductId, i64)> = found
        .clone()
        .select_only()
        .column(license::Column::ProductId)
        .column_as(license::Column::Id.count(), "licenses")
        .group_by(license::Column::ProductId)
        .into_tuple()
        .all(connection)
        .await?;
    let names: HashMap<ProductId, String> = product::Entity::find()
        .filter(product::Column::Id.is_in(counts.iter().map(|(id, _)| *id)))
        .select_only()
        .columns([product::Column::Id, product::Column::Name])
        .into_tuple::<(ProductId, String)>()
        .all(connection)
        .await?
        .into_iter()
        .collect();
    let mut products = counts;
    let name = |id: &ProductId| names.get(id).map(String::as_str).unwrap_or_default();
    products.sort_by_cached_key(|(id, _)| (order_key(name(id)), *id));
    if query.sort.descending {
        products.reverse();
    }
    let (mut skipped, mut room) = (offset(query), u64::from(PAGE));
    let mut here = Vec::new();
    for (id, count) in products {
        let count = count.unsigned_abs();
        if here.is_empty() && skipped >= count {
            skipped -= count;
            continue;
        }
        let before = if here.is_empty() { skipped } else { 0 };
        here.push(id);
        room = room.saturating_sub(count - before);
        if room == 0 {
            break;
        }
    }
    if here.is_empty() {
        return Ok(Vec::new());
    }
    let place = places(here.iter().map(|id| license::Column::ProductId.eq(*id)));
    found
        .filter(license::Column::ProductId.is_in(here))
        .select_only()
        .column(license::Column::Id)
        .order_by_asc(place)
        .order_by(license::Column::Id, order(query))
        .offset(skipped)
        .limit(u64::from(PAGE))
        .into_tuple()
        .all(connection)
        .await
}
