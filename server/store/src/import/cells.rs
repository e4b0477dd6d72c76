//! The cells of a row as typed values, with every refusal collected.

use std::collections::BTreeMap;

use model::Day;
use model::text::is_unseen;
use sheet::{Row, Table};

use super::field::{Field, fields};
use super::mapping::{Mapping, Source};
use super::plan::{Change, Refusal};
use super::{DateOrder, PlanError};

/// The longest text of a field, in characters.
const TEXT_LIMIT: usize = 200;
/// The fields that hold dates.
const DATES: [Field; 4] = [Field::StartDate, Field::ExpirationDate, Field::Activated, Field::LastSeen];
/// What stands for no date at all.
const NEVER: [&str; 6] = ["never", "none", "unlimited", "perpetual", "no end", "-"];

/// A file with its mapping, checked as a whole.
pub(super) struct Reader<'a> {
    table: &'a Table,
    mapping: &'a Mapping,
    orders: BTreeMap<Field, sheet::DateOrder>,
}

impl<'a> Reader<'a> {
    /// Checks what concerns the file as a whole: required columns, and the order of day and month of each column.
    pub fn new(table: &'a Table, mapping: &'a Mapping, order: DateOrder) -> Result<Self, PlanError> {
        let lacking = fields(mapping.kind())
            .iter()
            .filter(|info| info.required && mapping.source(info.field).is_none());
        let missing: Vec<_> = lacking.map(|info| info.name).collect();
        if !missing.is_empty() {
            return Err(missing_fields(&missing, table));
        }
        if table.rows.is_empty() && table.problems.is_empty() {
            return Err(PlanError::NoRows);
        }
        let mut orders = BTreeMap::new();
        for field in DATES {
            let told = match (order, mapping.source(field)) {
                (_, None) => continue,
                (DateOrder::DayFirst, _) => sheet::DateOrder::DayFirst,
                (DateOrder::MonthFirst, _) => sheet::DateOrder::MonthFirst,
                // Where it leaves the order open, parsing refuses it.
                (DateOrder::Auto, Some(Source::Constant(_))) => sheet::DateOrder::Plain,
                (DateOrder::Auto, Some(Source::Column(place))) => {
                    let column = table.rows.iter().map(|row| (row.line, row.cells[*place].as_str()));
                    let column_name = || table.header[*place].clone();
                    sheet::dates(column)
                        .map_err(|source| PlanError::Dates { column: column_name(), source })?
                }
            };
            orders.insert(field, told);
        }
        Ok(Self { table, mapping, orders })
    }

    /// The error that nothing fills those fields.
    pub fn missing(&self, fields: &[&str]) -> PlanError {
        missing_fields(fields, self.table)
    }

    /// The rows that could be read.
    pub fn rows(&self) -> impl Iterator<Item = Cells<'_>> {
        self.table.rows.iter().map(|row| Cells { reader: self, row, refusals: Vec::new() })
    }

    /// A refusal that names the field and its column.
    pub fn refusal(&self, field: Field, why: String) -> Refusal {
        Refusal { field: Some(field), column: self.mapping.column(field).map(str::to_owned), why }
    }

    /// Whether anything fills the field.
    pub fn has(&self, field: Field) -> bool {
        self.mapping.source(field).is_some()
    }
}

fn missing_fields(fields: &[&str], table: &Table) -> PlanError {
    PlanError::Missing {
        fields: fields.iter().map(ToString::to_string).collect(),
        header: table.header.iter().filter(|heading| !heading.is_empty()).cloned().collect(),
    }
}

/// When something ends.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum End {
    Never,
    /// Its last day.
    On(Day),
}

impl End {
    /// Its last day; none when it never ends.
    pub fn day(self) -> Option<Day> {
        match self {
            Self::Never => None,
            Self::On(day) => Some(day),
        }
    }
}

/// The cells of a row.
pub(super) struct Cells<'a> {
    reader: &'a Reader<'a>,
    row: &'a Row,
    refusals: Vec<Refusal>,
}

