//! What an organisation is.

use std::collections::HashMap;

use model::{Action, OrganizationId, OrganizationKind, Permit, Refused};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::{OrganizationError, in_reach};
use crate::Db;
use crate::entity::{license_assignment, membership, organization};

/// An organisation with its sub-organisations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// What it is in the sales chain.
    pub kind: OrganizationKind,
    /// The main organisation of a sub-organisation, by name.
    pub main: Option<String>,
    /// It itself, then its sub-organisations by name.
    pub parts: Vec<Part>,
}

/// An organisation or one of its sub-organisations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its number.
    pub id: OrganizationId,
    /// Its name.
    pub name: String,
    /// How many people are in it.
    pub people: u64,
    /// How many licenses are assigned to it, expired ones included.
    pub licenses: u64,
}

/// The permit's organisation.
pub async fn see(db: &Db, permit: &Permit) -> Result<Seen, OrganizationError> {
    let (Action::SeeOrganization, Some(home)) = (permit.action(), permit.organization()) else {
        return Err(Refused.into());
    };
    let snapshot = db.begin_snapshot().await?;
    let rows = organization::Entity::find().filter(in_reach(permit)).all(&snapshot).await?;
    let own = rows.iter().find(|row| row.id == home).ok_or(Refused)?;
    let kind = OrganizationKind::from_name(&own.kind).ok_or(Refused)?;
    let main = match own.parent_id {
        Some(main) => organization::Entity::find_by_id(main).one(&snapshot).await?,
        None => None,
    };
    let ids = || rows.iter().map(|row| row.id);
    let people: Vec<(OrganizationId, i64)> = membership::Entity::find()
        .filter(membership::Column::OrganizationId.is_in(ids()))
        .select_only()
        .column(membership::Column::OrganizationId)
        .column_as(Expr::col(membership::Column::UserId).count(), "people")
        .group_by(membership::Column::OrganizationId)
        .into_tuple()
        .all(&snapshot)
        .await?;
    let licenses: Vec<(OrganizationId, i64)> = license_assignment::Entity::find()
        .filter(license_assignment::Column::OrganizationId.is_in(ids()))
        .select_only()
        .column(license_assignment::Column::OrganizationId)
        .column_as(Expr::col(license_assignment::Column::LicenseId).count(), "licenses")
        .group_by(license_assignment::Column::OrganizationId)
        .into_tuple()
        .all(&snapshot)
        .await?;
    let (people, licenses): (HashMap<_, _>, HashMap<_, _>) =
        (people.into_iter().collect(), licenses.into_iter().collect());
    let count = |counts: &HashMap<OrganizationId, i64>, id| {
        counts.get(&id).map_or(0, |count| u64::try_from(*count).unwrap_or_default())
    };
    let mut parts: Vec<Part> = rows
        .iter()
        .map(|row| Part {
            id: row.id,
            name: row.name.clone(),
            people: count(&people, row.id),
            licenses: count(&licenses, row.id),
        })
        .collect();
    // Databases differ in how they order names.
    parts.sort_by_cached_key(|part| (part.id != home, part.name.to_lowercase(), part.id));
    snapshot.commit().await?;
    Ok(Seen { kind, main: main.map(|main| main.name), parts })
}
