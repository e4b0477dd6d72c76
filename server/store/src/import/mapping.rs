//! Which column fills which field: guessed from the headings, then confirmed or changed by a person.

use std::collections::BTreeMap;

use super::Kind;
use super::field::{Field, FieldInfo, fields};

/// Where the values of a field come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A column of the file, counted from 0.
    Column(usize),
    /// One value for the whole file.
    Constant(String),
}

/// Which column fills which field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    kind: Kind,
    header: Vec<String>,
    sources: BTreeMap<Field, Source>,
}

/// Why a mapping could not be changed, in a sentence for the person who asked for it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// The field's name is unknown.
    #[error("There is no field “{given}”. The fields are: {}.", .allowed.join(", "))]
    Field {
        /// The name that was given.
        given: String,
        /// The names that there are.
        allowed: Vec<&'static str>,
    },
    /// The column's heading is unknown.
    #[error("The file has no column “{given}”. Its columns are: {}.", .header.join(", "))]
    Column {
        /// The heading that was given.
        given: String,
        /// The headings that there are.
        header: Vec<String>,
    },
    /// The value is empty.
    #[error("The field “{0}” was given no value. Write it as {0}=VALUE.")]
    Empty(&'static str),
}

impl Mapping {
    /// Guesses the columns of a file of that kind from its headings.
    pub fn guess(kind: Kind, header: &[String]) -> Self {
        let wanted: Vec<_> =
            fields(kind).iter().map(|info| sheet::Field { name: info.name, aliases: info.aliases }).collect();
        let found = sheet::guess(header, &wanted);
        let sources = fields(kind).iter().zip(found);
        let sources =
            sources.filter_map(|(info, column)| Some((info.field, Source::Column(column?)))).collect();
        Self { kind, header: header.to_vec(), sources }
    }

    /// Lets the column with that heading fill that field, instead of what filled it before, and nothing else. An
    /// empty field's name leaves the column aside.
    pub fn map(&mut self, column: &str, field: &str) -> Result<(), MappingError> {
        let wanted = normal(column);
        let place = self.header.iter().position(|heading| !wanted.is_empty() && normal(heading) == wanted);
        let place = place.ok_or_else(|| MappingError::Column {
            given: column.trim().to_owned(),
            header: self.header.iter().filter(|heading| !heading.is_empty()).cloned().collect(),
        })?;
        let info = if field.trim().is_empty() { None } else { Some(self.info(field)?) };
        self.sources.retain(|_, source| *source != Source::Column(place));
        if let Some(info) = info {
            self.sources.insert(info.field, Source::Column(place));
        }
        Ok(())
    }

    /// Gives a field one value for the whole file, instead of what filled it before.
    pub fn set(&mut self, field: &str, value: &str) -> Result<(), MappingError> {
        let info = self.info(field)?;
        if value.trim().is_empty() {
            return Err(MappingError::Empty(info.name));
        }
        self.sources.insert(info.field, Source::Constant(value.trim().to_owned()));
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

    /// Where the values of that field come from.
    pub fn source(&self, field: Field) -> Option<&Source> {
        self.sources.get(&field)
    }

    /// The heading of the column that fills that field.
    pub fn column(&self, field: Field) -> Option<&str> {
        match self.source(field)? {
            Source::Column(place) => self.header.get(*place).map(String::as_str),
            Source::Constant(_) => None,
        }
    }

    /// The headings of columns that fill nothing.
    pub fn unused(&self) -> impl Iterator<Item = &str> {
        let is_used = |place| self.sources.values().any(|source| *source == Source::Column(place));
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

/// What is compared of a heading or a field's name: case and what stands between words don't count.
fn normal(name: &str) -> String {
    let kept = name.chars().filter(|sign| !sign.is_whitespace() && !matches!(sign, '_' | '-'));
    kept.flat_map(char::to_lowercase).collect()
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
