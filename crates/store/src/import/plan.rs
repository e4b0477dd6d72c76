//! What an import would do, row by row: the dry run that a person reads before anything is changed.

use std::collections::BinaryHeap;

use super::Kind;
use super::field::Field;
use super::remedy::Remedy;

/// Above so many rows to write an import may take longer than others wait for their turn.
const LONG: usize = 20_000;

/// A plan tells the values of so many new rows, and the changes of so many others. No screen shows more, and a file has up to
/// 500,000 rows.
pub const TOLD: usize = 500;

/// What an import would do, or has done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What the file holds.
    pub kind: Kind,
    /// Its rows in the order of their lines.
    pub rows: Vec<PlannedRow>,
    /// Names of products that the rows need and that are not there yet.
    pub new_products: Vec<String>,
    /// Names of organizations that the rows need and that are not there yet.
    pub new_organizations: Vec<String>,
    /// Headings of columns that fill no field.
    pub unused_columns: Vec<String>,
    /// What to look at in the file before it is taken, in sentences.
    pub notices: Vec<String>,
    /// How the file was read where it could be read in another way, in sentences.
    pub readings: Vec<String>,
    /// How often rows that can be taken name another organization than the one that has the license: [`Owners`](super::Owners) says what becomes of
    /// them.
    pub conflicts: usize,
}

/// What would become of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedRow {
    /// Its line in the file, counted from 1 with the header.
    pub line: u32,
    /// What it is about: a license key, a name, a deployment ID; may be empty when the row has none.
    pub subject: String,
    /// What would become of it.
    pub outcome: Outcome,
}

/// What would become of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is new, with these values where the file's words are read in one of several ways; without them if [`TOLD`] rows above
    /// it are new.
    Added(Vec<Change>),
    /// It is there, and differs in these fields; they are left out if [`TOLD`] rows above it change.
    Changed(Vec<Change>),
    /// It is there already.
    Unchanged,
    /// It can't be taken, for each of these reasons.
    Refused(Vec<Refusal>),
}

/// A value that an import changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The field.
    pub field: Field,
    /// The value before; empty when there was none.
    pub old: String,
    /// The value after; empty when there is none.
    pub new: String,
}

/// Why a row can't be taken (R19).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The field, when it is about one.
    pub field: Option<Field>,
    /// The heading of the column that it came from, when it came from one.
    pub column: Option<String>,
    /// A sentence: what is wrong and what is allowed.
    pub why: String,
    /// What the person can choose instead of correcting the file.
    pub remedy: Option<Remedy>,
}

impl Refusal {
    /// One about the row as a whole.
    pub(super) fn of_row(why: String) -> Self {
        Self { field: None, column: None, why, remedy: None }
    }

    /// `Purchased (column “seats”): "x" is not a number; …`, with the field by the name that the person knows it by.
    pub fn told(&self, called: fn(Field) -> &'static str) -> String {
        let Self { why, .. } = self;
        match (self.field.map(called), &self.column) {
            (None, _) => why.clone(),
            (Some(field), None) => format!("{field}: {why}"),
            (Some(field), Some(column)) => format!("{field} (column “{column}”): {why}"),
        }
    }
}

/// How many rows have which outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// New.
    pub added: usize,
    /// There, with other values.
    pub changed: usize,
    /// There already.
    pub unchanged: usize,
    /// Can't be taken.
    pub refused: usize,
}

/// Adds rows to a plan, and keeps what it tells in full to the first ones by their lines: rows about one thing are planned
/// together, wherever they stand.
#[derive(Debug, Default)]
pub(super) struct Telling {
    /// Lines of rows that are told in full, with the rows' places.
    added: BinaryHeap<(u32, usize)>,
    changed: BinaryHeap<(u32, usize)>,
}

