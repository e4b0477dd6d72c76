//! Assigns columns to fields: guessed from the headings, then confirmed or changed by a person.

use std::collections::{BTreeMap, BTreeSet};

use spreadsheet::{Doubled, Table, shortened};
use unicode_normalization::UnicodeNormalization as _;

use super::field::{Field, FieldInfo, fields};
use super::name_list::listed;
use super::{Kind, PlanError};

/// The source of a field's values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A column of the file, counted from 0.
    Column(usize),
    /// A single value for the whole file.
    Constant(String),
    /// One value if any of these columns contains the word, and another if none does. None if the first is empty, too.
    Word {
        /// The columns, counted from 0.
        columns: [usize; 2],
        /// The word to look for.
        word: &'static str,
        /// The value if it is found.
        value: &'static str,
        /// The value if it is not found.
        absent: &'static str,
    },
}

impl Source {
    fn uses(&self, column: usize) -> bool {
        match self {
            Self::Column(own) => *own == column,
            Self::Word { columns, .. } => columns.contains(&column),
            Self::Constant(_) => false,
        }
    }
}

/// Headings that identify the portal's own export of licenses.
const OWN_LICENSES: [&str; 9] = [
    "Product",
    "License Key",
    "Status",
    "Warnings",
    "Start Date",
    "Expiration Date",
    "Deployed",
    "Purchased",
    "Type",
];
/// Headings that identify the portal's own export of deployments.
const OWN_DEPLOYMENTS: [&str; 3] = ["Deployment ID", "Activated (UTC)", "Last Seen (UTC)"];

/// Which column fills which field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    kind: Kind,
    header: Vec<String>,
    sources: BTreeMap<Field, Source>,
    /// Headings that several columns have.
    doubled: Vec<Doubled>,
    /// Columns and fields that a person has decided.
    decided: (BTreeSet<usize>, BTreeSet<Field>),
    is_own_export: bool,
}

/// Why a mapping could not be changed, in a sentence for the person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// The field's name is unknown.
    #[error("There is no field “{}”. The fields are: {}.", shortened(.given), .allowed.join(", "))]
    Field {
        /// The name given.
        given: String,
        /// All valid names.
        allowed: Vec<&'static str>,
    },
    /// The column's heading is unknown.
    #[error("The file has no column “{}”. Its columns are: {}.", shortened(.given), listed(.header))]
    Column {
        /// The heading given.
        given: String,
        /// All headings of the file.
        header: Vec<String>,
    },
    /// The value is empty.
    #[error("The field “{0}” has no value. Write it as {0}=VALUE.")]
    Empty(&'static str),
}

impl Mapping {
    /// Guesses the mapping of a file of that kind.
    pub fn of(kind: Kind, table: &Table) -> Self {
        Self { doubled: table.doubled.clone(), ..Self::guess(kind, &table.header) }
    }

    /// Guesses the mapping from the headings of a file of that kind.
    pub fn guess(kind: Kind, header: &[String]) -> Self {
        let wanted: Vec<_> = fields(kind).iter().map(FieldInfo::wanted).collect();
        let found = spreadsheet::guess(header, &wanted);
        let sources = fields(kind).iter().zip(found);
        let mut sources: BTreeMap<_, _> =
            sources.filter_map(|(info, column)| Some((info.field, Source::Column(column?)))).collect();
        let place = |name: &str| header.iter().position(|heading| heading == name);
        let own: &[&str] = match kind {
            Kind::Licenses => &OWN_LICENSES,
            Kind::Deployments => &OWN_DEPLOYMENTS,
            Kind::Organizations => &[],
        };
        let is_own_export = !own.is_empty() && own.iter().all(|name| place(name).is_some());
        if let (Kind::Licenses, true, Some(status), Some(warnings)) =
            (kind, is_own_export, place("Status"), place("Warnings"))
        {
            // A suspended license must not be imported as active, nor stay suspended if somebody has edited the status.
            for (field, warning, value, absent) in [
                (Field::Suspended, model::Warning::Suspended, "yes", "no"),
                (Field::Registered, model::Warning::NotRegistered, "no", "yes"),
            ] {
                let word = Source::Word { columns: [status, warnings], word: warning.label(), value, absent };
                sources.entry(field).or_insert(word);
            }
        }
        let (header, doubled) = (header.to_vec(), Vec::new());
        let decided = (BTreeSet::new(), BTreeSet::new());
        Self { kind, header, sources, doubled, decided, is_own_export }
    }

    /// Maps the column with that heading to that field alone, in place of the field's earlier source. An empty field name
    /// leaves the column unused.
    pub fn map(&mut self, column: &str, field: &str) -> Result<(), MappingError> {
        let wanted = normal(column);
        let exactly = self.header.iter().position(|heading| !heading.is_empty() && heading == column.trim());
        let alike = || self.header.iter().position(|heading| !wanted.is_empty() && normal(heading) == wanted);
        let place = exactly.or_else(alike).ok_or_else(|| MappingError::Column {
            given: column.trim().to_owned(),
            header: self.header.iter().filter(|heading| !heading.is_empty()).cloned().collect(),
        })?;
        let info = if field.trim().is_empty() { None } else { Some(self.info(field)?) };
        self.sources.retain(|_, source| !source.uses(place));
        self.decided.0.insert(place);
        if let Some(info) = info {
            self.sources.insert(info.field, Source::Column(place));
            self.decided.1.insert(info.field);
        }
        Ok(())
    }

