//! The cells of a row as typed values. Collects every refusal.

use std::borrow::Cow;
use std::collections::BTreeMap;

use model::text::{is_unseen, unlisted};
use model::{Day, Status};
use spreadsheet::{CellKind, Flaw, Row, Sample, Table, Unshown, shortened};

use super::field::{Field, fields};
use super::listed::listed;
use super::mapping::{Mapping, Source};
use super::plan::{Change, Refusal};
use super::reading::OpenColumn;
use super::remedy::{Remedy, of_value};
use super::status::is_out_of_use;
use super::{CellReading, DateOrder, DecimalMark, PlanError, Times};
use crate::text::{fold, folded_key, tidy_key};

/// A text has at most this many characters.
const TEXT_LIMIT: usize = 200;
/// The fields that hold dates.
const DATES: [Field; 4] = [Field::StartDate, Field::ExpirationDate, Field::Activated, Field::LastSeen];
/// The fields that hold whole numbers.
const NUMBERS: [Field; 4] = [Field::Purchased, Field::OfflineUnits, Field::HeartbeatHours, Field::Quantity];
/// Fields by which other systems find something: a text changed by a spreadsheet is useless there.
const IDENTIFIERS: [Field; 6] = [
    Field::LicenseKey,
    Field::DeploymentId,
    Field::ContractNumber,
    Field::ProductVersion,
    Field::HostName,
    Field::Group,
];
/// Those of them that are never dates.
const KEYS: [Field; 2] = [Field::LicenseKey, Field::DeploymentId];
/// Fields that name something to look up.
const NAMES: [Field; 7] = [
    Field::Product,
    Field::Organization,
    Field::Name,
    Field::Parent,
    Field::Partner,
    Field::Reseller,
    Field::Maker,
];
/// Invisible characters that word processors and web pages leave in names: soft hyphens, line break opportunities and byte
/// order marks. They mean nothing in a name; other invisible characters are refused.
const LEFT_BY_PROGRAMS: [char; 4] = ['\u{ad}', '\u{200b}', '\u{2060}', '\u{feff}'];
/// Words for no date at all, folded.
const NEVER: &[&str] = &[
    "never",
    "never expires",
    "does not expire",
    "no expiration",
    "no expiry",
    "none",
    "unlimited",
    "perpetual",
    "permanent",
    "lifetime",
    "indefinite",
    "no end",
    "-",
    "0000-00-00",
    "nie",
    "unbegrenzt",
    "unbefristet",
    "jamais",
    "illimite",
    "perpetuel",
    "nunca",
    "ilimitado",
    "illimitato",
];

/// Added to the problem with a date: how to write no date.
const NO_END: &str = " Write never for a license that does not end.";

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
                (DateOrder::DayFirst, _) => spreadsheet::DateOrder::DayFirst,
                (DateOrder::MonthFirst, _) => spreadsheet::DateOrder::MonthFirst,
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
                (DecimalMark::Point, _) => spreadsheet::DecimalMark::Point,
                (DecimalMark::Comma, _) => spreadsheet::DecimalMark::Comma,
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

/// The end of a license.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum End {
    Never,
    /// Its last day.
    On(Day),
}

impl End {
    /// The last day; None if it never ends.
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
    /// The one of its several organizations that this is about.
    owner: Option<&'a str>,
    refusals: Vec<Refusal>,
    /// Fields whose cells have no usable value.
    flawed: Vec<Field>,
}

/// A row's position, and the one of its several organizations that it is about. Kept instead of the values, which take many
/// times as much memory.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    row: &'a Row,
    owner: Option<&'a str>,
}

impl<'a> Cells<'a> {
    fn new(reader: &'a Reader<'a>, row: &'a Row, owner: Option<&'a str>) -> Self {
        let (mut refusals, mut flawed) = (Vec::new(), Vec::new());
        for (column, flaw) in &row.flaws {
            if let Flaw::Surplus(message) = flaw {
                refusals.push(Refusal::of_row(format!("{message}.")));
                continue;
            }
            if let Flaw::CutOff { cells, headings } = flaw {
                let (fields, lost) = reader.mapping.filled_from(*column);
                let why = cut_off(row.line, (*cells, *headings), &lost);
                // Even if no lost column is in use: the last cell present may have been cut, too.
                refusals.push(Refusal::of_row(why));
                flawed.extend(fields);
                continue;
            }
            for field in reader.mapping.filled_by(*column) {
                let cell = row.cells.get(*column).unwrap_or_default();
                refusals.push(reader.refusal(field, format!("{}.", flaw.message(cell))));
                flawed.push(field);
            }
        }
        Self { reader, row, owner, refusals, flawed }
    }

