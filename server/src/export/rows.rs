//! The rows of an export: its columns and their cells. Pure.

use model::columns::{COLUMNS, columns};
use model::query::Column as By;
use model::report::{Dictionaries, Row, RowTexts};
use model::table::Table;
use model::text::listed;
use model::{Hidden, ProductKind};
use spreadsheet::Cell;

/// A column of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    /// A column of the page's tables, with its heading there.
    Listed(By, &'static str),
    ProductKind,
    Warnings,
    Deployed,
    Purchased,
    Limits,
}

impl Column {
    fn heading(self) -> &'static str {
        match self {
            Self::Listed(_, label) => label,
            Self::ProductKind => "Product Kind",
            Self::Warnings => "Warnings",
            Self::Deployed => "Deployed",
            Self::Purchased => "Purchased",
            Self::Limits => "Limits",
        }
    }
}

/// The text of a license that is not in the report's columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    /// The key, in full.
    pub key: Hidden,
    /// The owner's note.
    pub note: String,
    /// The asking partner's own note (R4).
    pub partner_note: String,
    /// The limits of a cloud license in words, with their units and windows (R20).
    pub limits: String,
}

impl Texts {
    /// Returns the text of a row, with the license's key in full.
    pub fn of(row: RowTexts, key: String) -> Self {
        let limits: Vec<_> = row.limits.iter().map(ToString::to_string).collect();
        Self {
            key: key.into(),
            note: row.note.text,
            partner_note: row.partner_note.map(|note| note.text).unwrap_or_default(),
            limits: limits.join("; "),
        }
    }
}

/// The columns of an export, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout(Vec<Column>);

/// Returns the columns of a table and those that only exports have. Organization and reseller follow the license's own data.
fn of_table(table: Table, dictionaries: &Dictionaries) -> Layout {
    let has_cloud = dictionaries.products.iter().any(|product| product.kind == ProductKind::Cloud);
    let has_resellers = !dictionaries.resellers.is_empty();
    let listed =
        columns(&COLUMNS, table).filter_map(|column| Some((By::from_name(column.id)?, column.label)));
    let listed = listed.filter(|(by, _)| *by != By::Reseller || has_resellers);
    let (places, own): (Vec<_>, Vec<_>) =
        listed.partition(|(by, _)| matches!(by, By::Organization | By::Reseller));
    let mut layout = Vec::new();
    for (by, label) in own {
        if by == By::Deployed {
            layout.extend([Column::Deployed, Column::Purchased]);
            layout.extend(has_cloud.then_some(Column::Limits));
            continue;
        }
        layout.push(Column::Listed(by, label));
        match by {
            // Without it, an import would take all products for on-premises ones.
            By::Product => layout.extend(has_cloud.then_some(Column::ProductKind)),
            By::Status => layout.push(Column::Warnings),
            By::Type => layout.extend(places.iter().map(|(by, label)| Column::Listed(*by, label))),
            _ => {}
        }
    }
    Layout(layout)
}

impl Layout {
    /// The columns of My Organization. Always with the organization, even if there is only one, so that the file can be imported.
    pub fn of_my_organization(dictionaries: &Dictionaries) -> Self {
        of_table(Table::LicensesOnPremises, dictionaries)
    }

    /// The columns of Customer Organizations, with the reseller if the viewer may see resellers.
    pub fn of_customers(dictionaries: &Dictionaries) -> Self {
        of_table(Table::CustomersOnPremises, dictionaries)
    }

    /// The columns' headings.
    pub fn headings(&self) -> Vec<&'static str> {
        self.0.iter().map(|column| column.heading()).collect()
    }

    /// The cells of a row.
    pub fn cells<'a>(
        &self,
        dictionaries: &'a Dictionaries,
        row: &Row,
        texts: &'a Texts,
        joined: &'a Joined,
    ) -> Vec<Cell<'a>> {
        let product = dictionaries.products.get(row.product as usize);
        let cell = |column: &Column| match column {
            Column::ProductKind => product.map(|product| product.kind.name()).into(),
            Column::Warnings => text(&joined.warnings),
            Column::Purchased => row.purchased.into(),
            Column::Limits => text(&texts.limits),
            Column::Deployed | Column::Listed(By::Deployed, _) => row.deployed.into(),
            Column::Listed(By::Product, _) => product.map(|product| product.name.as_str()).into(),
            Column::Listed(By::Key, _) => Cell::Text(&texts.key),
            Column::Listed(By::Status, _) => Cell::Text(row.standing.status().label()),
            Column::Listed(By::Start, _) => Cell::Date(row.start.date()),
            Column::Listed(By::Expiration, _) => row.expiration.map(model::Day::date).into(),
            Column::Listed(By::Type, _) => Cell::Text(row.license_type.label()),
            Column::Listed(By::Organization, _) => text(&joined.organizations),
            Column::Listed(By::Reseller, _) => text(&joined.resellers),
            Column::Listed(By::Note, _) => text(&texts.note),
            Column::Listed(By::PartnerNote, _) => text(&texts.partner_note),
        };
        self.0.iter().map(cell).collect()
    }
}

fn text(text: &str) -> Cell<'_> {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}

