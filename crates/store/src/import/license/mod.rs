//! Licenses: what a file would change.

mod keys;
mod known;
mod owner;
mod row;
#[cfg(test)]
mod spelling_tests;
#[cfg(test)]
mod tests;
mod write;

use std::collections::HashSet;

use model::{OrganizationKind, ProductKind};
use sea_orm::ConnectionTrait;

use super::catalog::{Meant, Named, Organization, Product, organizations, products, stored};
use super::cells::{Cells, Place, Reader};
use super::field::Field;
use super::plan::{Change, Outcome, Plan, PlannedRow, Refusal, Telling};
use super::{Owners, PlanError};
use crate::people::checked_name;
use crate::text::{same, tidy_key};
use keys::Keys;
use known::{Known, Values};
use owner::FileOwners;
use row::Row;

pub(crate) use write::license_ids;
pub(super) use write::{Writes, texts};

/// What happens to a license, to be told in its history.
enum Happening {
    Added,
    Changed(Vec<Change>),
    /// To the organization at that place.
    Assigned(usize),
    /// From the organization at that place.
    Unassigned(usize),
}

/// What the person chose.
#[derive(Clone, Copy)]
pub(super) struct Choices {
    /// Whether an organization that is not there is added.
    pub create_missing: bool,
    /// What becomes of a license that has another owner.
    pub owners: Owners,
}

/// Plans the rows of a file one after the other.
struct Planner<'a> {
    choices: Choices,
    /// Whom the file names for each license.
    named: FileOwners,
    /// Places of licenses that somebody else has, and whom the file names for them.
    conflicts: HashSet<(usize, Meant)>,
    organizations: Named<Organization>,
    products: Named<Product>,
    licenses: Vec<Known>,
    /// Places of licenses.
    by_key: Keys<usize>,
    /// By places of licenses, the first row of each that can be taken.
    first: Vec<Option<Place<'a>>>,
    /// Places of licenses, and what happens to them.
    happenings: Vec<(usize, Happening)>,
}

/// Plans a file of licenses and adds its rows to the plan.
pub(super) async fn prepare(
    connection: &impl ConnectionTrait,
    reader: &Reader<'_>,
    choices: Choices,
    plan: &mut Plan,
) -> Result<Writes, PlanError> {
    let (organizations, products) = (organizations(connection).await?, products(connection).await?);
    let keys = reader.rows().map(|cells| tidy_key(&cells.name(Field::LicenseKey))).collect();
    let licenses = known::load(connection, keys, &organizations, &products).await?;
    let mut by_key = Keys::default();
    for (place, known) in licenses.iter().enumerate() {
        by_key.insert(&known.key, place);
    }
    let named = FileOwners::read(reader, choices.owners);
    let (first, happenings, conflicts) = (Vec::new(), Vec::new(), HashSet::new());
    let mut telling = Telling::default();
    let mut planner =
        Planner { choices, named, conflicts, organizations, products, licenses, by_key, first, happenings };
    for mut cells in reader.rows() {
        let (line, subject) = (cells.line(), cells.name(Field::LicenseKey));
        let row = Row::read(&mut cells);
        let outcome = planner.outcome(&row, cells);
        plan.rows.push(PlannedRow { line, subject, outcome: telling.told(outcome) });
    }
    let Planner { organizations, products, licenses, happenings, conflicts, .. } = planner;
    plan.conflicts = conflicts.len();
    let new = organizations.iter().filter(|known| known.id.is_none());
    plan.new_organizations = new.map(|known| known.name.clone()).collect();
    let new = products.iter().filter(|known| known.id.is_none());
    plan.new_products = new.map(|known| known.name.clone()).collect();
    Ok(Writes { organizations, products, licenses, happenings })
}

impl<'a> Planner<'a> {
    fn outcome(&mut self, row: &Row, mut cells: Cells<'a>) -> Outcome {
        let here = cells.place();
        let repeated = self.check_first(row, &mut cells);
        self.check_names(row, &mut cells);
        self.check_values(row, &mut cells);
        self.check_owner(row, &mut cells);
        let refusals: Vec<Refusal> = cells.into_refusals();
        if !refusals.is_empty() {
            return Outcome::Refused(refusals);
        }
        let (place, outcome) = match self.by_key.get(&row.key) {
            Some(place) => (place, self.change(place, row)),
            None => self.add(row),
        };
        if !repeated {
            self.first.resize(self.licenses.len(), None);
            self.first[place] = Some(here);
        }
        outcome
    }

    /// Whether the key was on an earlier row; two rows of one key may differ in the organization alone.
    fn check_first(&self, row: &Row, cells: &mut Cells<'a>) -> bool {
        let first = self.by_key.get(&row.key).and_then(|place| *self.first.get(place)?);
        let Some(first) = first else { return false };
        let mut first = cells.again(first);
        let (line, first) = (first.line(), Row::read(&mut first));
        if row.key != first.key {
            let why = format!(
                "is the key of line {line} in another spelling: case, dashes and blanks make no other key. Spell it as on that \
                 line, or leave the row out."
            );
            cells.refuse(Field::LicenseKey, why);
        } else if !row.agrees(&first) {
            let why = format!(
                "is already on line {line} with other values. Rows with one key may differ in the organization alone, \
                 which assigns the license to each."
            );
            cells.refuse(Field::LicenseKey, why);
        } else if same(&row.organization) == same(&first.organization) {
            cells.refuse(Field::LicenseKey, format!("is already on line {line} with the same values."));
        }
        true
    }