    /// The row's position, to read it again.
    pub fn place(&self) -> Place<'a> {
        Place { row: self.row, owner: self.owner }
    }

    /// The row's line in the file.
    pub fn line(&self) -> u32 {
        self.row.line
    }

    /// Whether the row has been refused.
    pub fn is_refused(&self) -> bool {
        !self.refusals.is_empty()
    }

    /// The row's refusals.
    pub fn into_refusals(self) -> Vec<Refusal> {
        self.refusals
    }

    /// Refuses the row.
    pub fn refuse(&mut self, field: Field, why: impl Into<String>) {
        self.refuse_unless(None, field, why);
    }

    /// Refuses the row unless the person chooses the remedy.
    pub fn refuse_unless(&mut self, remedy: Option<Remedy>, field: Field, why: impl Into<String>) {
        // The refusal of its value says it all.
        if self.flawed.contains(&field) {
            return;
        }
        self.refusals.push(Refusal { remedy, ..self.reader.refusal(field, why.into()) });
    }

    /// Whether the row has nothing for the field. A cell with an unknown value is not empty.
    pub fn is_empty(&self, field: Field) -> bool {
        self.found(field).is_ok_and(str::is_empty)
    }

    /// The field as text, to show or look up; empty if there is none.
    pub fn name(&self, field: Field) -> String {
        let text = self.shown(field).or_else(|_| self.found(field).map(Cow::Borrowed));
        text.map(Cow::into_owned).unwrap_or_default()
    }

    /// [`name`](Self::name) for display, cut to the length limit.
    pub fn subject(&self, field: Field) -> String {
        let name = self.name(field);
        if name.chars().nth(TEXT_LIMIT).is_some() { shortened(&name) } else { name }
    }

    /// The text of the field's cell or constant, trimmed.
    fn found(&self, field: Field) -> Result<&'a str, Unshown> {
        match self.reader.mapping.source(field) {
            Some(Source::Column(place)) => match self.owner.filter(|_| field == Field::Organization) {
                Some(owner) => Ok(owner),
                None => self.row.value(*place),
            },
            Some(Source::Constant(value)) => Ok(value),
            Some(Source::Word { columns, word, value, absent }) => {
                let cells = columns.iter().filter_map(|place| self.row.cells.get(*place));
                let mut words = cells.flat_map(|cell| cell.split(',')).map(str::trim);
                let is_listed = words.any(|own| own.eq_ignore_ascii_case(word));
                let is_told = self.row.cells.get(columns[0]).is_some_and(|cell| !cell.trim().is_empty());
                Ok(match (is_listed, is_told) {
                    (true, _) => value,
                    (false, true) => absent,
                    (false, false) => "",
                })
            }
            None => Ok(""),
        }
    }

    /// The text that a sheet shows in the field's cell.
    fn shown(&self, field: Field) -> Result<Cow<'a, str>, Unshown> {
        match self.reader.mapping.source(field) {
            Some(Source::Column(place)) if self.owner.is_none() || field != Field::Organization => {
                self.reader.table.shown(self.row, *place)
            }
            _ => self.found(field).map(Cow::Borrowed),
        }
    }

    /// The value of the cell; None if it is empty or refused.
    fn value(&mut self, field: Field) -> Option<&'a str> {
        let found = self.found(field).map_err(|error| self.refuse(field, format!("{error}."))).ok()?;
        (!found.is_empty()).then_some(found)
    }

    /// The value of the cell; None if it is empty or refused, as is a number that the sheet shows differently.
    fn counted(&mut self, field: Field) -> Option<&'a str> {
        if let Some(Source::Column(place)) = self.reader.mapping.source(field)
            && let Err(error) = self.reader.table.counted(self.row, *place)
        {
            self.refuse(field, format!("{error}."));
            return None;
        }
        self.value(field)
    }

    /// A text of one line, a license key without invisible characters; None if the cell is empty.
    pub fn text(&mut self, field: Field) -> Option<String> {
        let shown = self.shown(field).map_err(|error| self.refuse(field, format!("{error}."))).ok()?;
        let is_key = field == Field::LicenseKey;
        let tidied = if is_key {
            Cow::Owned(tidy_key(&shown))
        } else if NAMES.contains(&field) && shown.contains(LEFT_BY_PROGRAMS) {
            Cow::Owned(shown.replace(LEFT_BY_PROGRAMS, "").trim().to_owned())
        } else {
            Cow::Borrowed(shown.trim())
        };
        let text = tidied.as_ref();
        let folded = if is_key { folded_key(text).chars().count() } else { 0 };
        let length = text.chars().count().max(folded);
        if length > TEXT_LIMIT {
            let short = shortened(text);
            self.refuse(field, format!("“{short}” has {length} characters; up to {TEXT_LIMIT} are allowed."));
            // The row is refused; further messages about it quote no more.
            return Some(short);
        } else if is_key && !shown.trim().is_empty() && !text.contains(char::is_alphanumeric) {
            self.refuse(field, "has neither a letter nor a digit; give the key in full.");
        } else if text.contains(is_unseen) {
            self.refuse(field, "has a line break or another control character; one line of text is allowed.");
        } else if IDENTIFIERS.contains(&field)
            && let Some(spoilt) = spreadsheet::spoilt(text)
            && (KEYS.contains(&field) || matches!(spoilt, spreadsheet::Spoilt::Scientific(_)))
        {
            self.refuse(field, format!("{spoilt}."));
        }
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// Refuses a key of which an export shows only the end.
    pub fn refuse_masked(&mut self, field: Field) {
        if self.found(field).is_ok_and(|key| key.contains('•')) {
            let why = "is masked; export the file once more as somebody who may read license keys.";
            self.refuse(field, why);
        }
    }

    /// A text of one line. An empty one refuses the row; the result is then unused.
    pub fn required_text(&mut self, field: Field) -> String {
        let before = self.refusals.len();
        let text = self.text(field);
        if text.is_none() && self.refusals.len() == before {
            self.refuse(field, "is empty; a value is needed here.");
        }
        text.unwrap_or_default()
    }

    /// A text of any number of lines, from any kind of cell.
    pub fn prose(&mut self, field: Field) -> Cow<'a, str> {
        match self.shown(field) {
            Ok(shown) => {
                let spoilt = spreadsheet::spoilt(&shown);
                if let Some(spoilt @ spreadsheet::Spoilt::Scientific(_)) = spoilt {
                    self.refuse(field, format!("{spoilt}."));
                }
                shown
            }
            // The digits that were typed are lost.
            Err(lost @ (Unshown::Rounded | Unshown::Scientific(_))) => {
                self.refuse(field, format!("{lost}."));
                Cow::Borrowed("")
            }
            // Anything else that a sheet does not show in full is taken as stored.
            Err(_) => Cow::Borrowed(self.value(field).unwrap_or_default()),
        }
    }

    /// A whole number; None if the cell is empty.
    pub fn number(&mut self, field: Field) -> Option<u32> {
        let cell = self.counted(field)?;
        let mark = match self.kind(field) {
            // Digits and a point, whatever the column's texts prove.
            CellKind::Number(_) => spreadsheet::DecimalMark::Point,
            _ => self.reader.marks.get(&field).copied().unwrap_or(spreadsheet::DecimalMark::Plain),
        };
        self.taken(field, mark.parse(cell))
    }

    fn kind(&self, field: Field) -> CellKind {
        match self.reader.mapping.source(field) {
            Some(Source::Column(place)) => self.row.kind(*place),
            _ => CellKind::Text,
        }
    }

    /// A day; None if the cell is empty. A time of day refuses the row, unless the person chose otherwise.
    pub fn day(&mut self, field: Field) -> Option<Day> {
        let cell = self.dated(field)?;
        let read = self.order(field).parse(cell, self.reader.times);
        self.taken(field, read).map(Day::from)
    }

    /// A moment: its day in UTC and the milliseconds since that day's midnight, which are None if the cell has only the day.
    /// None if the cell is empty.
    pub fn moment(&mut self, field: Field) -> Option<(Day, Option<i64>)> {
        let cell = self.dated(field)?;
        let read = self.order(field).moment(cell);
        let spreadsheet::Moment { day, of_day, is_day } = self.taken(field, read)?;
        // Other systems write a mere day with midnight; the portal's own export writes every second.
        let is_exact = !is_day || self.reader.mapping.is_own_export();
        Some((Day::from(day), of_day.filter(|_| is_exact)))
    }

    /// The value of a cell for a date; None if it is empty or refused, as is a date that the sheet shows only in part.
    fn dated(&mut self, field: Field) -> Option<&'a str> {
        if let Some(Source::Column(place)) = self.reader.mapping.source(field)
            && let Err(error) = self.reader.table.dated(self.row, *place)
        {
            self.refuse(field, format!("{error}."));
            return None;
        }
        self.value(field)
    }

    fn order(&self, field: Field) -> spreadsheet::DateOrder {
        self.reader.orders.get(&field).copied().unwrap_or(spreadsheet::DateOrder::Plain)
    }

    /// A last day, or the word for none; None if the cell is empty.
    pub fn end(&mut self, field: Field) -> Option<End> {
        let word = fold(self.found(field).unwrap_or_default());
        if NEVER.contains(&word.as_str()) { Some(End::Never) } else { self.day(field).map(End::On) }
    }

    /// Yes or no; None if the cell is empty.
    pub fn yes_no(&mut self, field: Field) -> Option<bool> {
        let cell = self.counted(field)?;
        self.taken(field, spreadsheet::yes_no(cell)).flatten()
    }

    /// Whether a license is on hold: yes or no, or another system's status. None if the cell is empty.
    pub fn suspended(&mut self) -> Option<bool> {
        self.refuse_unknown_status();
        match is_out_of_use(self.found(Field::Suspended).unwrap_or_default()) {
            Some(known) => Some(known),
            None => self.yes_no(Field::Suspended),
        }
    }

    /// Refuses a status that the portal's own export does not have: somebody edited it, and it would have no effect.
    fn refuse_unknown_status(&mut self) {
        let Some(Source::Word { columns: [status, _], .. }) = self.reader.mapping.source(Field::Suspended)
        else {
            return;
        };
        let written = self.row.cells.get(*status).map_or("", str::trim);
        let is_known = Status::ALL.iter().any(|status| status.label().eq_ignore_ascii_case(written));
        if !written.is_empty() && !is_known {
            let short = shortened(written);
            let known = Status::ALL.map(Status::label).join(", ");
            let why = format!("the status “{short}” is none of the portal's, which are {known}.");
            self.refuse(Field::Suspended, why);
        }
    }

    /// One of some words in any case; None if the cell is empty. Messages propose the first word of each.
    pub fn word<T: Copy>(&mut self, field: Field, words: &[(T, &[&str])]) -> Option<T> {
        let cell = self.value(field)?;
        let wanted = fold(cell).replace(['_', '-'], " ");
        let found = words.iter().find(|(_, names)| names.iter().any(|name| name.replace('-', " ") == wanted));
        if found.is_none() {
            let proposed: Vec<_> = words.iter().filter_map(|(_, names)| names.first().copied()).collect();
            let short = shortened(cell);
            self.refuse(
                field,
                format!("“{short}” is none of the words allowed here: {}.", proposed.join(", ")),
            );
        }
        found.map(|(value, _)| *value)
    }

    fn taken<T>(&mut self, field: Field, value: Result<T, spreadsheet::ValueError>) -> Option<T> {
        let refuse = |error: spreadsheet::ValueError| {
            let is_told = matches!(error, spreadsheet::ValueError::Zero(_));
            let never = if field == Field::ExpirationDate && !is_told { NO_END } else { "" };
            self.refuse_unless(of_value(&error), field, format!("{error}.{never}"));
        };
        value.map_err(refuse).ok()
    }
}

/// A column's order of day and month and its proof, in a sentence.
fn read_as(column: &str, order: spreadsheet::DateOrder, proof: &spreadsheet::Proof) -> String {
    let first = if order == spreadsheet::DateOrder::MonthFirst { "month" } else { "day" };
    let spreadsheet::Proof { line, text } = proof;
    format!(
        "The dates of column “{column}” are read with the {first} first, because “{text}” on line {line} can be read in no other \
         way."
    )
}

/// Why a row is refused that ends before columns in use.
fn cut_off(line: u32, (cells, headings): (usize, usize), lost: &[&str]) -> String {
    let cells = if cells == 1 { "1 cell".to_owned() } else { format!("{cells} cells") };
    let what = match lost {
        [] => "the last one may be cut off".to_owned(),
        [one] => format!("{one} is missing"),
        several => format!("{} are missing", listed(several)),
    };
    format!(
        "Line {line} has {cells}, and there are {headings} headings: {what}. Write all cells of the row, empty ones too."
    )
}

/// A change, if the two differ.
pub(super) fn change(field: Field, old: impl ToString, new: impl ToString) -> Option<Change> {
    let change = Change { field, old: old.to_string(), new: new.to_string() };
    (change.old != change.new).then_some(change)
}
