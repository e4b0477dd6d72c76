//! What an import would do, row by row: the dry run that a person reads before anything is changed.

use super::Kind;
use super::field::Field;

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
    /// It is new, with these values where the file's words are read in one of several ways; without them if [`TOLD`] rows before
    /// it are new.
    Added(Vec<Change>),
    /// It is there, and differs in these fields; they are left out if [`TOLD`] rows before it change.
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

/// Counts the rows that a plan has told in full.
#[derive(Debug, Default)]
pub(super) struct Telling {
    added: usize,
    changed: usize,
}

impl Telling {
    /// The outcome of the next row as the plan keeps it.
    pub fn told(&mut self, outcome: Outcome) -> Outcome {
        match outcome {
            Outcome::Added(values) => Outcome::Added(first(&mut self.added, values)),
            Outcome::Changed(changes) => Outcome::Changed(first(&mut self.changed, changes)),
            Outcome::Unchanged | Outcome::Refused(_) => outcome,
        }
    }
}

fn first(count: &mut usize, changes: Vec<Change>) -> Vec<Change> {
    *count += 1;
    if *count > TOLD { Vec::new() } else { changes }
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
    /// `Purchased (column “seats”): "x" is not a number; …`
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(field) = self.field {
            f.write_str(field.label())?;
            if let Some(column) = &self.column {
                write!(f, " (column “{column}”)")?;
            }
            f.write_str(": ")?;
        }
        f.write_str(&self.why)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_tells_the_first_rows_in_full() {
        let change = || vec![Change { field: Field::Purchased, old: "3".to_owned(), new: "4".to_owned() }];
        let mut telling = Telling::default();
        for row in 0..2 * TOLD {
            for outcome in [Outcome::Added(change()), Outcome::Changed(change())] {
                let told = telling.told(outcome.clone());
                let (Outcome::Added(values) | Outcome::Changed(values)) = &told else { panic!("{told:?}") };
                assert_eq!(std::mem::discriminant(&told), std::mem::discriminant(&outcome));
                assert_eq!(values.is_empty(), row >= TOLD, "{row}");
            }
        }
        assert_eq!(telling.told(Outcome::Unchanged), Outcome::Unchanged);
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
            conflicts: 0,
        };
        assert_eq!(plan(Outcome::Added(Vec::new()), LONG).warning(), None);
        assert_eq!(plan(Outcome::Unchanged, LONG + 1).warning(), None);
        let warning = plan(Outcome::Changed(Vec::new()), LONG + 1).warning().unwrap();
        assert!(warning.starts_with("To import 20001 rows"), "{warning}");
    }
}
