//! The plan of an import, row by row: the dry run that a person reads before anything changes.

use std::collections::BinaryHeap;

use super::Kind;
use super::field::Field;
use super::remedy::Remedy;

/// With more rows to write than this, others may wait too long for their turn to write.
const LONG: usize = 20_000;

/// A plan lists the values of at most this many new rows, and the changes of as many others. No screen shows more, and a file
/// has up to 500,000 rows.
pub const TOLD: usize = 500;

/// What an import would do, or has done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The kind of file.
    pub kind: Kind,
    /// The rows, by line.
    pub rows: Vec<PlannedRow>,
    /// Names of products that the rows need and that are missing.
    pub new_products: Vec<String>,
    /// Names of organizations that the rows need and that are missing.
    pub new_organizations: Vec<String>,
    /// Headings of columns that fill no field.
    pub unused_columns: Vec<String>,
    /// Points about the file to check before importing it, in sentences.
    pub notices: Vec<String>,
    /// How ambiguous parts of the file were read, in sentences.
    pub readings: Vec<String>,
    /// How many valid rows name a different organization than the license's owner: [`Owners`](super::Owners) decides what
    /// happens to them.
    pub conflicts: usize,
}

/// The plan for a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedRow {
    /// Its line in the file, counted from 1 with the header.
    pub line: u32,
    /// A license key, a name or a deployment ID; empty if the row has none.
    pub subject: String,
    /// What would happen to it.
    pub outcome: Outcome,
}

/// What would happen to a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is new, with these values if they could be read in several ways; without them if [`TOLD`] rows above it are new.
    Added(Vec<Change>),
    /// It exists, and differs in these fields; they are omitted if [`TOLD`] rows above it change.
    Changed(Vec<Change>),
    /// It exists with the same values.
    Unchanged,
    /// It is invalid, for each of these reasons.
    Refused(Vec<Refusal>),
}

/// A change to one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The field.
    pub field: Field,
    /// The value before; empty if there was none.
    pub old: String,
    /// The value after; empty if there is none.
    pub new: String,
}

/// Why a row is refused (R19).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The field, if the reason is about one.
    pub field: Option<Field>,
    /// The heading of its column, if it came from one.
    pub column: Option<String>,
    /// A sentence that says what is wrong and what is allowed.
    pub why: String,
    /// The choice that makes correcting the file unnecessary.
    pub remedy: Option<Remedy>,
}

impl Refusal {
    /// A refusal of the row as a whole.
    pub(super) fn of_row(why: String) -> Self {
        Self { field: None, column: None, why, remedy: None }
    }

    /// `Purchased (column “seats”): "x" is not a number; …`, with the field's name as the person knows it.
    pub fn told(&self, called: fn(Field) -> &'static str) -> String {
        let Self { why, .. } = self;
        match (self.field.map(called), &self.column) {
            (None, _) => why.clone(),
            (Some(field), None) => format!("{field}: {why}"),
            (Some(field), Some(column)) => format!("{field} (column “{column}”): {why}"),
        }
    }
}

/// The number of rows by outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// New rows.
    pub added: usize,
    /// Existing rows with other values.
    pub changed: usize,
    /// Existing rows with the same values.
    pub unchanged: usize,
    /// Refused rows.
    pub refused: usize,
}

/// Adds rows to a plan, and keeps the details of only the first ones by line: rows about one thing are planned together,
/// wherever they are.
#[derive(Debug, Default)]
pub(super) struct Telling {
    /// Lines of the rows with details, and the rows' places.
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
    /// The number of rows by outcome.
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

    /// A warning before many rows are imported; None if it takes only a moment.
    pub fn warning(&self) -> Option<String> {
        let Totals { added, changed, .. } = self.totals();
        let rows = added + changed;
        (rows > LONG).then(|| {
            format!(
                "Importing {rows} rows takes a while, and nobody else can save anything in the meantime: after ten seconds they \
                 are asked to try again. Until it is done, people see the previous data."
            )
        })
    }

    /// The refused rows, with the reasons.
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
        assert!(warning.starts_with("Importing 20001 rows"), "{warning}");
    }
}
