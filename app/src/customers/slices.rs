//! The facets of the report as slices: what each is called, counted, and filters by.

use model::query::toggle;
use model::report::{Dictionaries, Facets};
use model::{LicenseType, Query, Status};

use crate::ui::Slice;

/// What a pie divides by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// Status, the one word (R6).
    Status,
    /// Product.
    Product,
    /// Type.
    Type,
    /// Reseller; for distributors.
    Reseller,
}

impl By {
    pub fn title(self) -> &'static str {
        match self {
            Self::Status => "By status",
            Self::Product => "By product",
            Self::Type => "By type",
            Self::Reseller => "By reseller",
        }
    }

    /// The slices; a slice is known by its position in the dictionary, so that its colour stays.
    pub fn slices(self, names: &Dictionaries, facets: &Facets, query: &Query) -> Vec<Slice> {
        let slice = |id: usize, name: &str, count: Option<&u64>, selected: bool| Slice {
            id: u32::try_from(id).unwrap_or(u32::MAX),
            name: name.to_owned(),
            count: count.copied().unwrap_or(0),
            selected,
        };
        match self {
            Self::Status => Status::ALL
                .into_iter()
                .map(|s| {
                    slice(s as usize, s.label(), facets.statuses.get(s as usize), query.statuses.contains(&s))
                })
                .collect(),
            Self::Type => LicenseType::ALL
                .into_iter()
                .map(|t| slice(t as usize, t.label(), facets.types.get(t as usize), query.types.contains(&t)))
                .collect(),
            Self::Product => names
                .products
                .iter()
                .enumerate()
                .map(|(at, p)| slice(at, &p.name, facets.products.get(at), query.products.contains(&p.id)))
                .collect(),
            Self::Reseller => names
                .resellers
                .iter()
                .map(|(id, name)| (*id, name.as_str()))
                .chain([(0, "Without reseller")])
                .enumerate()
                .map(|(at, (id, name))| {
                    slice(at, name, facets.resellers.get(at), query.resellers.contains(&id))
                })
                .collect(),
        }
    }

    /// Adds the slice to the filter, or takes it out.
    pub fn toggle(self, names: &Dictionaries, query: &mut Query, id: u32) {
        let at = id as usize;
        match self {
            Self::Status => {
                if let Some(status) = Status::ALL.get(at) {
                    toggle(&mut query.statuses, *status);
                }
            }
            Self::Type => {
                if let Some(kind) = LicenseType::ALL.get(at) {
                    toggle(&mut query.types, *kind);
                }
            }
            Self::Product => {
                if let Some(product) = names.products.get(at) {
                    toggle(&mut query.products, product.id);
                }
            }
            Self::Reseller => toggle(&mut query.resellers, names.resellers.get(at).map_or(0, |(id, _)| *id)),
        }
    }
}
