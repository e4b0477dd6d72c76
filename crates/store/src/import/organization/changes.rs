//! The changes that a row makes to an organization.

use std::collections::HashMap;

use model::OrganizationId;

use super::Assignments;
use super::row::Row;
use crate::import::catalog::{Named, Organization};
use crate::import::cells::change;
use crate::import::field::Field;
use crate::import::plan::Change;

/// The data that rows are compared with.
pub(super) struct Comparison<'a> {
    organizations: &'a Named<Organization>,
    names: HashMap<OrganizationId, &'a str>,
    assignments: &'a Assignments,
}

impl<'a> Comparison<'a> {
    pub fn new(organizations: &'a Named<Organization>, assignments: &'a Assignments) -> Self {
        let names = organizations.iter().filter_map(|known| Some((known.id?, known.name.as_str()))).collect();
        Self { organizations, names, assignments }
    }

    /// The changes that a row makes to its organization. Assignments are added and their resellers changed, never removed.
    pub fn changes(&self, row: &Row, known: &Organization) -> Vec<Change> {
        let mut changes = Vec::new();
        changes.extend(row.kind.and_then(|kind| change(Field::Kind, known.kind.name(), kind.name())));
        let parent = self.called(row.parent.as_deref());
        changes.extend(parent.and_then(|parent| change(Field::Parent, self.name(known.parent), parent)));
        self.assignment(row, known, &mut changes);
        changes
    }

    fn assignment(&self, row: &Row, known: &Organization, changes: &mut Vec<Change>) {
        let mine = known.id.and_then(|id| self.assignments.get(&id)).map_or(&[][..], Vec::as_slice);
        let (partner, reseller) = (self.called(row.partner.as_deref()), self.called(row.reseller.as_deref()));
        let stored = |partner: &str| mine.iter().find(|(id, _)| self.name(Some(*id)) == partner);
        match (partner, reseller) {
            (None, None) => {}
            (None, Some(reseller)) => {
                // A reseller alone is the partner, unless a distributor's assignment already names it.
                let sold = mine.iter().any(|(_, by)| self.name(*by) == reseller);
                if !sold && stored(reseller).is_none() {
                    changes.extend(self.added(mine, reseller));
                }
            }
            (Some(partner), reseller) => {
                let old = stored(partner).map(|(_, reseller)| self.name(*reseller));
                if old.is_none() {
                    changes.extend(self.added(mine, partner));
                }
                let old = old.unwrap_or_default();
                changes.extend(reseller.and_then(|reseller| change(Field::Reseller, old, reseller)));
            }
        }
    }

    /// The change that adds one partner to those stored.
    fn added(&self, mine: &[(OrganizationId, Option<OrganizationId>)], partner: &str) -> Option<Change> {
        let old: Vec<_> = mine.iter().map(|(id, _)| self.name(Some(*id))).collect();
        let new: Vec<_> = old.iter().copied().chain([partner]).collect();
        change(Field::Partner, old.join(", "), new.join(", "))
    }

    fn name(&self, id: Option<OrganizationId>) -> &'a str {
        id.and_then(|id| self.names.get(&id)).copied().unwrap_or_default()
    }

    /// The organization's own spelling of a name in a row.
    fn called(&self, text: Option<&str>) -> Option<&'a str> {
        let place = self.organizations.place(text?)?;
        Some(&self.organizations.at(place).name)
    }
}