/// Cells of a row that join several values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Joined {
    warnings: String,
    organizations: String,
    resellers: String,
}

impl Joined {
    /// Joins the values that the row points to. A license in several sub-organizations is one row that names them all (R1).
    pub fn of(dictionaries: &Dictionaries, row: &Row) -> Self {
        // The status has its own column.
        let status = row.standing.status().label();
        let warnings = row.standing.warnings().map(model::Warning::label);
        let warnings: Vec<_> = warnings.filter(|warning| *warning != status).collect();
        let place = dictionaries.places.get(row.place as usize).map(Vec::as_slice).unwrap_or_default();
        let entries = || place.iter().filter_map(|at| dictionaries.organizations.get(*at as usize));
        let organizations = entries().map(|entry| entry.name.as_str());
        let mut resellers: Vec<_> = entries().filter_map(|entry| entry.reseller).collect();
        resellers.sort_unstable();
        resellers.dedup();
        let names = resellers.iter().filter_map(|at| dictionaries.resellers.get(*at as usize));
        let resellers = names.map(|(_, name)| name.as_str());
        Self {
            warnings: warnings.join(", "),
            organizations: listed(organizations),
            resellers: listed(resellers),
        }
    }
}

#[cfg(test)]
mod tests {
    use model::license::Facts;
    use model::report::{OrganizationEntry, ProductEntry};
    use model::{Day, LicenseType};

    use super::*;

    const TODAY: Day = Day(20_779);

    fn dictionaries() -> Dictionaries {
        let organization =
            |id, name: &str, reseller| OrganizationEntry { id, name: name.to_owned(), reseller };
        Dictionaries {
            organizations: vec![organization(1, "North", Some(0)), organization(2, "South", Some(0))],
            resellers: vec![(9, "Seller".to_owned())],
            products: vec![ProductEntry {
                id: 5,
                name: "Scanner".to_owned(),
                kind: ProductKind::OnPremises,
                page: None,
            }],
            places: vec![vec![0, 1], vec![]],
            today: TODAY,
            ..Dictionaries::default()
        }
    }

    fn row(place: u32) -> Row {
        let facts = Facts {
            start: TODAY,
            expiration: None,
            deployed: 11,
            purchased: 10,
            suspended: true,
            registered: true,
        };
        Row {
            license: 7,
            place,
            product: 0,
            license_type: LicenseType::Msp,
            start: TODAY,
            expiration: None,
            deployed: 11,
            purchased: 10,
            standing: facts.standing(TODAY),
            pinned: false,
        }
    }

    #[test]
    fn a_customers_row_has_every_text() {
        let dictionaries = dictionaries();
        let layout = Layout::of_customers(&dictionaries);
        let texts =
            Texts { key: "K-1".into(), note: "=1+1".into(), partner_note: String::new(), ..Texts::default() };
        let joined = Joined::of(&dictionaries, &row(0));
        let cells = layout.cells(&dictionaries, &row(0), &texts, &joined);
        let named: Vec<_> = layout.headings().into_iter().zip(cells).collect();
        assert_eq!(
            named,
            [
                ("Product", Cell::Text("Scanner")),
                ("License Key", Cell::Text("K-1")),
                ("Status", Cell::Text("Suspended")),
                ("Warnings", Cell::Text("Overused")),
                ("Start Date", Cell::Date(TODAY.date())),
                ("Expiration Date", Cell::Empty),
                ("Deployed", Cell::Whole(11)),
                ("Purchased", Cell::Whole(10)),
                ("Type", Cell::Text("MSP")),
                ("Organization", Cell::Text("North, South")),
                ("Reseller", Cell::Text("Seller")),
                ("Customer Note", Cell::Text("=1+1")),
                ("Partner Note", Cell::Empty),
            ]
        );
    }

    #[test]
    fn columns_that_say_nothing_are_left_out() {
        let mut one = dictionaries();
        assert!(Layout::of_my_organization(&one).headings().contains(&"Organization"));
        assert!(!Layout::of_my_organization(&one).headings().contains(&"Limits"));
        let cloud = ProductEntry { id: 6, name: "Scan".to_owned(), kind: ProductKind::Cloud, page: None };
        one.products.push(cloud);
        let with_cloud = Layout::of_my_organization(&one).headings();
        assert!(with_cloud.contains(&"Limits") && with_cloud.contains(&"Product Kind"));
        one.organizations.truncate(1);
        one.resellers.clear();
        let own = Layout::of_my_organization(&one).headings();
        assert!(own.ends_with(&["Type", "Organization", "Note"]));
        assert!(!Layout::of_customers(&one).headings().contains(&"Reseller"));
        assert!(!own.contains(&"Partner Note") && !own.contains(&"Reseller"));
    }

    #[test]
    fn names_with_a_comma_are_told_from_two_names() {
        let mut dictionaries = dictionaries();
        dictionaries.organizations[0].name = "North, Ltd.".to_owned();
        assert_eq!(Joined::of(&dictionaries, &row(0)).organizations, "\"North, Ltd.\", South");
    }

    #[test]
    fn a_personal_license_has_no_organization() {
        assert_eq!(Joined::of(&dictionaries(), &row(1)).organizations, "");
    }
}
