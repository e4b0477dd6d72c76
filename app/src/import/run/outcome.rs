//! The response to an import: its mapping, its rows, and what the person can still choose.

use model::import::RowOutcome;
use store::import::{
    Change, Dialect, FieldInfo, OpenCell, OpenEncoding, Outcome, Plan, PlannedRow, Refusal, Remedy, Source,
    fields, notes,
};

use super::Read;
use crate::import::{ImportField, ImportPlan, ImportReading, ImportRow, ROWS_SHOWN, labels};

impl Read {
    /// Returns the current mapping and its result.
    pub(super) fn answer(&self, plan: Option<&Plan>, problems: Vec<String>) -> ImportPlan {
        let kind = self.mapping.kind();
        let field = |info: &FieldInfo| ImportField {
            name: info.name.to_owned(),
            label: info.label.to_owned(),
            help: info.help.to_owned(),
            required: info.required,
        };
        let column = |heading: &String| {
            let filled =
                fields(kind).iter().find(|info| self.mapping.column(info.field) == Some(heading.as_str()));
            (heading.clone(), filled.map_or_else(String::new, |info| info.name.to_owned()))
        };
        let named = self.table.header.iter().filter(|heading| !heading.is_empty());
        let words = self.table.header.iter().enumerate().filter_map(|(place, heading)| {
            let is_filled = |info: &&FieldInfo| {
                let source = self.mapping.source(info.field);
                matches!(source, Some(Source::Word { columns, .. }) if columns.contains(&place))
            };
            let labels: Vec<_> = fields(kind).iter().filter(is_filled).map(|info| info.label).collect();
            (!labels.is_empty()).then(|| (heading.clone(), labels.join(", ")))
        });
        let (encoding, sheet) = match &self.table.dialect {
            Dialect::Csv { encoding, .. } => ((*encoding).to_owned(), String::new()),
            Dialect::Xlsx { sheet } => (String::new(), sheet.clone()),
        };
        let around = &self.table.around;
        let mut answer = ImportPlan {
            encoding,
            readings: self.table.open_encoding().map(readings).unwrap_or_default(),
            sheet,
            sheets: around.sheets.clone(),
            asks_sheet: !around.alike_sheets.is_empty(),
            heading_row: around.heading_row,
            lines: around.start.clone(),
            // They may explain why the file can't be imported.
            notes: notes(&self.table, &self.mapping),
            fields: fields(kind).iter().map(field).collect(),
            columns: named.map(column).collect(),
            words: words.collect(),
            problems,
            ..ImportPlan::default()
        };
        if let Some(plan) = plan {
            let totals = plan.totals();
            answer.totals = [totals.added, totals.changed, totals.unchanged, totals.refused];
            answer.rows = rows(plan);
            let warnings: Vec<String> = plan.notices.iter().cloned().chain(plan.warning()).collect();
            answer.warning = (!warnings.is_empty()).then(|| warnings.join(" "));
            answer.notes.extend(plan.readings.iter().cloned());
            // Refused rows can ask for the choice, too.
            let asks =
                |refusal: &Refusal| matches!(refusal.remedy, Some(Remedy::Owners | Remedy::KeepOwners));
            answer.asks_owners = plan.conflicts > 0 || plan.refused().any(|(_, why)| why.iter().any(asks));
            answer.conflicts = plan.conflicts;
            answer.new_products = first(&plan.new_products);
            answer.new_organizations = first(&plan.new_organizations);
        }
        answer
    }
}

/// The first names, and how many more there are.
fn first(names: &[String]) -> Vec<String> {
    const SHOWN: usize = 20;
    let more = names.len().saturating_sub(SHOWN);
    let rest = (more > 0).then(|| format!("and {more} more"));
    names.iter().take(SHOWN).cloned().chain(rest).collect()
}

/// The readings of a file, one for each encoding.
fn readings(open: &OpenEncoding) -> Vec<ImportReading> {
    let of = |(place, encoding): (usize, &&str)| {
        let cell = |cell: &OpenCell| Some((cell.line, cell.readings.get(place)?.clone()));
        ImportReading {
            encoding: (*encoding).to_owned(),
            cells: open.cells.iter().filter_map(cell).collect(),
        }
    };
    open.encodings.iter().enumerate().map(of).collect()
}

/// Returns why a row is refused, and the control that would help instead of correcting it.
fn reason(reason: &Refusal) -> String {
    let control = reason.remedy.map(|remedy| format!(" {}", control(remedy))).unwrap_or_default();
    format!("{reason}{control}")
}

/// Says which control on the page applies a remedy.
pub(super) fn control(remedy: Remedy) -> String {
    match remedy {
        Remedy::Encoding => format!("Choose the right one under “{}”.", labels::ENCODING),
        Remedy::Dates => format!("Choose the order under “{}”.", labels::DATES),
        Remedy::Numbers => format!("Choose the decimal mark under “{}”.", labels::NUMBERS),
        Remedy::Times => format!("Or choose “{}” under “{}”.", labels::AS_WRITTEN, labels::TIMES),
        Remedy::AddMissing => format!("Or select “{}”.", labels::ADD_MISSING),
        Remedy::Owners => format!("Choose above: “{}” or “{}”.", labels::KEEP, labels::MOVE),
        Remedy::KeepOwners => format!("Or choose “{}” above.", labels::KEEP),
        Remedy::Sheet => format!("Choose one under “{}”.", labels::SHEET),
        Remedy::Headings => format!(
            "Choose under “{}”, or specify a value below it. If these are not the headings, choose their line under “{}”.",
            labels::COLUMNS,
            labels::HEADINGS
        ),
        Remedy::Columns => format!("Choose under “{}”, or specify a value below it.", labels::COLUMNS),
    }
}

fn rows(plan: &Plan) -> Vec<ImportRow> {
    let row = |row: &PlannedRow| {
        let (outcome, notes) = match &row.outcome {
            Outcome::Added(values) => {
                let value = |value: &Change| format!("{}: {}", value.field.label(), value.new);
                (RowOutcome::Added, values.iter().map(value).collect::<Vec<_>>())
            }
            Outcome::Unchanged => (RowOutcome::Unchanged, Vec::new()),
            Outcome::Changed(changes) => {
                let note = |change: &Change| {
                    format!("{}: “{}” → “{}”", change.field.label(), change.old, change.new)
                };
                (RowOutcome::Changed, changes.iter().map(note).collect())
            }
            Outcome::Refused(reasons) => (RowOutcome::Refused, reasons.iter().map(reason).collect()),
        };
        ImportRow { line: row.line, subject: row.subject.clone(), outcome, notes }
    };
    let is_refused = |row: &&PlannedRow| matches!(row.outcome, Outcome::Refused(_));
    let is_new = |row: &&PlannedRow| matches!(row.outcome, Outcome::Added(_) | Outcome::Changed(_));
    let refused = plan.rows.iter().filter(is_refused);
    refused.chain(plan.rows.iter().filter(is_new)).take(ROWS_SHOWN).map(row).collect()
}
