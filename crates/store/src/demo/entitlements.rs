//! The demo's entitlements, and a license that requires heartbeats, for the product API.

use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait};
use sea_orm::{QueryFilter, QueryOrder, QuerySelect};

use super::Options;
use crate::db::batch::insert;
use crate::db::entity::{deployment, entitlement, license, license_entitlement};

/// Codes and names.
const ENTITLEMENTS: [(&str, &str); 2] = [("REPORTS", "Reports"), ("REMOTE-CONTROL", "Remote control")];
/// Number of licenses that get them.
const LICENSES: u64 = 3;
/// How many seconds an installation of the license with heartbeats may be silent.
const PERIOD: i64 = 600;

/// Adds them to licenses that can be activated and have no deployment, so that nothing is released.
pub(super) async fn create(connection: &impl ConnectionTrait, options: &Options) -> Result<(), DbErr> {
    let mut deployed = Query::select();
    deployed.column(deployment::Column::LicenseId).from(deployment::Entity);
    let licenses: Vec<i64> = license::Entity::find()
        .filter(license::Column::Id.not_in_subquery(deployed))
        .filter(license::Column::Purchased.gte(2))
        .filter(license::Column::Registered.eq(true))
        .filter(license::Column::Suspended.eq(false))
        .filter(license::Column::StartDate.lte(options.today.date()))
        .filter(license::Column::ExpirationDate.gt(options.today.plus(model::EXPIRING_DAYS).date()))
        .order_by_asc(license::Column::Id)
        .limit(LICENSES)
        .select_only()
        .column(license::Column::Id)
        .into_tuple()
        .all(connection)
        .await?;
    let mut grants = Vec::new();
    for (code, name) in ENTITLEMENTS {
        let row = entitlement::ActiveModel {
            code: Set(code.to_owned()),
            name: Set(name.to_owned()),
            created_at: Set(options.now),
            ..Default::default()
        };
        let entitlement = row.insert(connection).await?.id;
        grants.extend(licenses.iter().map(|license| license_entitlement::ActiveModel {
            license_id: Set(*license),
            entitlement_id: Set(entitlement),
        }));
    }
    insert(connection, grants).await?;
    license::Entity::update_many()
        .col_expr(license::Column::HeartbeatPeriod, Expr::value(PERIOD))
        .filter(license::Column::Id.is_in(licenses.into_iter().take(1)))
        .exec(connection)
        .await?;
    Ok(())
}
