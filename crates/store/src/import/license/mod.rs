//! Plans an import of licenses.

mod keys;
mod known;
mod owner;
mod row;
mod rows;
#[cfg(test)]
mod spelling_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod twin_tests;
mod write;

use model::{OrganizationKind, ProductKind};
use sea_orm::ConnectionTrait;

use super::catalog::{Named, Organization, Product, organizations, products, stored};
use super::cells::{Cells, Place, Reader};
use super::contradiction::refused_with;
use super::field::Field;
use super::plan::{Change, Outcome, Plan, PlannedRow, Refusal, Telling};
use super::remedy::Remedy;
use super::spellings::Spellings;
use super::{Owners, PlanError};
use crate::people::checked_name;
use crate::text::{reads_alike, same, tidy_key};
use keys::Keys;
use known::{Known, Values};
use owner::FileOwners;
use row::Row;
use rows::Rows;

pub(crate) use write::license_ids;
pub(super) use write::{Writes, texts};

/// What happens to a license, for its history.
enum Happening {
    Added,
    Changed(Vec<Change>),
    /// To the organization at that place.
    Assigned(usize),
    /// From the organization at that place.
    Unassigned(usize),
}

/// The person's choices.
#[derive(Clone, Copy)]
pub(super) struct Choices {
    /// Whether missing organizations are added.
    pub create_missing: bool,
    /// What to do with a license that another organization owns.
    pub owners: Owners,
}

/// Plans the licenses of a file one by one.
struct Planner {
    choices: Choices,
    /// The organizations that the file names for each license.
    named: FileOwners,
    /// How many rows that could be imported are for licenses that another organization owns.
    conflicts: usize,
    organizations: Named<Organization>,
    products: Named<Product>,
    licenses: Vec<Known>,
    /// Places of licenses.
    by_key: Keys<usize>,
    /// Places of licenses, and what happens to them.
    happenings: Vec<(usize, Happening)>,
    spellings: Spellings,
    /// Keys that the file spells differently from the existing licenses.
    keys: Spellings,
    /// How many new licenses have no end because their rows don't give one.
    endless: usize,
    telling: Telling,
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
    let rows = Rows::of(reader, &by_key);
    let mut planner = Planner {
        choices,
        named,
        conflicts: 0,
        organizations,
        products,
        licenses,
        by_key,
        happenings: Vec::new(),
        spellings: Spellings::default(),
        keys: Spellings::default(),
        endless: 0,
        telling: Telling::default(),
    };
    for license in rows.licenses() {
        planner.license(reader, license, plan);
    }
    let Planner {
        organizations, products, licenses, happenings, conflicts, spellings, keys, endless, ..
    } = planner;
    plan.conflicts = conflicts;
    plan.readings.extend(keys.told("License keys"));
    plan.readings.extend(spellings.told("Names"));
    if endless > 0 {
        let licenses = if endless == 1 {
            "1 new license never expires, because its row gives".to_owned()
        } else {
            format!("{endless} new licenses never expire, because their rows give")
        };
        plan.readings.push(format!("{licenses} no expiration date."));
    }
    let new = organizations.iter().filter(|known| known.id.is_none());
    plan.new_organizations = new.map(|known| known.name.clone()).collect();
    let new = products.iter().filter(|known| known.id.is_none());
    plan.new_products = new.map(|known| known.name.clone()).collect();
    Ok(Writes { organizations, products, licenses, happenings })
}

/// A row with its problems. Its values are read again when it is imported: a single license may have all the rows of the file.
struct Judged<'a> {
    place: Place<'a>,
    line: u32,
    subject: String,
    refusals: Vec<Refusal>,
    /// Whether it only repeats another row.
    repeats: bool,
    /// Whether the license has a different owner than the row says.
    is_elsewhere: bool,
    /// Whether anything else is wrong with it.
    is_wrong: bool,
}

/// The first row of a license with readable values.
struct First {
    /// Its position among the license's rows.
    at: usize,
    line: u32,
    row: Row,
}

impl Planner {
    /// Plans the rows of one license, by position. All of them are imported, or none.
    fn license(&mut self, reader: &Reader<'_>, rows: impl Iterator<Item = usize>, plan: &mut Plan) {
        let mut judged: Vec<Judged<'_>> = Vec::new();
        // The organizations that these rows add, and the row that refuses the others: its line and its key.
        let (mut first, mut fresh, mut refused) = (None, Named::new(), None);
        for cells in rows.flat_map(move |at| reader.row(at)) {
            let (one, row) = self.judged(first.as_ref(), &mut fresh, cells);
            if refused.is_none() && !one.refusals.is_empty() && !one.repeats {
                refused = Some((one.line, row.key.clone()));
            }
            if first.is_none() && !one.is_wrong {
                first = Some(First { at: judged.len(), line: one.line, row });
            }
            judged.push(one);
        }
        // Where something else is wrong, no choice about owners helps.
        if judged.iter().all(|one| one.repeats || !one.is_wrong) {
            self.conflicts += judged.iter().filter(|one| one.is_elsewhere && !one.repeats).count();
        }
        for (at, one) in judged.into_iter().enumerate() {
            let Judged { place, line, subject, refusals, is_elsewhere, .. } = one;
            let outcome = if refusals.is_empty() {
                let row = match first.take_if(|first| first.at == at) {
                    Some(First { row, .. }) => row,
                    None => Row::read(&mut reader.again(place)),
                };
                match &refused {
                    Some((other, key)) => {
                        let why = refused_with("license", (line, row.key.as_str()), (*other, key.as_str()));
                        Outcome::Refused(vec![reader.refusal(Field::LicenseKey, why)])
                    }
                    None => self.take(&row, is_elsewhere),
                }
            } else {
                Outcome::Refused(refusals)
            };
            self.telling.add(&mut plan.rows, PlannedRow { line, subject, outcome });
        }
    }

