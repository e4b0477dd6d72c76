//! Checks rows of organizations against each other and the database.

use std::collections::{HashMap, HashSet};

use model::{OrganizationId, OrganizationKind};

use super::row::Row;
use crate::import::catalog::{Meant, Named, Organization};
use crate::import::field::Field;
use crate::organizations::CONFIRM;

/// The organizations as they would be after importing all valid rows.
pub(super) struct Outlook<'a> {
    known: &'a Named<Organization>,
    organizations: HashMap<Meant, Future>,
    /// Those that have sub-organizations.
    parents: HashSet<Meant>,
}

struct Future {
    name: String,
    kind: OrganizationKind,
    parent: Option<String>,
}

/// The current state of the database.
pub(super) struct Present {
    pub organizations: Named<Organization>,
    /// Numbers of organizations with customers assigned to them.
    pub partners: HashSet<OrganizationId>,
}

impl<'a> Outlook<'a> {
    /// Combines the database's organizations with those rows.
    pub fn new<'r>(present: &'a Present, rows: impl Iterator<Item = &'r Row>) -> Self {
        let known = &present.organizations;
        let names: HashMap<_, _> =
            known.iter().filter_map(|known| Some((known.id?, known.name.as_str()))).collect();
        let mut organizations: HashMap<Meant, Future> = known
            .iter()
            .enumerate()
            .map(|(place, known)| {
                let parent = known.parent.and_then(|parent| names.get(&parent)).map(ToString::to_string);
                (Meant::Known(place), Future { name: known.name.clone(), kind: known.kind, parent })
            })
            .collect();
        for row in rows {
            let future = organizations.entry(known.meant(&row.name)).or_insert_with(|| Future {
                name: row.name.clone(),
                kind: OrganizationKind::Customer,
                parent: None,
            });
            future.kind = row.kind.unwrap_or(future.kind);
            future.parent = row.parent.clone().or_else(|| future.parent.take());
        }
        let parents = organizations.values().filter_map(|future| future.parent.as_ref());
        let parents = parents.map(|parent| known.meant(parent)).collect();
        Self { known, organizations, parents }
    }

    fn find(&self, name: &str) -> Option<&Future> {
        self.organizations.get(&self.known.meant(name))
    }

    /// The problems of a row, in a sentence for each field.
    pub fn problems(&self, row: &Row, present: &Present) -> Vec<(Field, String)> {
        let mut problems = Vec::new();
        let known = present.organizations.place(&row.name).map(|place| present.organizations.at(place));
        if known.is_some_and(|known| known.named_by_itself) {
            problems.push((Field::Name, format!("is a name that an organization gave itself. {CONFIRM}")));
        }
        let known = &present.organizations;
        let why = known.problem(&row.name).or_else(|| known.other_signs(&row.name));
        problems.extend(why.map(|why| (Field::Name, why)));
        problems.extend(self.kind_problem(row, present).map(|why| (Field::Kind, why)));
        let not_by = |name: Option<&str>| self.known.assignable(name?).err();
        let parent = not_by(row.parent.as_deref()).or_else(|| self.parent_problem(row));
        problems.extend(parent.map(|why| (Field::Parent, why)));
        let partner = not_by(row.partner.as_deref()).or_else(|| self.partner_problem(row));
        problems.extend(partner.map(|why| (Field::Partner, why)));
        let reseller = not_by(row.reseller.as_deref()).or_else(|| self.reseller_problem(row));
        problems.extend(reseller.map(|why| (Field::Reseller, why)));
        problems
    }

    fn kind_problem(&self, row: &Row, present: &Present) -> Option<String> {
        let kind = row.kind?;
        let known = present.organizations.place(&row.name).map(|place| present.organizations.at(place));
        let vendor = OrganizationKind::Vendor;
        if let Some(known) = known.filter(|known| known.kind != kind) {
            if known.kind == vendor || kind == vendor {
                return Some(format!(
                    "is a {} now; an import can't make it a vendor or change a vendor's kind.",
                    known.kind.name()
                ));
            }
            if kind == OrganizationKind::Customer && known.id.is_some_and(|id| present.partners.contains(&id))
            {
                return Some(
                    "has assigned customers, so it must remain a distributor or reseller.".to_owned(),
                );
            }
        }
        let own = self.known.meant(&row.name);
        let is_other = |(meant, future): &(&Meant, &Future)| future.kind == vendor && **meant != own;
        let (_, other) = (kind == vendor).then(|| self.organizations.iter().find(is_other)).flatten()?;
        Some(format!(
            "There is one vendor per installation, “{}”. Specify customer, reseller or distributor.",
            other.name
        ))
    }

    fn parent_problem(&self, row: &Row) -> Option<String> {
        let parent = row.parent.as_deref()?;
        let own = self.known.meant(&row.name);
        if self.known.meant(parent) == own {
            return Some("is the organization itself; specify another one, or none.".to_owned());
        }
        if self.find(&row.name).is_some_and(|own| own.kind == OrganizationKind::Vendor) {
            return Some("is given for the vendor, which must remain a main organization.".to_owned());
        }
        let Some(future) = self.find(parent) else { return Some(unknown(parent)) };
        if let Some(main) = &future.parent {
            return Some(format!(
                "“{parent}” is a sub-organization of “{main}”; a parent must be a main organization."
            ));
        }
        let has_subs = self.parents.contains(&own);
        has_subs.then(|| "has sub-organizations, and so can't become one.".to_owned())
    }

    fn partner_problem(&self, row: &Row) -> Option<String> {
        let (partner, own) = (row.partner.as_deref()?, self.find(&row.name)?);
        let Some(future) = self.find(partner) else { return Some(unknown(partner)) };
        match (own.kind, future.kind) {
            _ if self.known.meant(partner) == self.known.meant(&row.name) => {
                Some("is the organization itself; specify another one, or none.".to_owned())
            }
            (_, OrganizationKind::Vendor | OrganizationKind::Customer) => Some(format!(
                "“{partner}” is a {}; a partner must be a distributor or reseller.",
                future.kind.name()
            )),
            (OrganizationKind::Customer, _) | (OrganizationKind::Reseller, OrganizationKind::Distributor) => {
                None
            }
            (kind, _) => {
                Some(format!("A {} can't be assigned to “{partner}”, a {}.", kind.name(), future.kind.name()))
            }
        }
    }

    fn reseller_problem(&self, row: &Row) -> Option<String> {
        let (reseller, own) = (row.reseller.as_deref()?, self.find(&row.name)?);
        let Some(future) = self.find(reseller) else { return Some(unknown(reseller)) };
        if future.kind != OrganizationKind::Reseller {
            return Some(format!("“{reseller}” is a {}, not a reseller.", future.kind.name()));
        }
        if own.kind != OrganizationKind::Customer {
            return Some(format!("A {} can't have a reseller; only a customer can.", own.kind.name()));
        }
        let partner = row.partner.as_deref().and_then(|partner| self.find(partner))?;
        let twice = partner.kind == OrganizationKind::Reseller;
        twice.then(|| format!("The partner “{}” is a reseller itself; specify one of the two.", partner.name))
    }
}

fn unknown(name: &str) -> String {
    format!("There is no organization named “{name}”, neither here nor in the accepted rows.")
}
