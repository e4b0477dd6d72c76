//! An organization and its sub-organizations, as its own people see them.

use std::collections::HashMap;

use model::access::Relation;
use model::organization::{Organization, Part};
use model::{Action, OrganizationId, OrganizationKind, Permit, ProductKind, Refused};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::OrganizationError;
use crate::Db;
use crate::db::entity::{license_assignment, membership, organization};
use crate::db::{scope, tuples};
use crate::text::order_key;

/// Returns the permit's organization. `users` and `licenses` are the reader's permits to list these, without which they are not
/// counted (R3).
pub async fn see(
    db: &Db,
    permit: &Permit,
    users: Option<&Permit>,
    licenses: Option<&Permit>,
) -> Result<Organization, OrganizationError> {
    permit.only(Action::SeeOrganization)?;
    if let Some(users) = users {
        users.only(Action::ListUsers)?;
    }
    if let Some(licenses) = licenses {
        licenses.only(Action::ListLicenses)?;
    }
    let home = permit.organization().ok_or(Refused)?;
    let snapshot = db.begin_snapshot().await?;
    let rows = organization::Entity::find().filter(scope::organizations(permit)).all(&snapshot).await?;
    let own = rows.iter().find(|row| row.id == home).ok_or(Refused)?;
    let kind = OrganizationKind::from_name(&own.kind).ok_or(Refused)?;
    let main = match own.parent_id {
        Some(main) => organization::Entity::find_by_id(main).one(&snapshot).await?,
        None => None,
    };
    let ids: Vec<OrganizationId> = rows.iter().map(|row| row.id).collect();
    let (people, assigned) = (people(&snapshot, &ids).await?, assigned(&snapshot, licenses, &ids).await?);
    let count = |counts: &HashMap<OrganizationId, i64>, listing: Option<&Permit>, id: OrganizationId| {
        let relation = if id == home { Relation::Own } else { Relation::Sub };
        listing.filter(|listing| listing.reach(ProductKind::OnPremises).has(relation))?;
        Some(counts.get(&id).map_or(0, |count| u64::try_from(*count).unwrap_or_default()))
    };
    let mut parts: Vec<Part> = rows
        .iter()
        .map(|row| Part {
            id: row.id,
            name: row.name.clone(),
            people: count(&people, users, row.id),
            licenses: count(&assigned, licenses, row.id),
        })
        .collect();
    // Databases order names differently.
    parts.sort_by_cached_key(|part| (part.id != home, order_key(&part.name), part.id));
    snapshot.commit().await?;
    Ok(Organization { kind, main: main.map(|main| main.name), parts })
}

/// The number of people in each of these organizations.
async fn people(
    snapshot: &DatabaseTransaction,
    ids: &[OrganizationId],
) -> Result<HashMap<OrganizationId, i64>, DbErr> {
    let counts: Vec<(OrganizationId, i64)> = membership::Entity::find()
        .filter(membership::Column::OrganizationId.is_in(ids.iter().copied()))
        .select_only()
        .column(membership::Column::OrganizationId)
        .column_as(Expr::col(membership::Column::UserId).count(), "people")
        .group_by(membership::Column::OrganizationId)
        .into_tuple()
        .all(snapshot)
        .await?;
    Ok(counts.into_iter().collect())
}

/// The number of licenses within the permit's reach that are assigned to each of these organizations.
async fn assigned(
    snapshot: &DatabaseTransaction,
    permit: Option<&Permit>,
    ids: &[OrganizationId],
) -> Result<HashMap<OrganizationId, i64>, DbErr> {
    let Some(permit) = permit else { return Ok(HashMap::new()) };
    let organization = (license_assignment::Entity, license_assignment::Column::OrganizationId);
    let license = (license_assignment::Entity, license_assignment::Column::LicenseId);
    let mut counted = scope::assignments(permit);
    counted
        .column(organization)
        .expr(Expr::col(license).count())
        .and_where(Expr::col(organization).is_in(ids.iter().copied()))
        .group_by_col(organization);
    Ok(tuples(snapshot, &counted).await?.into_iter().collect())
}
