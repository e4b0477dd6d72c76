//! Products in the vendor's list.

use serde::{Deserialize, Serialize};

use crate::address::Pairs;
use crate::list::{ListQuery, Sort, SortColumn, page_to_word, read_place};
use crate::query::SEARCH_LIMIT;
use crate::{ProductId, ProductKind};

/// A product in the vendor's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedProduct {
    /// Names it in requests.
    pub id: ProductId,
    /// Its name.
    pub name: String,
    /// Its maker; empty for the vendor itself.
    pub maker: String,
    /// Cloud service or on-premises software.
    pub kind: ProductKind,
    /// The number of its installers.
    pub installers: u64,
}

/// A page of products.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductList {
    /// At most one page of them.
    pub products: Vec<ListedProduct>,
    /// The number of products found.
    pub found: u64,
}

/// The sort keys for products.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ProductColumn {
    /// Name.
    Name,
    /// Maker; the vendor's own products come first.
    Maker,
    /// Kind, by its word on the screen.
    Kind,
    /// Number of installers.
    Installers,
}

impl SortColumn for ProductColumn {
    const ALL: &'static [Self] = &[Self::Name, Self::Maker, Self::Kind, Self::Installers];

    fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Maker => "maker",
            Self::Kind => "kind",
            Self::Installers => "installers",
        }
    }
}

impl Default for Sort<ProductColumn> {
    fn default() -> Self {
        Self::ascending(ProductColumn::Name)
    }
}

/// Which products to list, and in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductQuery {
    /// Text that the name or the maker contains, in any case.
    pub search: String,
    /// The order.
    pub sort: Sort<ProductColumn>,
    /// The page, from 0.
    pub page: u32,
}

impl ProductQuery {
    /// Reads the pairs of an address. Meaningless ones are left out; the second part names each in a sentence for the person (R19).
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> (Self, Vec<String>) {
        let mut query = Self::default();
        let mut problems = Vec::new();
        for (name, value) in pairs {
            match name {
                "q" => query.search = value.chars().take(SEARCH_LIMIT).collect(),
                _ => read_place(&mut query.sort, &mut query.page, (name, value), &mut problems),
            }
        }
        (query, problems)
    }

    /// Returns the query as it follows an address's question mark; empty for the default query.
    pub fn to_query_string(&self) -> String {
        let mut pairs = Pairs::default();
        pairs.add_unless_empty("q", &self.search);
        pairs.add_list("sort", (self.sort != Sort::default()).then(|| self.sort.to_word()));
        pairs.add_list("page", page_to_word(self.page));
        pairs.into_query()
    }
}

impl ListQuery for ProductQuery {
    type Column = ProductColumn;

    fn place(&self) -> (Sort<ProductColumn>, u32) {
        (self.sort, self.page)
    }

    fn set_place(&mut self, sort: Sort<ProductColumn>, page: u32) {
        (self.sort, self.page) = (sort, page);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_the_query_both_ways() {
        for by in ProductColumn::ALL {
            let query = ProductQuery { search: "gate".into(), sort: Sort::descending(*by), page: 1 };
            let text = query.to_query_string();
            assert_eq!(text, ["q=gate&sort=-", by.name(), "&page=2"].concat());
            let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
            assert_eq!(ProductQuery::from_pairs(pairs), (query.clone(), Vec::new()));
        }
        assert_eq!(ProductQuery::default().to_query_string(), "");
        let (read, problems) = ProductQuery::from_pairs([("sort", "color"), ("page", "0"), ("other", "1")]);
        assert_eq!((read, problems.len()), (ProductQuery::default(), 2));
    }
}