    fn take(&mut self, row: &Row, is_elsewhere: bool) -> Outcome {
        let outcome = match self.by_key.get(&row.key) {
            Some(place) => {
                self.keys.note(&row.key, &self.licenses[place].key);
                self.change(place, row, is_elsewhere)
            }
            None => self.add(row),
        };
        if let Some(place) = self.products.place(&row.product) {
            self.spellings.note(&row.product, &self.products.at(place).name);
        }
        if let Some(place) = self.organizations.place(&row.organization) {
            self.spellings.note(&row.organization, &self.organizations.at(place).name);
        }
        outcome
    }

    /// Judges a row against the first one of its license. Adds nothing yet.
    fn judged<'a>(
        &self,
        first: Option<&First>,
        fresh: &mut Named<()>,
        mut cells: Cells<'a>,
    ) -> (Judged<'a>, Row) {
        let (place, line, subject) = (cells.place(), cells.line(), cells.subject(Field::LicenseKey));
        let row = Row::read(&mut cells);
        let could_be_read = !cells.is_refused();
        let repeats = first.is_some_and(|first| check_first(first, &row, &mut cells)) && could_be_read;
        self.check_names(&row, fresh, &mut cells);
        self.check_values(&row, &mut cells);
        let is_wrong = cells.is_refused();
        let is_elsewhere = self.check_owner(&row, &mut cells);
        let refusals = cells.into_refusals();
        (Judged { place, line, subject, refusals, repeats, is_elsewhere, is_wrong }, row)
    }

    fn check_organization(&self, row: &Row, fresh: &mut Named<()>, cells: &mut Cells<'_>) {
        let name = &row.organization;
        let is_unknown = !name.is_empty() && self.organizations.place(name).is_none();
        if is_unknown && !self.choices.create_missing {
            let why = format!("There is no organization named “{name}”. Import it first.");
            cells.refuse_unless(Some(Remedy::AddMissing), Field::Organization, why);
            return;
        }
        let mut why = self.organizations.problem(name).or_else(|| self.organizations.assignable(name).err());
        if is_unknown && why.is_none() {
            why = fresh.problem(name).or_else(|| fresh.other_signs(name));
        }
        if let Some(why) = why {
            cells.refuse(Field::Organization, why);
        } else if is_unknown && fresh.place(name).is_none() {
            fresh.add(name, ());
        }
    }

    fn check_names(&self, row: &Row, fresh: &mut Named<()>, cells: &mut Cells<'_>) {
        self.check_organization(row, fresh, cells);
        let products = &self.products;
        if let Some(why) = products.problem(&row.product).or_else(|| products.other_signs(&row.product)) {
            cells.refuse(Field::Product, why);
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
                "“{}” is made by “{}”, but this row says “{maker}”. Specify the same maker, or none.",
                product.name, product.maker
            );
            cells.refuse(Field::Maker, why);
        }
        if let Some(kind) = row.product_kind.filter(|kind| *kind != product.kind) {
            let why = format!(
                "“{}” is {}, but this row says {}. Specify the same kind, or none.",
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
                "would go down from {} to {}. Purchased units can't be reduced; give {0} or more.",
                values.purchased, new.purchased
            );
            cells.refuse(Field::Purchased, why);
        }
        if let Some(expiration) = new.expiration.filter(|expiration| *expiration < new.start) {
            let why = format!(
                "{expiration} is before the start, {}. Give that day, a later one, or never.",
                new.start
            );
            cells.refuse(Field::ExpirationDate, why);
        }
        if new.offline > new.purchased {
            let unit = if new.purchased == 1 { "unit" } else { "units" };
            let why = format!("{} is more than the {} {unit} purchased.", new.offline, new.purchased);
            cells.refuse(Field::OfflineUnits, why);
        }
    }

    fn add(&mut self, row: &Row) -> Outcome {
        let (product, organization) = (self.product(row), self.organization(row));
        let place = self.licenses.len();
        let values = Values::new(row, product);
        let told = values.told(&self.products);
        self.endless += usize::from(row.expiration.is_none());
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
        Outcome::Added(told)
    }

    fn change(&mut self, place: usize, row: &Row, is_elsewhere: bool) -> Outcome {
        let product = self.product(row);
        let keeps_owner = self.choices.owners == Owners::Keep && is_elsewhere;
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

    /// The place of the row's product, which is added if missing.
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

    /// The place of the row's organization, which is added as a customer if missing.
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

/// Checks a row against the first one of its license: only the organization may differ. Returns whether it only repeats it.
fn check_first(first: &First, row: &Row, cells: &mut Cells<'_>) -> bool {
    let (line, first) = (first.line, &first.row);
    if row.key != first.key {
        let why = format!(
            "“{}” is “{}” of line {line} in another spelling: case, dashes and spaces don't make a different key. Spell it as \
             on that \
             line, or leave the row out.",
            row.key, first.key
        );
        cells.refuse(Field::LicenseKey, why);
    } else if !row.agrees(first) {
        let why = format!(
            "“{}” is already on line {line} with other values. Rows with the same key may differ only in the organization, \
             which assigns the license to each.",
            row.key
        );
        cells.refuse(Field::LicenseKey, why);
    } else if same(&row.organization) == same(&first.organization) {
        cells.refuse(
            Field::LicenseKey,
            format!("“{}” is already on line {line} with the same values.", row.key),
        );
        return reads_alike(&row.organization, &first.organization);
    }
    false
}
