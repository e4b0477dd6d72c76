//! The columns of tables: one description for headings, cells, arrangements and, for the license lists here, the headings of exports.
//! Those of all other lists are in [`list_columns`](crate::list_columns), which the first load leaves out.

use crate::table::{Arranged, Table};

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Names it in arrangements and, if it can be sorted, in the address: the name of a [`query::Column`](crate::query::Column).
    pub id: &'static str,
    /// The heading's text.
    pub label: &'static str,
    /// Hides the heading visually, for a column of buttons that need no words.
    pub unseen: bool,
    /// The table's own width: a CSS grid track, independent of the content: `9rem` or `minmax(9rem, 2fr)`, not `auto`.
    pub width: &'static str,
    /// The least width that a person can give it, in pixels.
    pub least: u16,
    /// Whether the heading is a button that sorts.
    pub sortable: bool,
    /// Whether it is always shown, at its end of the table.
    pub fixed: bool,
    /// How its cells look in a list that is no license list.
    pub cells: Cells,
    /// The tables that have it.
    pub of: &'static [Table],
}

/// How the cells of a column look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cells {
    /// Text of any length.
    Text,
    /// The name of the row.
    Name,
    /// Short text that is not broken into lines.
    Short,
    /// A number.
    Number,
}

// The rest of a column follows from its id and its heading.
impl PartialEq for Column {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && self.label == other.label
    }
}

impl Eq for Column {}

/// The greatest width that a person can give a column, in pixels.
pub const WIDEST: u16 = 1200;

const MINE: &[Table] = &[Table::LicensesCloud, Table::LicensesOnPremises];
const CUSTOMERS: &[Table] = &[Table::CustomersCloud, Table::CustomersOnPremises];
const CLOUD: &[Table] = &[Table::LicensesCloud, Table::CustomersCloud];
const ON_PREMISES: &[Table] = &[Table::LicensesOnPremises, Table::CustomersOnPremises];
const LISTS: &[Table] =
    &[Table::LicensesCloud, Table::LicensesOnPremises, Table::CustomersCloud, Table::CustomersOnPremises];

/// A column with what most have in common.
pub const TEXT: Column = Column {
    id: "",
    label: "",
    unseen: false,
    width: "minmax(6rem, 1.4fr)",
    least: 64,
    sortable: true,
    fixed: false,
    cells: Cells::Text,
    of: LISTS,
};

/// The columns of the license lists, left to right.
pub static COLUMNS: [Column; 14] = [
    Column {
        id: "product",
        label: "Product",
        width: "minmax(7.5rem, 1.6fr)",
        least: 96,
        fixed: true,
        ..TEXT
    },
    Column { id: "organization", label: "Organization", width: "minmax(6.25rem, 1.3fr)", ..TEXT },
    Column { id: "reseller", label: "Reseller", width: "minmax(5.5rem, 1fr)", of: CUSTOMERS, ..TEXT },
    Column { id: "key", label: "License Key", width: "var(--vt-key)", least: 132, ..TEXT },
    Column { id: "status", label: "Status", width: "minmax(9.5rem, 1fr)", least: 112, ..TEXT },
    Column { id: "start", label: "Start Date", width: "5.5rem", of: ON_PREMISES, ..TEXT },
    Column { id: "expiration", label: "Expiration Date", width: "6rem", ..TEXT },
    Column { id: "deployed", label: "Deployed / Purchased", width: "6rem", of: ON_PREMISES, ..TEXT },
    Column { id: "limits", label: "Limits", width: "minmax(11rem, 2fr)", sortable: false, of: CLOUD, ..TEXT },
    Column { id: "type", label: "Type", width: "5.25rem", ..TEXT },
    Column { id: "note", label: "Note", of: MINE, ..TEXT },
    Column { id: "note", label: "Customer Note", of: CUSTOMERS, ..TEXT },
    Column { id: "partner-note", label: "Partner Note", of: CUSTOMERS, ..TEXT },
    Column {
        id: "actions",
        label: "Actions",
        unseen: true,
        width: "2.75rem",
        least: 48,
        sortable: false,
        fixed: true,
        ..TEXT
    },
];