    fn check_names(&self, row: &Row, cells: &mut Cells<'_>) {
        let unknown = !row.organization.is_empty() && self.organizations.place(&row.organization).is_none();
        if unknown && !self.choices.create_missing {
            let why = format!(
                "There is no organization named “{}”. Import it first, or have missing organizations added as \
                 customers.",
                row.organization
            );
            cells.refuse(Field::Organization, why);
        } else if let Some(why) = self
            .organizations
            .problem(&row.organization)
            .or_else(|| self.organizations.other_signs(&row.organization))
        {
            cells.refuse(Field::Organization, why);
        }
        if let Some(why) = self.products.problem(&row.product) {
            cells.refuse(Field::Product, why);
        }
        if let Err(why) = self.organizations.assignable(&row.organization) {
            cells.refuse(Field::Organization, why);
        }
        if let Some(Err(error)) = row.maker.as_deref().map(checked_name) {
            cells.refuse(Field::Maker, error.to_string());
        }
        let Some(product) = self.products.place(&row.product).map(|place| self.products.at(place)) else {
            return;
        };
        if let Some(maker) = row
            .maker
            .as_ref()
            .filter(|maker| !product.maker.is_empty() && same(maker) != same(&product.maker))
        {
            let why = format!(
                "“{}” is made by “{}”, and this row says “{maker}”. Give the same maker, or none.",
                product.name, product.maker
            );
            cells.refuse(Field::Maker, why);
        }
        if let Some(kind) = row.product_kind.filter(|kind| *kind != product.kind) {
            let why = format!(
                "“{}” is {}, and this row says {}. Give the same kind, or none.",
                product.name,
                product.kind.name(),
                kind.name()
            );
            cells.refuse(Field::ProductKind, why);
        }
    }

    fn check_values(&self, row: &Row, cells: &mut Cells<'_>) {
        let stored = self.by_key.get(&row.key).map(|place| &self.licenses[place].values);
        let new = stored.map_or_else(|| Values::new(row, 0), |values| values.with(row, values.product));
        if let Some(values) = stored.filter(|values| new.purchased < values.purchased) {
            let why = format!(
                "would go down from {} to {}. Purchased units never go down; give {0} or more.",
                values.purchased, new.purchased
            );
            cells.refuse(Field::Purchased, why);
        }
        if let Some(expiration) = new.expiration.filter(|expiration| *expiration < new.start) {
            let why =
                format!("{expiration} is before the start, {}. Give that day or a later one.", new.start);
            cells.refuse(Field::ExpirationDate, why);
        }
        if new.offline > new.purchased {
            let why = format!("{} is more than the {} units purchased.", new.offline, new.purchased);
            cells.refuse(Field::OfflineUnits, why);
        }
    }

    fn add(&mut self, row: &Row) -> (usize, Outcome) {
        let (product, organization) = (self.product(row), self.organization(row));
        let place = self.licenses.len();
        let values = Values::new(row, product);
        let told = values.told(&self.products);
        self.licenses.push(Known {
            key: row.key.clone(),
            values,
            assigned: vec![organization],
            note: row.note.clone().unwrap_or_default(),
            stored: None,
        });
        self.by_key.insert(&row.key, place);
        self.happenings.push((place, Happening::Added));
        self.happenings.push((place, Happening::Assigned(organization)));
        (place, Outcome::Added(told))
    }

    fn change(&mut self, place: usize, row: &Row) -> Outcome {
        let product = self.product(row);
        let keeps_owner = self.choices.owners == Owners::Keep && self.is_elsewhere(place, row);
        let known = &mut self.licenses[place];
        let new = known.values.with(row, product);
        let mut changes = known.values.changes(&new, &self.products);
        known.values = new;
        if !changes.is_empty() {
            self.happenings.push((place, Happening::Changed(changes.clone())));
        }
        if !keeps_owner {
            let organization = self.organization(row);
            changes.extend(self.assign(place, organization));
        }
        if changes.is_empty() { Outcome::Unchanged } else { Outcome::Changed(changes) }
    }

    /// The place of the row's product, which is added if it is not there.
    fn product(&mut self, row: &Row) -> usize {
        if let Some(place) = self.products.place(&row.product) {
            return place;
        }
        let product = Product {
            id: None,
            name: stored(&row.product),
            maker: row.maker.as_deref().map(stored).unwrap_or_default(),
            kind: row.product_kind.unwrap_or(ProductKind::OnPremises),
        };
        self.products.add(&row.product, product)
    }

    /// The place of the row's organization, which is added as a customer if it is not there.
    fn organization(&mut self, row: &Row) -> usize {
        if let Some(place) = self.organizations.place(&row.organization) {
            return place;
        }
        let organization = Organization {
            id: None,
            name: stored(&row.organization),
            kind: OrganizationKind::Customer,
            parent: None,
            named_by_itself: false,
        };
        self.organizations.add(&row.organization, organization)
    }
}
