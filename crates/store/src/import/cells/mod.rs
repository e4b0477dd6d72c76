//! A file and its mapping: the checks of whole columns, before any row is read, and the rows.

mod row;

use std::collections::{BTreeMap, BTreeSet};

use model::text::unlisted;
use spreadsheet::{Flaw, Row, Sample, Table, shortened};

use super::field::{Field, fields};
use super::mapping::{Mapping, Source};
use super::notes::{COLUMNS, out_of_use};
use super::plan::Refusal;
use super::reading::OpenColumn;
use super::{CellReading, DateOrder, DecimalMark, Kind, PlanError, Times};

pub(super) use row::{Cells, End, Place, change};

/// The fields that hold dates.
const DATES: [Field; 4] = [Field::StartDate, Field::ExpirationDate, Field::Activated, Field::LastSeen];
/// The fields that hold whole numbers.
const NUMBERS: [Field; 4] = [Field::Purchased, Field::OfflineUnits, Field::HeartbeatHours, Field::Quantity];
/// The fields that hold units.
const UNITS: [Field; 3] = [Field::Purchased, Field::OfflineUnits, Field::Quantity];

/// A file and its mapping, checked as a whole.
pub(super) struct Reader<'a> {
    table: &'a Table,
    mapping: &'a Mapping,
    orders: BTreeMap<Field, spreadsheet::DateOrder>,
    marks: BTreeMap<Field, spreadsheet::DecimalMark>,
    times: spreadsheet::Times,
    /// By line, the organizations listed in a row of the portal's own export.
    owners: BTreeMap<u32, Vec<String>>,
    /// For each column of dates, the order of day and month and its proof, in sentences.
    readings: Vec<String>,
}

impl<'a> Reader<'a> {
    /// Checks the file as a whole: required columns, the order of day and month in each column of dates, and the decimal mark
    /// in each column of numbers.
    pub fn new(table: &'a Table, mapping: &'a Mapping, reading: CellReading) -> Result<Self, PlanError> {
        mapping.check_doubled()?;
        let lacking = fields(mapping.kind())
            .iter()
            .filter(|info| info.required && mapping.source(info.field).is_none());
        let missing: Vec<_> = lacking.map(|info| info.field).collect();
        if !missing.is_empty() {
            return Err(missing_fields(&missing, table));
        }
        if table.rows.is_empty() && table.problems.is_empty() {
            return Err(PlanError::NoRows);
        }
        let times = match reading.times {
            Times::Auto => spreadsheet::Times::Refused,
            Times::AsWritten => spreadsheet::Times::Written,
        };
        let (orders, marks, owners) = (BTreeMap::new(), BTreeMap::new(), owners(table, mapping));
        let mut reader = Self { table, mapping, orders, marks, times, owners, readings: Vec::new() };
        // All open questions are reported at once.
        let mut open = Vec::new();
        for field in DATES {
            let told = match (reading.dates, mapping.source(field)) {
                (_, None) => continue,
                (DateOrder::DayFirst | DateOrder::MonthFirst, source) => {
                    let order = match reading.dates {
                        DateOrder::MonthFirst => spreadsheet::DateOrder::MonthFirst,
                        _ => spreadsheet::DateOrder::DayFirst,
                    };
                    if let Some(Source::Column(place)) = source
                        && let Err(source) = spreadsheet::check_dates(order, reader.column(*place))
                    {
                        open.push(OpenColumn::Dates { column: table.header[*place].clone(), source });
                    }
                    order
                }
                // If the order stays open, parsing refuses the value.
                (DateOrder::Auto, Some(Source::Constant(_) | Source::Word { .. })) => {
                    spreadsheet::DateOrder::Plain
                }
                (DateOrder::Auto, Some(Source::Column(place))) => {
                    let column = table.header[*place].clone();
                    match spreadsheet::proven_dates(reader.column(*place)) {
                        Ok((order, proof)) => {
                            reader.readings.extend(proof.map(|proof| read_as(&column, order, &proof)));
                            order
                        }
                        Err(source) => {
                            open.push(OpenColumn::Dates { column, source });
                            continue;
                        }
                    }
                }
            };
            reader.orders.insert(field, told);
        }
        for field in NUMBERS {
            let told = match (reading.numbers, mapping.source(field)) {
                (_, None) => continue,
                (DecimalMark::Point | DecimalMark::Comma, source) => {
                    let mark = match reading.numbers {
                        DecimalMark::Comma => spreadsheet::DecimalMark::Comma,
                        _ => spreadsheet::DecimalMark::Point,
                    };
                    if let Some(Source::Column(place)) = source
                        && let Err(source) = spreadsheet::check_numbers(mark, reader.column(*place))
                    {
                        open.push(OpenColumn::Numbers { column: table.header[*place].clone(), source });
                    }
                    mark
                }
                (DecimalMark::Auto, Some(Source::Constant(_) | Source::Word { .. })) => {
                    spreadsheet::DecimalMark::Plain
                }
                (DecimalMark::Auto, Some(Source::Column(place))) => {
                    let column = table.header[*place].clone();
                    match spreadsheet::numbers(reader.column(*place)) {
                        Ok(mark) => mark,
                        Err(source) => {
                            open.push(OpenColumn::Numbers { column, source });
                            continue;
                        }
                    }
                }
            };
            reader.marks.insert(field, told);
        }
        open.extend(UNITS.into_iter().filter_map(|field| amounts(table, mapping, field)));
        open.extend(statuses(table, mapping));
        if open.is_empty() { Ok(reader) } else { Err(PlanError::Open(open)) }
    }

