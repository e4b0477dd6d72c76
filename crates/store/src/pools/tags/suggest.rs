//! Suggests tags.

use model::{Action, Permit, Refused};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};

use crate::Db;
use crate::db::entity::{license_assignment, license_tag, pool_tag, tag};
use crate::db::scope;
use crate::pools::PoolError;
use crate::pools::reach::{license_in, reaches_all};
use crate::text::{Sought, order_key};

/// At most this many are suggested.
const MOST: usize = 50;

/// Returns tags that contain the text, by name: only those on pools and licenses that the permit reaches (R23).
pub async fn suggest(db: &Db, permit: &Permit, text: &str) -> Result<Vec<String>, PoolError> {
    permit.only(Action::SeePools)?;
    let own = permit.organization().ok_or(Refused)?;
    let sought = Sought::typed(text);
    let mut found = tag::Entity::find().filter(tag::Column::OrganizationId.eq(own)); // tenant: own tags, suggested
    if !sought.is_empty() {
        found = found.filter(sought.within(Expr::col((tag::Entity, tag::Column::NameFolded))));
    }
    if !reaches_all(permit) {
        found = found.filter(seen(permit, own)); // tenant: tags within reach, suggested
    }
    let mut tags: Vec<String> = found.all(db.connection()).await?.into_iter().map(|row| row.name).collect();
    tags.sort_by_cached_key(|tag| order_key(tag));
    tags.truncate(MOST);
    Ok(tags)
}

/// On rows of tags: those on a pool or a license that the permit reaches.
fn seen(permit: &Permit, own: i64) -> Condition {
    let tag = (tag::Entity, tag::Column::Id);
    let mut pools = Query::select();
    pools
        .expr(Expr::val(1))
        .from(pool_tag::Entity)
        .and_where(Expr::col((pool_tag::Entity, pool_tag::Column::OrganizationId)).eq(own))
        .and_where(Expr::col((pool_tag::Entity, pool_tag::Column::TagId)).equals(tag))
        .and_where(Expr::exists(license_in(permit, (pool_tag::Entity, pool_tag::Column::PoolId))));
    let mut of_license = scope::assignments(permit);
    of_license.expr(Expr::val(1)).and_where(
        Expr::col((license_assignment::Entity, license_assignment::Column::LicenseId))
            .equals((license_tag::Entity, license_tag::Column::LicenseId)),
    );
    let mut licenses = Query::select();
    licenses
        .expr(Expr::val(1))
        .from(license_tag::Entity)
        .and_where(Expr::col((license_tag::Entity, license_tag::Column::OrganizationId)).eq(own))
        .and_where(Expr::col((license_tag::Entity, license_tag::Column::TagId)).equals(tag))
        .and_where(Expr::exists(of_license));
    Condition::any().add(Expr::exists(pools)).add(Expr::exists(licenses))
}
