//! The facets by which lists are filtered: one description for menus, chips and pies.

use leptos::prelude::*;
use model::query::toggle;
use model::report::{Dictionaries, Facets};
use model::{LicenseType, Query, Status, Warning};

use super::List;

/// A property of licenses to filter by. Its values are identified by position: in the order of their codes, or in the report's
/// dictionary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facet {
    /// Product.
    Product,
    /// Status; every license has exactly one (R6).
    Status,
    /// Warning; a license can have several.
    Warning,
    /// Type.
    Type,
    /// Organization; only in reports on customers.
    Organization,
    /// Reseller; only for distributors. Customers without one come last.
    Reseller,
}

impl Facet {
    /// All facets, in the order of the chips.
    pub const ALL: [Self; 6] =
        [Self::Product, Self::Status, Self::Warning, Self::Type, Self::Organization, Self::Reseller];

    /// Returns its name on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Product => "Product",
            Self::Status => "Status",
            Self::Warning => "Warning",
            Self::Type => "Type",
            Self::Organization => "Organization",
            Self::Reseller => "Reseller",
        }
    }

    /// Returns all its values, each with its position, name and license count.
    pub fn values(self, list: List) -> Vec<(u32, String, u64)> {
        list.names().with(|names| {
            list.facets().with(|facets| {
                let value = |(at, count): (u32, &u64)| (at, self.name(names, at), *count);
                (0..).zip(self.counts(facets)).map(value).collect()
            })
        })
    }

    /// Returns each value's license count, by position.
    fn counts(self, facets: &Facets) -> &[u64] {
        match self {
            Self::Product => &facets.products,
            Self::Status => &facets.statuses,
            Self::Warning => &facets.warnings,
            Self::Type => &facets.types,
            Self::Organization => &facets.organizations,
            Self::Reseller => &facets.resellers,
        }
    }

    /// Returns the name of the value at a position.
    pub fn name(self, names: &Dictionaries, at: u32) -> String {
        let at = at as usize;
        let name = match self {
            Self::Product => names.products.get(at).map(|product| product.name.as_str()),
            Self::Status => Status::ALL.get(at).map(|status| status.label()),
            Self::Warning => Warning::ALL.get(at).map(|warning| warning.label()),
            Self::Type => LicenseType::ALL.get(at).map(|kind| kind.label()),
            Self::Organization => names.organizations.get(at).map(|entry| entry.name.as_str()),
            Self::Reseller => {
                Some(names.resellers.get(at).map_or("Without reseller", |(_, name)| name.as_str()))
            }
        };
        name.unwrap_or_default().to_owned()
    }

    /// Returns the positions of the chosen values that the report has.
    pub fn chosen(self, names: &Dictionaries, query: &Query) -> Vec<u32> {
        match self {
            Self::Product => positions(&mut names.products.iter().map(|product| product.id), &query.products),
            Self::Status => query.statuses.iter().map(|status| *status as u32).collect(),
            Self::Warning => query.warnings.iter().map(|warning| *warning as u32).collect(),
            Self::Type => query.types.iter().map(|kind| *kind as u32).collect(),
            Self::Organization => {
                positions(&mut names.organizations.iter().map(|entry| entry.id), &query.organizations)
            }
            Self::Reseller => {
                positions(&mut names.resellers.iter().map(|(id, _)| *id).chain([0]), &query.resellers)
            }
        }
    }

    /// Returns how many values the query chooses, including those that the report lacks.
    pub fn asked(self, query: &Query) -> usize {
        match self {
            Self::Product => query.products.len(),
            Self::Status => query.statuses.len(),
            Self::Warning => query.warnings.len(),
            Self::Type => query.types.len(),
            Self::Organization => query.organizations.len(),
            Self::Reseller => query.resellers.len(),
        }
    }

    /// Adds the value at a position to the choice, or removes it.
    pub fn toggle(self, names: &Dictionaries, query: &mut Query, at: u32) {
        let at = at as usize;
        match self {
            Self::Product => flip(&mut query.products, names.products.get(at).map(|product| product.id)),
            Self::Status => flip(&mut query.statuses, Status::ALL.get(at).copied()),
            Self::Warning => flip(&mut query.warnings, Warning::ALL.get(at).copied()),
            Self::Type => flip(&mut query.types, LicenseType::ALL.get(at).copied()),
            Self::Organization => {
                flip(&mut query.organizations, names.organizations.get(at).map(|entry| entry.id));
            }
            Self::Reseller => {
                flip(&mut query.resellers, Some(names.resellers.get(at).map_or(0, |(id, _)| *id)));
            }
        }
    }

    /// Removes all its values from the choice.
    pub fn clear(self, query: &mut Query) {
        match self {
            Self::Product => query.products.clear(),
            Self::Status => query.statuses.clear(),
            Self::Warning => query.warnings.clear(),
            Self::Type => query.types.clear(),
            Self::Organization => query.organizations.clear(),
            Self::Reseller => query.resellers.clear(),
        }
    }
}

fn positions(ids: &mut dyn Iterator<Item = i64>, chosen: &[i64]) -> Vec<u32> {
    // The query keeps its choices sorted.
    (0..).zip(ids).filter(|(_, id)| chosen.binary_search(id).is_ok()).map(|(position, _)| position).collect()
}

fn flip<T: Ord>(choice: &mut Vec<T>, value: Option<T>) {
    if let Some(value) = value {
        toggle(choice, value);
    }
}
