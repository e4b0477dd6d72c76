//! The cells of a row as typed values. Collects every refusal.

mod dates;

use std::borrow::Cow;

use model::Status;
use model::text::is_unseen;
use spreadsheet::{CellKind, Flaw, Row, Unshown, shortened};

use super::Reader;
use crate::import::field::Field;
use crate::import::mapping::Source;
use crate::import::name_list::listed;
use crate::import::plan::{Change, Refusal};
use crate::import::remedy::{Remedy, of_value};
use crate::import::status::is_out_of_use;
use crate::text::{fold, folded_key, tidy_key};

pub(in crate::import) use dates::End;
use dates::NO_END;

/// Text has at most this many characters.
const TEXT_LIMIT: usize = 200;
/// Fields by which other systems find something: text changed by a spreadsheet is useless there.
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

/// The cells of a row.
pub(in crate::import) struct Cells<'a> {
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
pub(in crate::import) struct Place<'a> {
    pub row: &'a Row,
    pub owner: Option<&'a str>,
}

impl<'a> Cells<'a> {
    pub fn new(reader: &'a Reader<'a>, row: &'a Row, owner: Option<&'a str>) -> Self {
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

    /// Text of one line, a license key without invisible characters; None if the cell is empty.
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
            self.refuse(field, "has neither a letter nor a digit; specify the full key.");
        } else if text.contains(is_unseen) {
            self.refuse(field, "has a line break or another control character; one line of text is allowed.");
        } else if IDENTIFIERS.contains(&field)
            && let Some(spoiled) = spreadsheet::spoiled(text)
            && (KEYS.contains(&field) || matches!(spoiled, spreadsheet::Spoiled::Scientific(_)))
        {
            self.refuse(field, format!("{spoiled}."));
        }
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// Refuses a key of which an export shows only the end.
    pub fn refuse_masked(&mut self, field: Field) {
        if self.found(field).is_ok_and(|key| key.contains('•')) {
            let why = "is masked; export the file again as somebody who can read license keys.";
            self.refuse(field, why);
        }
    }

    /// Text of one line. An empty one refuses the row; the result is then unused.
    pub fn required_text(&mut self, field: Field) -> String {
        let before = self.refusals.len();
        let text = self.text(field);
        if text.is_none() && self.refusals.len() == before {
            self.refuse(field, "is empty; a value is needed here.");
        }
        text.unwrap_or_default()
    }

    /// Text of any number of lines, from any kind of cell.
    pub fn prose(&mut self, field: Field) -> Cow<'a, str> {
        match self.shown(field) {
            Ok(shown) => {
                let spoiled = spreadsheet::spoiled(&shown);
                if let Some(spoiled @ spreadsheet::Spoiled::Scientific(_)) = spoiled {
                    self.refuse(field, format!("{spoiled}."));
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
            // Digits and a point, whatever the column's text proves.
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
            let why = format!("the status “{short}” is unknown; the known ones are {known}.");
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
                format!("“{short}” is not one of the words allowed here: {}.", proposed.join(", ")),
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

/// Why a row is refused that ends before columns in use.
fn cut_off(line: u32, (cells, headings): (usize, usize), lost: &[&str]) -> String {
    let cells = if cells == 1 { "1 cell".to_owned() } else { format!("{cells} cells") };
    let what = match lost {
        [] => "the last one may be cut off".to_owned(),
        [one] => format!("{one} is missing"),
        several => format!("{} are missing", listed(several)),
    };
    format!(
        "Line {line} has {cells}, but there are {headings} headings: {what}. Include all cells of the row, even empty ones."
    )
}

/// A change, if the two differ.
pub(in crate::import) fn change(field: Field, old: impl ToString, new: impl ToString) -> Option<Change> {
    let change = Change { field, old: old.to_string(), new: new.to_string() };
    (change.old != change.new).then_some(change)
}
