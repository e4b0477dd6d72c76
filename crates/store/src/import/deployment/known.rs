//! The licenses that deployments can belong to, and the existing deployments.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QuerySelect};

use super::row;
use crate::db::batch::BATCH;
use crate::db::entity::{deployment, license, license_assignment};
use crate::import::catalog::{Named, Organization, Product, organizations, products};
use crate::import::license::license_ids;
use crate::import::name_list::listed;
use crate::import::spellings::Spellings;

/// The licenses that rows can mean.
pub(super) struct Licenses {
    by_key: HashMap<String, i64>,
    /// For rows without a key; None if all have one.
    names: Option<Names>,
    /// By the numbers of organization and product.
    by_product: HashMap<(i64, i64), BTreeSet<i64>>,
    /// For rows that give a key and names as well, by the license's number.
    facts: HashMap<i64, Facts>,
}

/// The numbers of a license's product and organizations.
struct Facts {
    product: i64,
    organizations: BTreeSet<i64>,
}

struct Names {
    organizations: Named<Organization>,
    products: Named<Product>,
}

/// The objects that rows name, to be loaded.
pub(super) struct Wanted {
    keys: BTreeSet<String>,
    /// From rows without a key.
    organizations: BTreeSet<String>,
    /// Keys of rows that name a product or an organization as well.
    to_check: BTreeSet<String>,
}

impl Wanted {
    pub fn of(rows: impl Iterator<Item = row::Named>) -> Self {
        let (mut keys, mut organizations, mut to_check) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for row::Named { key, product, organization } in rows {
            if let Some(key) = key {
                if product.is_some() || organization.is_some() {
                    to_check.insert(key.clone());
                }
                keys.insert(key);
            } else {
                organizations.extend(organization);
            }
        }
        Self { keys, organizations, to_check }
    }
}

impl Licenses {
    /// Loads the licenses that the rows name.
    pub async fn load(connection: &impl ConnectionTrait, rows: Wanted) -> Result<Self, DbErr> {
        let Wanted { keys, organizations: wanted, to_check } = rows;
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let by_key = license_ids(connection, &keys).await?;
        let mut by_product: HashMap<_, BTreeSet<i64>> = HashMap::new();
        let to_check: BTreeSet<i64> = to_check.iter().filter_map(|key| by_key.get(key).copied()).collect();
        let facts = facts(connection, &to_check.into_iter().collect::<Vec<_>>()).await?;
        if wanted.is_empty() && facts.is_empty() {
            return Ok(Self { by_key, names: None, by_product, facts });
        }
        let names =
            Names { organizations: organizations(connection).await?, products: products(connection).await? };
        let known = &names.organizations;
        let ids: BTreeSet<i64> = wanted.iter().filter_map(|name| known.at(known.place(name)?).id).collect();
        let ids: Vec<i64> = ids.into_iter().collect();
        for batch in ids.chunks(BATCH) {
            for (organization, license, product) in licenses_of(connection, batch).await? {
                by_product.entry((organization, product)).or_default().insert(license);
            }
        }
        Ok(Self { by_key, names: Some(names), by_product, facts })
    }

    /// Notes the names by which a row without a key finds its license, if they are spelled differently.
    pub fn note_spellings(&self, row: &row::Named, spellings: &mut Spellings) {
        let Some(names) = self.names.as_ref().filter(|_| row.key.is_none()) else { return };
        if let Some(written) = &row.product
            && let Some(place) = names.products.place(written)
        {
            spellings.note(written, &names.products.at(place).name);
        }
        if let Some(written) = &row.organization
            && let Some(place) = names.organizations.place(written)
        {
            spellings.note(written, &names.organizations.at(place).name);
        }
    }

    /// Returns how the names in a row contradict the license that its key means, each with the way it was named.
    pub fn contradictions(&self, row: &row::Named, license: i64) -> Vec<(Meant, String)> {
        let (Some(key), Some(names), Some(facts)) = (&row.key, &self.names, self.facts.get(&license)) else {
            return Vec::new();
        };
        let mut told = Vec::new();
        if let Some(written) = &row.product
            && names.products.place(written).and_then(|place| names.products.at(place).id)
                != Some(facts.product)
        {
            let own = names.products.iter().find(|product| product.id == Some(facts.product));
            let own = own.map_or("", |product| product.name.as_str());
            let why = format!(
                "the license “{key}” is for “{own}”, but this row says “{written}”. Specify the same product, or none."
            );
            told.push((Meant::Product, why));
        }
        let is_owner = |id: Option<i64>| id.is_some_and(|id| facts.organizations.contains(&id));
        if let Some(written) = &row.organization
            && !is_owner(
                names.organizations.place(written).and_then(|place| names.organizations.at(place).id),
            )
        {
            let own: Vec<String> = names
                .organizations
                .iter()
                .filter(|organization| is_owner(organization.id))
                .map(|organization| format!("“{}”", organization.name))
                .collect();
            let own = if own.is_empty() { "no organization".to_owned() } else { listed(&own) };
            let why = format!(
                "the license “{key}” belongs to {own}, but this row says “{written}”. Specify the same organization, or none."
            );
            told.push((Meant::Organization, why));
        }
        told
    }

