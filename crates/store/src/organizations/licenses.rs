//! The licenses of an organization that can be moved.

use model::organization::{MovableLicense, Movables};
use model::{Action, Day, LicenseId, OrganizationId, Permit, Refused};
use sea_orm::{ColumnTrait, Condition, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};

use super::OrganizationError;
use crate::Db;
use crate::db::entity::{license, license_assignment, organization, product};
use crate::db::scope;
use crate::licenses::report::found;
use crate::text::{Sought, order_key};

/// At most this many licenses are shown.
const SHOWN: usize = 100;

/// Returns the licenses of `organization` whose key or product name contains `search`, by product and public ID, at most
/// [`SHOWN`]. `seen` is the permit to list licenses.
pub async fn licenses(
    db: &Db,
    permit: &Permit,
    seen: &Permit,
    organization: OrganizationId,
    search: &str,
) -> Result<Movables, OrganizationError> {
    permit.only(Action::EditOrganization)?;
    seen.only(Action::ListLicenses)?;
    if !permit.is_at_all() {
        return Err(Refused.into());
    }
    let own = organization::Entity::find_by_id(organization).filter(scope::organizations(permit));
    own.one(db.connection()).await?.ok_or(Refused)?;
    let sought = Sought::typed(search);
    let assigned = license::Entity::belongs_to(license_assignment::Entity)
        .from(license::Column::Id)
        .to(license_assignment::Column::LicenseId);
    let of_product =
        license::Entity::belongs_to(product::Entity).from(license::Column::ProductId).to(product::Column::Id);
    let at = license_assignment::Entity::belongs_to(organization::Entity)
        .from(license_assignment::Column::OrganizationId)
        .to(organization::Column::Id);
    // Checks the assignment, not the license: anyone who sees it elsewhere may not know that this organization has it (R3).
    let mut here = Condition::all().add(scope::assignments_in_reach(seen));
    here = here.add(license_assignment::Column::OrganizationId.eq(organization)); // tenant: licenses, to be moved
    let rows: Vec<(LicenseId, String, String, Option<chrono::NaiveDate>, i64)> = license::Entity::find()
        .join(JoinType::InnerJoin, assigned.into())
        .join(JoinType::InnerJoin, at.into())
        .join(JoinType::InnerJoin, of_product.into())
        .filter(here)
        .filter(found(seen, &sought))
        .select_only()
        .columns([license::Column::Id, license::Column::PublicId])
        .column(product::Column::Name)
        .columns([license::Column::ExpirationDate, license::Column::Purchased])
        .order_by_asc(product::Column::NameFolded)
        .order_by_asc(license::Column::PublicId)
        .limit(SHOWN as u64 + 1)
        .into_tuple()
        .all(db.connection())
        .await?;
    let movable =
        |(id, public_id, product, expiration, purchased): (_, _, _, Option<chrono::NaiveDate>, _)| {
            MovableLicense { id, public_id, product, expiration: expiration.map(Day::from), purchased }
        };
    // The database selects by folded names; only `order_key` defines people's order.
    let mut licenses: Vec<MovableLicense> = rows.into_iter().map(movable).collect();
    licenses.sort_by_cached_key(|one| (order_key(&one.product), one.public_id.clone()));
    let more = licenses.len() > SHOWN;
    licenses.truncate(SHOWN);
    Ok(Movables { licenses, more })
}
