//! The customers that a partner can select.

use model::report::Customer;
use model::{Action, OrganizationId, Permit, ProductKind};
use sea_orm::{EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::open::resellers_of_customers;
use crate::Db;
use crate::db::entity::organization;
use crate::db::scope;
use crate::licenses::LicenseError;
use crate::text::order_key;

/// What a permit reaches, by number: as long as it is the same, a report may show the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reached {
    /// The organizations.
    pub organizations: Vec<OrganizationId>,
    /// The pools of the person's own organization, where access groups limit the permit: for each kind of product.
    pub pools: Vec<(ProductKind, Vec<i64>)>,
}

impl Reached {
    /// Returns how many organizations and pools these are.
    pub fn count(&self) -> usize {
        self.organizations.len() + self.pools.iter().map(|(_, pools)| pools.len()).sum::<usize>()
    }
}

/// Returns what the permit reaches.
pub async fn reached(db: &Db, permit: &Permit) -> Result<Reached, LicenseError> {
    permit.only(Action::ListLicenses)?;
    let reached = organization::Entity::find()
        .filter(scope::organizations(permit))
        .select_only()
        .column(organization::Column::Id)
        .order_by_asc(organization::Column::Id);
    let organizations = reached.into_tuple().all(db.connection()).await?;
    Ok(Reached { organizations, pools: scope::pools(db.connection(), permit).await? })
}

/// Returns the organizations that the permit reaches: a partner's customers. By name; a distributor's by reseller first, those
/// without one last.
pub async fn customers(db: &Db, permit: &Permit) -> Result<Vec<Customer>, LicenseError> {
    permit.any_of(&[Action::GenerateReport, Action::ListLicenses])?;
    let rows: Vec<(i64, String)> = organization::Entity::find()
        .filter(scope::organizations(permit))
        .select_only()
        .column(organization::Column::Id)
        .column(organization::Column::Name)
        .into_tuple()
        .all(db.connection())
        .await?;
    let mut reseller_of = resellers_of_customers(db.connection(), permit).await?;
    let entry = |(id, name)| Customer { id, name, reseller: reseller_of.remove(&id) };
    let mut entries: Vec<_> = rows.into_iter().map(entry).collect();
    entries.sort_by_cached_key(|entry| {
        let reseller = entry.reseller.as_ref().map(|(id, name)| (order_key(name), *id));
        (reseller.is_none(), reseller, order_key(&entry.name), entry.id)
    });
    Ok(entries)
}
