//! The entitlements of a license.

use model::{Action, LicenseId};
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::Entitlement;
use crate::Db;
use crate::db::entity::{entitlement, license, license_entitlement};
use crate::deployments::Holder;
use crate::licenses::LicenseError;

/// A limit high enough for all.
pub const AFTER_ALL: u64 = 10_000;

/// Selects entitlements of a license.
#[derive(Clone, Copy, Debug)]
pub struct EntitlementQuery {
    /// Only the one with this number.
    pub id: Option<i64>,
    /// Only those with a number below this one.
    pub below: Option<i64>,
    /// How many to skip.
    pub offset: u64,
    /// How many to return, at most [`AFTER_ALL`].
    pub limit: u64,
}

impl Default for EntitlementQuery {
    fn default() -> Self {
        Self { id: None, below: None, offset: 0, limit: AFTER_ALL }
    }
}

/// Returns entitlements of a license, the newest first; an empty list if the holder does not reach the license.
pub async fn of_license(
    db: &Db,
    holder: &Holder,
    license: LicenseId,
    query: EntitlementQuery,
) -> Result<Vec<Entitlement>, LicenseError> {
    holder.any_of(&[Action::ListLicenses, Action::ManageDeployments])?;
    let mut licenses = Query::select();
    licenses.column((license::Entity, license::Column::Id)).from(license::Entity);
    licenses.and_where(license::Column::Id.eq(license)).cond_where(holder.reaches(license));
    let mut granted = Query::select();
    granted.column(license_entitlement::Column::EntitlementId).from(license_entitlement::Entity);
    granted.and_where(license_entitlement::Column::LicenseId.in_subquery(licenses)); // tenant: entitlements
    let mut found = entitlement::Entity::find().filter(entitlement::Column::Id.in_subquery(granted));
    if let Some(id) = query.id {
        found = found.filter(entitlement::Column::Id.eq(id));
    }
    if let Some(below) = query.below {
        found = found.filter(entitlement::Column::Id.lt(below));
    }
    let rows = found
        .order_by_desc(entitlement::Column::Id)
        .offset(query.offset)
        .limit(Ord::min(query.limit, AFTER_ALL))
        .all(db.connection())
        .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deployments::HeldLicense;
    use crate::licenses::entitlement::{AddError, GrantError, add, grant, revoke};
    use crate::testing::{NOW, TestDb, World, both_databases};

    #[both_databases]
    async fn a_license_allows_what_it_was_granted(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let own = world.license(db, "OWN", &[world.customer]).await;
        let foreign = world.license(db, "FOREIGN", &[world.other_customer]).await;
        let first = add(db, "SIMULATION", "Simulation", NOW).await.unwrap();
        let second = add(db, "export.pdf", "PDF export", NOW).await.unwrap();
        assert!(matches!(add(db, "SIMULATION", "Again", NOW).await, Err(AddError::Taken(_))));
        assert!(matches!(add(db, "two words", "x", NOW).await, Err(AddError::Code(_))));
        assert!(matches!(add(db, "CODE", " ", NOW).await, Err(AddError::Name)));
        assert!(grant(db, "OWN", "SIMULATION").await.unwrap());
        assert!(!grant(db, "L-OWN", "SIMULATION").await.unwrap());
        assert!(grant(db, "OWN", "export.pdf").await.unwrap());
        assert!(grant(db, "FOREIGN", "export.pdf").await.unwrap());
        assert!(matches!(grant(db, "NONE", "export.pdf").await, Err(GrantError::NoLicense(_))));
        assert!(matches!(grant(db, "OWN", "NONE").await, Err(GrantError::NoEntitlement(_))));

        let holder = Holder::Key(HeldLicense::of_key(db, "OWN", None).await.unwrap().unwrap());
        let ids = async |license, query| {
            let found = of_license(db, &holder, license, query).await.unwrap();
            found.into_iter().map(|entitlement| entitlement.id).collect::<Vec<_>>()
        };
        let all = EntitlementQuery::default();
        assert_eq!(ids(own, all).await, [second, first]);
        assert_eq!(ids(own, EntitlementQuery { below: Some(second), ..all }).await, [first]);
        assert_eq!(ids(own, EntitlementQuery { id: Some(second), ..all }).await, [second]);
        assert_eq!(ids(own, EntitlementQuery { offset: 1, limit: 1, ..all }).await, [first]);
        assert_eq!(ids(foreign, all).await, [] as [i64; 0]);
        assert!(revoke(db, "OWN", "SIMULATION").await.unwrap());
        assert!(!revoke(db, "OWN", "SIMULATION").await.unwrap());
        assert_eq!(ids(own, all).await, [second]);
    }
}