    /// Gives a field a single value for the whole file, in place of its earlier source.
    pub fn set(&mut self, field: &str, value: &str) -> Result<(), MappingError> {
        let info = self.info(field)?;
        if value.trim().is_empty() {
            return Err(MappingError::Empty(info.name));
        }
        self.sources.insert(info.field, Source::Constant(value.trim().to_owned()));
        self.decided.1.insert(info.field);
        Ok(())
    }

    /// Whether the file is an export of the portal itself.
    pub fn is_own_export(&self) -> bool {
        self.is_own_export
    }

    /// Whether a person decided what that column fills.
    pub(super) fn is_decided(&self, column: usize) -> bool {
        self.decided.0.contains(&column)
    }

    /// Fails if several columns share the heading that fits a field best, until a person decides.
    pub(super) fn check_doubled(&self) -> Result<(), PlanError> {
        for Doubled { heading, columns } in &self.doubled {
            if columns.iter().all(|column| self.decided.0.contains(column)) {
                continue;
            }
            for info in fields(self.kind).iter().filter(|info| !self.decided.1.contains(&info.field)) {
                let Some(rank) = info.rank(heading) else { continue };
                let filling = self.column(info.field).and_then(|heading| info.rank(heading));
                if filling.is_none_or(|filling| rank < filling) {
                    return Err(PlanError::Doubled {
                        heading: heading.clone(),
                        field: info.field,
                        columns: columns.iter().map(|column| self.header[*column].clone()).collect(),
                    });
                }
            }
        }
        Ok(())
    }

    /// What kind of file it is for.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The headings it was made for.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The source of that field's values.
    pub fn source(&self, field: Field) -> Option<&Source> {
        self.sources.get(&field)
    }

    /// The heading of the column that fills that field.
    pub fn column(&self, field: Field) -> Option<&str> {
        match self.source(field)? {
            Source::Column(place) => self.header.get(*place).map(String::as_str),
            Source::Constant(_) | Source::Word { .. } => None,
        }
    }

    /// The fields that a column alone fills.
    pub(super) fn filled_by(&self, column: usize) -> impl Iterator<Item = Field> {
        let own = move |(_, source): &(&Field, &Source)| **source == Source::Column(column);
        self.sources.iter().filter(own).map(|(field, _)| *field)
    }

    /// The fields filled by that column and later ones, and the headings of these columns.
    pub(super) fn filled_from(&self, column: usize) -> (Vec<Field>, Vec<&str>) {
        let behind = column..self.header.len();
        let is_behind = |(_, source): &(&Field, &Source)| behind.clone().any(|place| source.uses(place));
        let fields = self.sources.iter().filter(is_behind).map(|(field, _)| *field).collect();
        let is_used = |place: &usize| self.sources.values().any(|source| source.uses(*place));
        let used = behind.clone().filter(is_used).filter_map(|place| self.header.get(place));
        (fields, used.map(String::as_str).collect())
    }

    /// The headings of columns that fill no field.
    pub fn unused(&self) -> impl Iterator<Item = &str> {
        let is_used = |place| self.sources.values().any(|source| source.uses(place));
        let named = self.header.iter().enumerate().filter(|(_, heading)| !heading.is_empty());
        named.filter(move |(place, _)| !is_used(*place)).map(|(_, heading)| heading.as_str())
    }

    fn info(&self, name: &str) -> Result<&'static FieldInfo, MappingError> {
        let wanted = normal(name);
        fields(self.kind).iter().find(|info| normal(info.name) == wanted).ok_or_else(|| MappingError::Field {
            given: name.trim().to_owned(),
            allowed: fields(self.kind).iter().map(|info| info.name).collect(),
        })
    }
}