    /// Returns the license that a row means. Fails with the way it was named and a sentence.
    pub fn find(&self, row: &row::Named) -> Result<i64, (Meant, String)> {
        if let Some(key) = &row.key {
            let unknown = || {
                (Meant::Key, format!("There is no license with the key “{key}”. Import the licenses first."))
            };
            return self.by_key.get(key).copied().ok_or_else(unknown);
        }
        let (Some(product), Some(organization)) = (&row.product, &row.organization) else {
            return Err((
                Meant::Product,
                "A row needs a license key, or a product and its organization.".to_owned(),
            ));
        };
        let unknown = || (Meant::Organization, format!("There is no organization named “{organization}”."));
        let names = self.names.as_ref().ok_or_else(unknown)?;
        let place = names.organizations.assignable(organization).map_err(|why| (Meant::Organization, why))?;
        let owner = place.and_then(|place| names.organizations.at(place).id).ok_or_else(unknown)?;
        if let Some(why) = names.products.other_signs(product) {
            return Err((Meant::Product, why));
        }
        let product_id = names.products.place(product).and_then(|place| names.products.at(place).id);
        let found = product_id.and_then(|product_id| self.by_product.get(&(owner, product_id)));
        match found.map(|found| found.iter().copied().collect::<Vec<_>>()).as_deref() {
            Some([license]) => Ok(*license),
            None | Some([]) => Err((
                Meant::Product,
                format!("“{organization}” has no license for “{product}”. Import the license first."),
            )),
            Some(several) => Err((
                Meant::Product,
                format!(
                    "“{organization}” has {} licenses for “{product}”. Specify the license key.",
                    several.len()
                ),
            )),
        }
    }
}

/// The way a row names its license.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Meant {
    Key,
    Product,
    Organization,
}

/// The products and organizations of those licenses.
async fn facts(connection: &impl ConnectionTrait, licenses: &[i64]) -> Result<HashMap<i64, Facts>, DbErr> {
    let mut facts: HashMap<i64, Facts> = HashMap::new();
    for batch in licenses.chunks(BATCH) {
        let products: Vec<(i64, i64)> = license::Entity::find()
            .filter(license::Column::Id.is_in(batch.iter().copied()))
            .select_only()
            .column(license::Column::Id)
            .column(license::Column::ProductId)
            .into_tuple()
            .all(connection)
            .await?;
        for (license, product) in products {
            facts.insert(license, Facts { product, organizations: BTreeSet::new() });
        }
        let owners: Vec<(i64, i64)> = license_assignment::Entity::find()
            .filter(license_assignment::Column::LicenseId.is_in(batch.iter().copied()))
            .select_only()
            .column(license_assignment::Column::LicenseId)
            .column(license_assignment::Column::OrganizationId)
            .into_tuple()
            .all(connection)
            .await?;
        for (license, organization) in owners {
            if let Some(facts) = facts.get_mut(&license) {
                facts.organizations.insert(organization);
            }
        }
    }
    Ok(facts)
}

/// Numbers of organization, license and product of what is assigned to those organizations.
async fn licenses_of(
    connection: &impl ConnectionTrait,
    organizations: &[i64],
) -> Result<Vec<(i64, i64, i64)>, DbErr> {
    license_assignment::Entity::find()
        .join(
            JoinType::InnerJoin,
            license_assignment::Entity::belongs_to(license::Entity)
                .from(license_assignment::Column::LicenseId)
                .to(license::Column::Id)
                .into(),
        )
        .filter(license_assignment::Column::OrganizationId.is_in(organizations.iter().copied()))
        .select_only()
        .column(license_assignment::Column::OrganizationId)
        .column(license_assignment::Column::LicenseId)
        .column(license::Column::ProductId)
        .into_tuple()
        .all(connection)
        .await
}

/// The deployments of those licenses, by license and deployment ID.
pub(super) async fn deployments(
    connection: &impl ConnectionTrait,
    licenses: &BTreeSet<i64>,
) -> Result<HashMap<(i64, String), deployment::Model>, DbErr> {
    let licenses: Vec<i64> = licenses.iter().copied().collect();
    let mut known = HashMap::new();
    for batch in licenses.chunks(BATCH) {
        let rows =
            deployment::Entity::find().filter(deployment::Column::LicenseId.is_in(batch.iter().copied()));
        let rows = rows.all(connection).await?;
        known.extend(rows.into_iter().map(|row| ((row.license_id, row.deployment_id.clone()), row)));
    }
    Ok(known)
}