impl<'a> Cells<'a> {
    /// The row's line in the file.
    pub fn line(&self) -> u32 {
        self.row.line
    }

    /// What was found wrong.
    pub fn into_refusals(self) -> Vec<Refusal> {
        self.refusals
    }

    /// Notes that the row can't be taken.
    pub fn refuse(&mut self, field: Field, why: impl Into<String>) {
        self.refusals.push(self.reader.refusal(field, why.into()));
    }

    /// The cell without blanks around it; empty when nothing fills the field.
    pub fn raw(&self, field: Field) -> &'a str {
        match self.reader.mapping.source(field) {
            Some(Source::Column(place)) => self.row.cells.get(*place).map_or("", |cell| cell.trim()),
            Some(Source::Constant(value)) => value,
            None => "",
        }
    }

    /// A text of one line; none when the cell is empty.
    pub fn text(&mut self, field: Field) -> Option<String> {
        let text = self.raw(field);
        let length = text.chars().count();
        if length > TEXT_LIMIT {
            self.refuse(field, format!("has {length} characters; up to {TEXT_LIMIT} are allowed."));
        } else if text.contains(is_unseen) {
            self.refuse(field, "has a line break or another control character; one line of text is allowed.");
        }
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// A text of one line that can't be empty. What is given when it is has no use, for the row is refused.
    pub fn required_text(&mut self, field: Field) -> String {
        let text = self.text(field);
        if text.is_none() {
            self.refuse(field, "is empty; a value is needed here.");
        }
        text.unwrap_or_default()
    }

    /// A whole number; none when the cell is empty.
    pub fn number(&mut self, field: Field) -> Option<u32> {
        let cell = Some(self.raw(field)).filter(|cell| !cell.is_empty())?;
        self.taken(field, sheet::number(cell))
    }

    /// A day; none when the cell is empty.
    pub fn day(&mut self, field: Field) -> Option<Day> {
        let cell = Some(self.raw(field)).filter(|cell| !cell.is_empty())?;
        let order = self.reader.orders.get(&field).copied().unwrap_or(sheet::DateOrder::Plain);
        self.taken(field, order.parse(cell)).map(Day::from)
    }

    /// A last day, or the word that says there is none; none when the cell is empty.
    pub fn end(&mut self, field: Field) -> Option<End> {
        let word = self.raw(field).to_lowercase();
        if NEVER.contains(&word.as_str()) { Some(End::Never) } else { self.day(field).map(End::On) }
    }

    /// Yes or no; none when the cell is empty.
    pub fn yes_no(&mut self, field: Field) -> Option<bool> {
        self.taken(field, sheet::yes_no(self.raw(field))).flatten()
    }

    /// One of some words in any case; none when the cell is empty. The first word of each is the one to propose.
    pub fn word<T: Copy>(&mut self, field: Field, words: &[(T, &[&str])]) -> Option<T> {
        let cell = Some(self.raw(field)).filter(|cell| !cell.is_empty())?;
        let wanted = cell.to_lowercase().replace(['_', '-'], " ");
        let found = words.iter().find(|(_, names)| names.iter().any(|name| name.replace('-', " ") == wanted));
        if found.is_none() {
            let proposed: Vec<_> = words.iter().filter_map(|(_, names)| names.first().copied()).collect();
            let short: String = cell.chars().take(40).collect();
            self.refuse(
                field,
                format!("“{short}” is none of the words allowed here: {}.", proposed.join(", ")),
            );
        }
        found.map(|(value, _)| *value)
    }

    fn taken<T>(&mut self, field: Field, value: Result<T, sheet::ValueError>) -> Option<T> {
        value.map_err(|error| self.refuse(field, format!("{error}."))).ok()
    }
}

/// A change if the two differ.
pub(super) fn change(field: Field, old: impl ToString, new: impl ToString) -> Option<Change> {
    let change = Change { field, old: old.to_string(), new: new.to_string() };
    (change.old != change.new).then_some(change)
}
