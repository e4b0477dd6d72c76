//! Assigns licenses to organizations, or leaves them with their owners.

use std::collections::{HashMap, HashSet};

use super::row::Row;
use super::{Happening, Planner};
use crate::import::Owners;
use crate::import::cells::{Cells, Reader};
use crate::import::field::Field;
use crate::import::name_list::listed_by;
use crate::import::plan::Change;
use crate::import::remedy::Remedy;
use crate::text::{folded_key, same};

/// The organizations that a file names for each license. Only needed to move licenses: one row must not take a license from the
/// organization of another row.
#[derive(Default)]
pub(super) struct FileOwners {
    /// Numbers of folded keys, and of names as [`same`] writes them.
    keys: HashMap<String, usize>,
    names: HashMap<String, usize>,
    /// By the numbers of key and name.
    named: HashSet<(usize, usize)>,
}

impl FileOwners {
    pub fn read(reader: &Reader<'_>, owners: Owners) -> Self {
        let mut read = Self::default();
        if owners == Owners::Move {
            for cells in reader.rows() {
                let key = number(&mut read.keys, folded_key(&cells.name(Field::LicenseKey)));
                let name = number(&mut read.names, same(&cells.name(Field::Organization)));
                read.named.insert((key, name));
            }
        }
        read
    }

    fn has(&self, key: &str, organization: &str) -> bool {
        let (key, name) = (self.keys.get(&folded_key(key)), self.names.get(&same(organization)));
        key.zip(name).is_some_and(|(key, name)| self.named.contains(&(*key, *name)))
    }
}

/// The number of a string; adds it if it is new.
fn number(numbers: &mut HashMap<String, usize>, text: String) -> usize {
    let next = numbers.len();
    *numbers.entry(text).or_insert(next)
}

impl Planner {
    /// Whether the database has the license at `place` for a different organization than the row's. A license without an owner
    /// goes to all that are named.
    fn is_elsewhere(&self, place: usize, row: &Row) -> bool {
        let known = &self.licenses[place];
        let Some(stored) = known.stored else { return false };
        let named = self.organizations.place(&row.organization);
        let has_owner = stored.is_personal || !known.assigned.is_empty();
        has_owner && named.is_none_or(|organization| !known.assigned.contains(&organization))
    }

    /// Returns whether somebody else has the license. If so, refuses the row unless the person's choice allows it.
    pub(super) fn check_owner(&self, row: &Row, cells: &mut Cells<'_>) -> bool {
        if row.organization.is_empty() {
            return false;
        }
        let Some(place) = self.by_key.get(&row.key).filter(|place| self.is_elsewhere(*place, row)) else {
            return false;
        };
        let known = &self.licenses[place];
        if self.choices.owners == Owners::Keep {
            return true;
        }
        if known.stored.is_some_and(|stored| stored.is_personal) {
            let why =
                "is given for a person's own license, which belongs to no organization. Leave the row out.";
            cells.refuse_unless(Some(Remedy::KeepOwners), Field::Organization, why);
        } else if self.choices.owners == Owners::Ask {
            let why = format!(
                "“{}” does not have the license “{}”; it belongs to “{}”.",
                row.organization,
                row.key,
                self.names(&known.assigned)
            );
            cells.refuse_unless(Some(Remedy::Owners), Field::Organization, why);
        }
        true
    }

    /// Assigns the license at `place` to an organization, and takes it from earlier owners that the file does not name. Returns
    /// the change.
    pub(super) fn assign(&mut self, place: usize, organization: usize) -> Option<Change> {
        let known = &self.licenses[place];
        if known.assigned.binary_search(&organization).is_ok() {
            return None;
        }
        let old = self.names(&known.assigned);
        let leaves = |at: &usize| {
            known.stored.is_some() && !self.named.has(&known.key, &self.organizations.at(*at).name)
        };
        let left: Vec<usize> = known.assigned.iter().copied().filter(leaves).collect();
        let assigned = &mut self.licenses[place].assigned;
        assigned.retain(|at| !left.contains(at));
        if let Err(at) = assigned.binary_search(&organization) {
            assigned.insert(at, organization);
        }
        self.happenings.extend(left.into_iter().map(|at| (place, Happening::Unassigned(at))));
        self.happenings.push((place, Happening::Assigned(organization)));
        let new = self.names(&self.licenses[place].assigned);
        Some(Change { field: Field::Organization, old, new })
    }

    fn names(&self, places: &[usize]) -> String {
        listed_by(places, |place| self.organizations.at(*place).name.as_str())
    }
}