impl Telling {
    /// Adds the next row.
    pub fn add(&mut self, rows: &mut Vec<PlannedRow>, row: PlannedRow) {
        let full = match row.outcome {
            Outcome::Added(_) => Some(&mut self.added),
            Outcome::Changed(_) => Some(&mut self.changed),
            Outcome::Unchanged | Outcome::Refused(_) => None,
        };
        let at = (row.line, rows.len());
        rows.push(row);
        let Some(full) = full else { return };
        full.push(at);
        let left_out = if full.len() > TOLD { full.pop() } else { None };
        let left_out = left_out.and_then(|(_, at)| rows.get_mut(at)).map(|row| &mut row.outcome);
        if let Some(Outcome::Added(changes) | Outcome::Changed(changes)) = left_out {
            *changes = Vec::new();
        }
    }
}

impl Plan {
    /// How many rows have which outcome.
    pub fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        for row in &self.rows {
            match row.outcome {
                Outcome::Added(_) => totals.added += 1,
                Outcome::Changed(_) => totals.changed += 1,
                Outcome::Unchanged => totals.unchanged += 1,
                Outcome::Refused(_) => totals.refused += 1,
            }
        }
        totals
    }

    /// What to know before so many rows are imported; None where it is over in a moment.
    pub fn warning(&self) -> Option<String> {
        let Totals { added, changed, .. } = self.totals();
        let rows = added + changed;
        (rows > LONG).then(|| {
            format!(
                "To import {rows} rows takes a while, and nobody else can save anything meanwhile: who has waited for \
                 ten seconds is told to try again. Everything can be read as it was before, until all of it is there."
            )
        })
    }

    /// The rows that can't be taken, with the reasons.
    pub fn refused(&self) -> impl Iterator<Item = (&PlannedRow, &[Refusal])> {
        self.rows.iter().filter_map(|row| match &row.outcome {
            Outcome::Refused(reasons) => Some((row, reasons.as_slice())),
            _ => None,
        })
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.told(Field::label))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_tells_the_first_rows_in_full() {
        let change = || vec![Change { field: Field::Purchased, old: "3".to_owned(), new: "4".to_owned() }];
        let last = 2 * u32::try_from(TOLD).unwrap() + 1;
        // Rows about one thing are planned together: the odd lines are those of the first one.
        for lines in [(1..=last).collect::<Vec<_>>(), (1..=last).rev().collect(), odd_first(last)] {
            let (mut telling, mut rows) = (Telling::default(), Vec::new());
            let outcomes = [
                Outcome::Added(change()),
                Outcome::Changed(change()),
                Outcome::Unchanged,
                Outcome::Refused(vec![Refusal::of_row("No.".to_owned())]),
            ];
            for line in lines {
                for outcome in outcomes.clone() {
                    telling.add(&mut rows, PlannedRow { line, subject: String::new(), outcome });
                }
            }
            assert_eq!(rows.len(), 4 * (2 * TOLD + 1));
            for (at, PlannedRow { line, outcome, .. }) in rows.iter().enumerate() {
                let is_told = *line as usize <= TOLD;
                let expected = match &outcomes[at % 4] {
                    Outcome::Added(_) if !is_told => Outcome::Added(Vec::new()),
                    Outcome::Changed(_) if !is_told => Outcome::Changed(Vec::new()),
                    other => other.clone(),
                };
                assert_eq!(*outcome, expected, "{line}");
            }
        }
    }

    fn odd_first(last: u32) -> Vec<u32> {
        (1..=last).step_by(2).chain((2..=last).step_by(2)).collect()
    }

    #[test]
    fn what_takes_long_is_told_before() {
        let row =
            |outcome: &Outcome| PlannedRow { line: 2, subject: String::new(), outcome: outcome.clone() };
        let plan = |outcome: Outcome, rows| Plan {
            kind: Kind::Licenses,
            rows: (0..rows).map(|_| row(&outcome)).collect(),
            new_products: Vec::new(),
            new_organizations: Vec::new(),
            unused_columns: Vec::new(),
            notices: Vec::new(),
            readings: Vec::new(),
            conflicts: 0,
        };
        assert_eq!(plan(Outcome::Added(Vec::new()), LONG).warning(), None);
        assert_eq!(plan(Outcome::Unchanged, LONG + 1).warning(), None);
        let warning = plan(Outcome::Changed(Vec::new()), LONG + 1).warning().unwrap();
        assert!(warning.starts_with("To import 20001 rows"), "{warning}");
    }
}