/// A heading or field name for comparison, without case, normal forms and the characters between words.
fn normal(name: &str) -> String {
    let kept = name.nfc().filter(|sign| !sign.is_whitespace() && !matches!(sign, '_' | '-'));
    kept.flat_map(char::to_lowercase).nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn columns_are_guessed_by_what_other_systems_call_them() {
        let columns = header(&[
            "software",
            "vendor",
            "license_type",
            "unit_cost_usd",
            "seats_purchased",
            "contract_start",
        ]);
        let mapping = Mapping::guess(Kind::Licenses, &columns);
        assert_eq!(mapping.column(Field::Product), Some("software"));
        assert_eq!(mapping.column(Field::Maker), Some("vendor"));
        assert_eq!(mapping.column(Field::Type), Some("license_type"));
        assert_eq!(mapping.column(Field::Purchased), Some("seats_purchased"));
        assert_eq!(mapping.column(Field::StartDate), Some("contract_start"));
        assert_eq!(mapping.unused().collect::<Vec<_>>(), ["unit_cost_usd"]);
    }

    #[test]
    fn a_person_can_change_what_was_guessed() {
        let mut mapping = Mapping::guess(Kind::Licenses, &header(&["Key", "Seats", "Bought"]));
        mapping.map("bought", "Purchased").unwrap();
        mapping.map("Key", "").unwrap();
        mapping.set("organization", " Acme ").unwrap();
        assert_eq!(mapping.column(Field::Purchased), Some("Bought"));
        assert_eq!(mapping.source(Field::LicenseKey), None);
        assert_eq!(mapping.source(Field::Organization), Some(&Source::Constant("Acme".to_owned())));
        assert_eq!(mapping.unused().collect::<Vec<_>>(), ["Key", "Seats"]);
    }

    #[test]
    fn lists_of_asset_systems_are_guessed() {
        let told = |names: &[&str]| {
            let mapping = Mapping::guess(Kind::Licenses, &header(names));
            let filled = fields(Kind::Licenses)
                .iter()
                .filter_map(|info| Some((info.name, mapping.column(info.field)?)));
            filled.map(|(field, column)| format!("{field}={column}")).collect::<Vec<_>>().join(", ")
        };
        assert_eq!(
            told(&[
                "No.",
                "License",
                "Product Key",
                "Company",
                "Total",
                "Avail",
                "Purchase Date",
                "Manufacturer",
                "Supplier",
                "Notes"
            ]),
            "license-key=Product Key, product=License, maker=Manufacturer, organization=Company, start-date=Purchase Date, \
             purchased=Total, note=Notes"
        );
        assert_eq!(
            told(&[
                "Name",
                "Entity",
                "Software",
                "Serial number",
                "Number",
                "Expiration",
                "Buy date",
                "Comments"
            ]),
            "license-key=Serial number, product=Software, organization=Entity, start-date=Buy date, \
             expiration-date=Expiration, purchased=Number, note=Comments"
        );
        assert_eq!(
            told(&[
                "Item name",
                "Serial",
                "Sold-to party",
                "Order Quantity",
                "Order No.",
                "Valid thru",
                "License"
            ]),
            "license-key=Serial, product=Item name, organization=Sold-to party, expiration-date=Valid thru, \
             purchased=Order Quantity, contract-number=Order No."
        );
        // Alone, it is the key.
        assert_eq!(
            told(&["License", "Product", "Seats"]),
            "license-key=License, product=Product, purchased=Seats"
        );
    }

    #[test]
    fn a_heading_that_comes_twice_is_asked_about_where_it_would_be_used() {
        let of =
            |text: &str| Mapping::of(Kind::Licenses, &spreadsheet::read(text.as_bytes(), "x.csv").unwrap());
        let problem = |mapping: &Mapping| mapping.check_doubled().map_err(|error| error.to_string());
        // Unused ones, and those whose name fits less well, do no harm.
        assert_eq!(problem(&of("Key,Color,Color\n")), Ok(()));
        assert_eq!(problem(&of("Key,Seats,Number,Number\n")), Ok(()));
        let mut mapping = of("Key,Expires,Expires,Seats\n");
        assert_eq!(mapping.source(Field::ExpirationDate), None);
        let told = "The heading “Expires” occurs 2 times, and it is not clear which of these columns fills Expiration Date. Map the right one of “Expires (B)”, “Expires (C)” to it, and ignore the others.";
        assert_eq!(problem(&mapping), Err(told.to_owned()));
        mapping.map("expires (c)", "expiration-date").unwrap();
        assert_eq!((problem(&mapping), mapping.column(Field::ExpirationDate)), (Ok(()), Some("Expires (C)")));
        let mut mapping = of("Key,Expires,Expires,Seats\n");
        mapping.map("Expires (B)", "").unwrap();
        assert!(problem(&mapping).is_err());
        mapping.map("Expires (C)", "").unwrap();
        assert_eq!(problem(&mapping), Ok(()));
    }

    #[test]
    fn a_heading_is_found_in_any_normal_form() {
        for (heading, typed) in
            [("Schl\u{75}\u{308}ssel", "SCHL\u{dc}SSEL"), ("Schl\u{fc}ssel", "schl\u{75}\u{308}ssel")]
        {
            let mut mapping = Mapping::guess(Kind::Licenses, &header(&[heading]));
            mapping.map(typed, "license-key").unwrap();
            assert_eq!(mapping.column(Field::LicenseKey), Some(heading));
        }
    }

    #[test]
    fn what_is_unknown_is_answered_with_what_is_known() {
        let mut mapping = Mapping::guess(Kind::Organizations, &header(&["Name", ""]));
        let error = mapping.map("Nam", "name").unwrap_err();
        assert_eq!(error.to_string(), "The file has no column “Nam”. Its columns are: Name.");
        let error = mapping.map("Name", "nam").unwrap_err().to_string();
        assert_eq!(error, "There is no field “nam”. The fields are: name, kind, parent, partner, reseller.");
        assert_eq!(mapping.set("kind", " "), Err(MappingError::Empty("kind")));
        assert!(mapping.map("", "name").is_err());
    }
}