/// Returns those of `all` columns that a table has, left to right.
pub fn columns(all: &'static [Column], table: Table) -> impl Iterator<Item = &'static Column> {
    all.iter().filter(move |column| column.of.contains(&table))
}

/// A column of a table as a person arranged it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The column.
    pub column: &'static Column,
    /// Whether it is shown.
    pub shown: bool,
    /// Its width in pixels; None for the table's own.
    pub width: Option<u16>,
}

/// Returns those of the columns `from` that a table has, in the order of an arrangement. A column that is missing there is placed where the table itself
/// puts it; what the table does not have is left out, and the ends stay in place.
pub fn placed(from: &'static [Column], table: Table, arranged: &[Arranged]) -> Vec<Placed> {
    let mut all: Vec<Placed> = Vec::new();
    for kept in arranged {
        let column = columns(from, table).find(|column| column.id == kept.id && !column.fixed);
        if let Some(column) = column.filter(|column| all.iter().all(|other| other.column != *column)) {
            all.push(Placed { column, shown: kept.shown, width: kept.width });
        }
    }
    // Where the previous column of the table is: the next one follows it.
    let mut place = 0;
    for column in columns(from, table) {
        if let Some(at) = all.iter().position(|other| other.column == column) {
            place = at + 1;
            continue;
        }
        let is_last = column.fixed && place > 0;
        let width = arranged.iter().find(|kept| kept.id == column.id).and_then(|kept| kept.width);
        let at = if is_last { all.len() } else { place };
        all.insert(at, Placed { column, shown: true, width });
        place = at + 1;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Column as By;

    fn kept(id: &str, shown: bool, width: Option<u16>) -> Arranged {
        Arranged { id: id.to_owned(), shown, width }
    }

    fn ids(all: &[Placed]) -> Vec<&'static str> {
        all.iter().map(|placed| placed.column.id).collect()
    }

    #[test]
    fn what_can_be_sorted_has_the_word_of_the_address() {
        for column in &COLUMNS {
            assert_eq!(By::from_name(column.id).is_some(), column.sortable, "{}", column.id);
        }
        for by in By::ALL {
            assert!(COLUMNS.iter().any(|column| column.id == by.name()), "{by:?}");
        }
    }

    #[test]
    fn a_table_has_each_column_once_and_its_ends_are_fixed() {
        for table in LISTS {
            let all = placed(&COLUMNS, *table, &[]);
            let mut names = ids(&all);
            assert_eq!((names.first(), names.last()), (Some(&"product"), Some(&"actions")));
            let ends = [&all[0], &all[all.len() - 1]];
            assert!(ends.iter().all(|end| end.column.fixed && end.shown));
            assert_eq!(all.iter().filter(|placed| placed.column.fixed).count(), 2);
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), all.len());
        }
        assert_eq!(columns(&COLUMNS, Table::Users).count(), 0);
    }

    #[test]
    fn an_arrangement_orders_hides_and_widens() {
        let arranged = [
            kept("actions", false, None),
            kept("type", true, Some(90)),
            kept("product", false, Some(200)),
            kept("status", false, None),
        ];
        let all = placed(&COLUMNS, Table::LicensesCloud, &arranged);
        // The missing ones follow their neighbors, and the ends stay.
        assert_eq!(
            ids(&all),
            ["product", "organization", "key", "type", "note", "status", "expiration", "limits", "actions"]
        );
        assert_eq!(all[0], Placed { column: &COLUMNS[0], shown: true, width: Some(200) });
        let find = |id| all.iter().find(|placed| placed.column.id == id).unwrap();
        assert_eq!((find("type").width, find("type").shown, find("status").shown), (Some(90), true, false));
        assert!(find("actions").shown);
    }

    #[test]
    fn what_means_nothing_is_left_out() {
        let arranged = [
            kept("start", true, None),
            kept("gone", true, None),
            kept("key", true, None),
            kept("key", false, None),
        ];
        let all = placed(&COLUMNS, Table::LicensesCloud, &arranged);
        let own = placed(&COLUMNS, Table::LicensesCloud, &[]);
        assert_eq!(all.len(), own.len());
        assert!(all.iter().all(|placed| placed.shown));
    }
}