    /// All cells of a column.
    fn column(&self, place: usize) -> impl Iterator<Item = Sample<'a>> {
        // If a row has a cell too many, its cells may be below the wrong headings.
        let is_even = |row: &&Row| !row.flaws.iter().any(|(_, flaw)| matches!(flaw, Flaw::Surplus(_)));
        let rows = self.table.rows.iter().filter(is_even);
        rows.map(move |row| Sample { line: row.line, text: &row.cells[place], kind: row.kind(place) })
    }

    /// For each column of dates, the order of day and month and its proof, in sentences.
    pub fn readings(&self) -> &[String] {
        &self.readings
    }

    /// Points about the file to check before importing it.
    pub fn notices(&self) -> Vec<String> {
        let places = DATES.into_iter().filter_map(|field| match self.mapping.source(field)? {
            Source::Column(place) => Some(*place),
            Source::Constant(_) | Source::Word { .. } => None,
        });
        let notice = |place: usize| {
            Some(format!(
                "In column “{}” {}.",
                self.table.header[place],
                spreadsheet::mixed(self.column(place))?
            ))
        };
        places.filter_map(notice).collect()
    }

    /// The error for required fields that nothing fills.
    pub fn missing(&self, fields: &[Field]) -> PlanError {
        missing_fields(fields, self.table)
    }

    /// Number of rows that could be read.
    pub fn count(&self) -> usize {
        self.table.rows.len()
    }

    /// The rows that could be read. One that lists several organizations appears once for each of them.
    pub fn rows(&self) -> impl Iterator<Item = Cells<'_>> {
        (0..self.count()).flat_map(move |at| self.row(at))
    }

    /// The row at that position, counted from 0: once, or once for each organization that it lists.
    pub fn row(&self, at: usize) -> impl Iterator<Item = Cells<'_>> {
        self.table.rows.get(at).into_iter().flat_map(move |row| {
            let owners = self.owners.get(&row.line).map_or(&[][..], Vec::as_slice);
            let alone = owners.is_empty().then_some(None);
            let owners = owners.iter().map(|owner| Some(owner.as_str()));
            owners.chain(alone).map(move |owner| Cells::new(self, row, owner))
        })
    }

    /// The cells of a row that was already read.
    pub fn again<'b>(&'b self, place: Place<'b>) -> Cells<'b> {
        Cells::new(self, place.row, place.owner)
    }

    /// A refusal that names the field and its column.
    pub fn refusal(&self, field: Field, why: String) -> Refusal {
        Refusal {
            field: Some(field),
            column: self.mapping.column(field).map(str::to_owned),
            why,
            remedy: None,
        }
    }

    /// Whether anything fills the field.
    pub fn has(&self, field: Field) -> bool {
        self.mapping.source(field).is_some()
    }
}

/// A question if a column that nobody has mapped to units has amounts of money.
fn amounts(table: &Table, mapping: &Mapping, field: Field) -> Option<OpenColumn> {
    let Some(Source::Column(place)) = mapping.source(field).filter(|_| !mapping.is_own_export()) else {
        return None;
    };
    if mapping.is_decided(*place) {
        return None;
    }
    let (line, text) = table.rows.iter().find_map(|row| Some((row.line, table.amount(row, *place)?)))?;
    let (column, text) = (table.header[*place].clone(), shortened(&text));
    Some(OpenColumn::Amounts { column, field, line, text })
}

/// A question about each column that nobody has mapped or left aside and that says that licenses are out of use.
fn statuses(table: &Table, mapping: &Mapping) -> Vec<OpenColumn> {
    if mapping.kind() != Kind::Licenses || mapping.source(Field::Suspended).is_some() {
        return Vec::new();
    }
    let unused: BTreeSet<&str> = mapping.unused().collect();
    let columns = table.header.iter().enumerate().take(COLUMNS);
    let open =
        columns.filter(|(place, heading)| unused.contains(heading.as_str()) && !mapping.is_decided(*place));
    open.filter_map(|(place, heading)| {
        Some(OpenColumn::Status { column: heading.clone(), words: out_of_use(table, place)? })
    })
    .collect()
}

/// The organizations of rows that list several, as in the portal's own export.
fn owners(table: &Table, mapping: &Mapping) -> BTreeMap<u32, Vec<String>> {
    let Some(Source::Column(place)) = mapping.source(Field::Organization).filter(|_| mapping.is_own_export())
    else {
        return BTreeMap::new();
    };
    let listed = |row: &Row| row.cells.get(*place).filter(|cell| cell.contains([',', '"'])).map(unlisted);
    table.rows.iter().filter_map(|row| Some((row.line, listed(row)?))).collect()
}

fn missing_fields(fields: &[Field], table: &Table) -> PlanError {
    PlanError::Missing {
        fields: fields.to_vec(),
        header: table.header.iter().filter(|heading| !heading.is_empty()).cloned().collect(),
    }
}

/// A column's order of day and month and its proof, in a sentence.
fn read_as(column: &str, order: spreadsheet::DateOrder, proof: &spreadsheet::Proof) -> String {
    let first = if order == spreadsheet::DateOrder::MonthFirst { "month" } else { "day" };
    let spreadsheet::Proof { line, text } = proof;
    format!(
        "The dates of column “{column}” are read with the {first} first, because “{text}” on line {line} can't be read any \
         other way."
    )
}
