//! The rows of an export: its columns and their cells. Pure.

use model::report::{Dictionaries, Row};
use model::text::listed;
use model::{Hidden, ProductKind};
use spreadsheet::Cell;

/// A column of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Product,
    ProductKind,
    Key,
    Status,
    Warnings,
    Start,
    Expiration,
    Deployed,
    Purchased,
    Limits,
    Type,
    Organization,
    Reseller,
    Note,
    CustomerNote,
    PartnerNote,
}

impl Column {
    fn heading(self) -> &'static str {
        match self {
            Self::Product => "Product",
            Self::ProductKind => "Product Kind",
            Self::Key => "License Key",
            Self::Status => "Status",
            Self::Warnings => "Warnings",
            Self::Start => "Start Date",
            Self::Expiration => "Expiration Date",
            Self::Deployed => "Deployed",
            Self::Purchased => "Purchased",
            Self::Limits => "Limits",
            Self::Type => "Type",
            Self::Organization => "Organization",
            Self::Reseller => "Reseller",
            Self::Note => "Note",
            Self::CustomerNote => "Customer Note",
            Self::PartnerNote => "Partner Note",
        }
    }
}

/// The texts of a license that are not in the report's columns.
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

/// The columns of an export, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout(Vec<Column>);

/// The first columns of every export.
fn common(dictionaries: &Dictionaries) -> Vec<Column> {
    let has_cloud = dictionaries.products.iter().any(|product| product.kind == ProductKind::Cloud);
    let mut columns = vec![Column::Product];
    if has_cloud {
        // Without it, an import would take all products for on-premises ones.
        columns.push(Column::ProductKind);
    }
    columns.extend([
        Column::Key,
        Column::Status,
        Column::Warnings,
        Column::Start,
        Column::Expiration,
        Column::Deployed,
        Column::Purchased,
    ]);
    if has_cloud {
        columns.push(Column::Limits);
    }
    columns.push(Column::Type);
    columns
}

impl Layout {
    /// The columns of My Organization. Always with the organization, even if there is only one, so that the file can be imported.
    pub fn of_my_organization(dictionaries: &Dictionaries) -> Self {
        let mut columns = common(dictionaries);
        columns.extend([Column::Organization, Column::Note]);
        Self(columns)
    }

    /// The columns of Customer Organizations, with the reseller if the viewer may see resellers.
    pub fn of_customers(dictionaries: &Dictionaries) -> Self {
        let mut columns = common(dictionaries);
        columns.push(Column::Organization);
        if !dictionaries.resellers.is_empty() {
            columns.push(Column::Reseller);
        }
        columns.extend([Column::CustomerNote, Column::PartnerNote]);
        Self(columns)
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
            Column::Product => product.map(|product| product.name.as_str()).into(),
            Column::ProductKind => product.map(|product| product.kind.name()).into(),
            Column::Key => Cell::Text(&texts.key),
            Column::Status => Cell::Text(row.standing.status().label()),
            Column::Warnings => text(&joined.warnings),
            Column::Start => Cell::Date(row.start.date()),
            Column::Expiration => row.expiration.map(model::Day::date).into(),
            Column::Deployed => row.deployed.into(),
            Column::Purchased => row.purchased.into(),
            Column::Limits => text(&texts.limits),
            Column::Type => Cell::Text(row.license_type.label()),
            Column::Organization => text(&joined.organizations),
            Column::Reseller => text(&joined.resellers),
            Column::Note | Column::CustomerNote => text(&texts.note),
            Column::PartnerNote => text(&texts.partner_note),
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
