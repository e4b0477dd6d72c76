//! What lists have in common: the order and the page, as they are written in an address.

use serde::{Deserialize, Serialize};

use crate::address::Pairs;

/// The most rows on a page.
pub const PAGE: u32 = 100;

/// A column that a list can be sorted by.
pub trait SortColumn: Copy + PartialEq + 'static {
    /// All columns.
    const ALL: &'static [Self];

    /// The word in addresses.
    fn name(self) -> &'static str;

    /// The column of that [`name`](Self::name).
    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|column| column.name() == name)
    }
}

/// A sort order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sort<By> {
    /// The column to sort by.
    pub column: By,
    /// Largest first.
    pub descending: bool,
}

impl<By: SortColumn> Sort<By> {
    /// By that column, the smallest first.
    pub fn ascending(column: By) -> Self {
        Self { column, descending: false }
    }

    /// By that column, the largest first.
    pub fn descending(column: By) -> Self {
        Self { column, descending: true }
    }

    /// Reads a word of [`to_word`](Self::to_word); for any other, returns a sentence for the person (R19).
    pub fn from_word(value: &str) -> Result<Self, String> {
        let word = value.strip_prefix('-').unwrap_or(value);
        match By::from_name(word) {
            Some(column) => Ok(Self { column, descending: word != value }),
            None => Err(["The address sorts by an unknown column: “", word, "”."].concat()),
        }
    }

    /// The word in addresses, such as `-expiration`; the minus stands for the largest first.
    pub fn to_word(self) -> String {
        [if self.descending { "-" } else { "" }, self.column.name()].concat()
    }

    /// The order as headings show it: the column's word, and whether the largest comes first.
    pub fn shown(self) -> (&'static str, bool) {
        (self.column.name(), self.descending)
    }

    /// The order after a press on the heading of the column with that word: the same column again reverses the order.
    #[must_use]
    pub fn pressed(self, word: &str) -> Self {
        let pressed = |column| Self { column, descending: self.column == column && !self.descending };
        By::from_name(word).map_or(self, pressed)
    }
}

/// The query of a list, which is in its address.
pub trait ListQuery {
    /// The sort keys for the list.
    type Column: SortColumn;

    /// The order, and the page from 0.
    fn place(&self) -> (Sort<Self::Column>, u32);

    /// Changes order and page.
    fn set_place(&mut self, sort: Sort<Self::Column>, page: u32);
}

/// Reads the pair of an address that says the order or the page; ignores any other. Leaves out a meaningless value, and adds a
/// sentence for the person about it (R19).
pub fn read_place<By: SortColumn>(
    sort: &mut Sort<By>,
    page: &mut u32,
    (name, value): (&str, &str),
    problems: &mut Vec<String>,
) {
    match name {
        "sort" => match Sort::from_word(value) {
            Ok(read) => *sort = read,
            Err(problem) => problems.push(problem),
        },
        "page" => match page_from_word(value) {
            Some(read) => *page = read,
            None => problems.push(["The address contains an unknown page: “", value, "”."].concat()),
        },
        _ => {}
    }
}

/// The query of a list that has one page and no search: its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderQuery<By> {
    /// The order.
    pub sort: Sort<By>,
}

impl<By> Default for OrderQuery<By>
where
    Sort<By>: Default,
{
    fn default() -> Self {
        Self { sort: Sort::default() }
    }
}

impl<By: SortColumn> OrderQuery<By>
where
    Sort<By>: Default,
{
    /// Reads the pairs of an address. Meaningless ones are left out; the second part names each in a sentence for the person
    /// (R19).
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> (Self, Vec<String>) {
        let mut query = Self::default();
        let mut problems = Vec::new();
        for (_, value) in pairs.into_iter().filter(|(name, _)| *name == "sort") {
            match Sort::from_word(value) {
                Ok(sort) => query.sort = sort,
                Err(problem) => problems.push(problem),
            }
        }
        (query, problems)
    }

    /// Returns the query as it follows an address's question mark; empty for the usual order.
    pub fn to_query_string(&self) -> String {
        let mut pairs = Pairs::default();
        pairs.add_list("sort", (self.sort != Sort::<By>::default()).then(|| self.sort.to_word()));
        pairs.into_query()
    }
}

impl<By: SortColumn> ListQuery for OrderQuery<By> {
    type Column = By;

    fn place(&self) -> (Sort<By>, u32) {
        (self.sort, 0)
    }

    fn set_place(&mut self, sort: Sort<By>, _page: u32) {
        self.sort = sort;
    }
}

/// Reads a page of an address, where they are counted from 1; returns it counted from 0.
pub fn page_from_word(value: &str) -> Option<u32> {
    value.parse::<u32>().ok()?.checked_sub(1)
}

/// Writes a page, counted from 0, for an address; None for the first.
pub fn page_to_word(page: u32) -> Option<String> {
    (page > 0).then(|| (u64::from(page) + 1).to_string())
}

/// Returns the last page, counted from 0, of a list of `found` rows.
pub fn last_page(found: u64) -> u32 {
    u32::try_from(found.saturating_sub(1) / u64::from(PAGE)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    enum Column {
        Key,
        PartnerNote,
    }

    impl SortColumn for Column {
        const ALL: &'static [Self] = &[Self::Key, Self::PartnerNote];

        fn name(self) -> &'static str {
            match self {
                Self::Key => "key",
                Self::PartnerNote => "partner-note",
            }
        }
    }

    #[test]
    fn an_order_is_a_word_and_back() {
        let sort = Sort::ascending(Column::PartnerNote);
        let reversed = sort.pressed("partner-note");
        assert_eq!(reversed, Sort::descending(Column::PartnerNote));
        for (sort, word) in [(sort, "partner-note"), (reversed, "-partner-note")] {
            assert_eq!((sort.to_word().as_str(), Sort::from_word(word)), (word, Ok(sort)));
        }
        assert_eq!((reversed.shown(), reversed.pressed("partner-note")), (("partner-note", true), sort));
        assert_eq!(reversed.pressed("key"), Sort::ascending(Column::Key));
        assert_eq!(reversed.pressed("color"), reversed);
        let odd = "The address sorts by an unknown column: “-key”.";
        assert_eq!(Sort::<Column>::from_word("--key"), Err(odd.to_owned()));
    }

    impl Default for Sort<Column> {
        fn default() -> Self {
            Self::descending(Column::Key)
        }
    }

    #[test]
    fn the_address_of_a_list_of_one_page_is_its_order() {
        let query = OrderQuery { sort: Sort::ascending(Column::Key) };
        assert_eq!(query.to_query_string(), "sort=key");
        assert_eq!(OrderQuery::<Column>::from_pairs([("page", "x"), ("sort", "key")]), (query, Vec::new()));
        assert_eq!(OrderQuery::<Column>::default().to_query_string(), "");
        let (read, problems) = OrderQuery::<Column>::from_pairs([("sort", "color")]);
        assert_eq!((read, problems.len()), (OrderQuery::default(), 1));
    }

    #[test]
    fn pages_are_counted_from_one_in_the_address() {
        for page in [1, 41, u32::MAX - 1] {
            assert_eq!(page_to_word(page).as_deref().and_then(page_from_word), Some(page));
        }
        assert_eq!((page_to_word(0), page_from_word("1")), (None, Some(0)));
        for odd in ["", "0", "-1", "x", "4294967296"] {
            assert_eq!(page_from_word(odd), None, "{odd}");
        }
        assert_eq!([0, 1, 100, 101].map(last_page), [0, 0, 0, 1]);
    }
}
