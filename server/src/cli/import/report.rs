//! What `grantry import` says about a file: what is wrong with it, what an import would do, and what was done.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use store::import::{
    Field, Mapping, OpenCell, OpenEncoding, Outcome, Plan, PlanError, Remedy, Source, fields,
};

use super::Run;
use crate::cli::say::note;

/// At most this many new names of each kind are listed.
const NAMED: usize = 50;

/// Asks for the encoding of a file that can be read in several. Shows some cells as each of them reads them.
pub(super) fn which_encoding(open: &OpenEncoding) -> String {
    let mut lines =
        "the file does not state its encoding, and several are possible. Choose the right one:".to_owned();
    for (place, name) in open.encodings.iter().enumerate() {
        let cell = |cell: &OpenCell| Some(format!("line {}: “{}”", cell.line, cell.readings.get(place)?));
        let cells: Vec<_> = open.cells.iter().filter_map(cell).collect();
        // Writing to a String can't fail.
        let _ = write!(lines, "\n  --encoding {name}: {}", cells.join(", "));
    }
    lines
}

/// What is wrong with the whole file, and what to type instead. Lists everything that is undecided at once.
pub(super) fn told(error: &PlanError) -> String {
    if let PlanError::Open(columns) = error {
        let told = columns.iter().map(|column| format!("{column} {}", switch(column.remedy())));
        return told.collect::<Vec<_>>().join("\n");
    }
    let sentence = error.told(Field::name);
    error.remedy().map_or_else(|| sentence.clone(), |remedy| format!("{sentence} {}", switch(remedy)))
}

/// The switch that applies a remedy.
fn switch(remedy: Remedy) -> &'static str {
    match remedy {
        Remedy::Encoding => "Choose the right one with --encoding NAME.",
        Remedy::Dates => "Choose with --dates day-first or --dates month-first.",
        Remedy::Numbers => "Choose with --numbers decimal-point or --numbers decimal-comma.",
        Remedy::Times => "With --times as-written, days with a time of day are used as written.",
        Remedy::AddMissing => "With --create-missing, missing organizations are added as customers.",
        Remedy::Owners => {
            "With --owners keep, such licenses are not moved. With --owners move, they are moved to the organizations in the file."
        }
        Remedy::KeepOwners => "With --owners keep, licenses are not moved.",
        Remedy::Sheet => "Choose one with --sheet NAME.",
        Remedy::Headings => {
            "Use --map COLUMN=FIELD to let a column fill a field, or --set FIELD=VALUE for one value. If these are not the \
             headings, specify their line with --heading-row LINE."
        }
        Remedy::Columns => {
            "Use --map COLUMN=FIELD to let a column fill a field, --map COLUMN= to ignore one, or --set FIELD=VALUE for one \
             value."
        }
    }
}

/// Reports each refused row the way compilers report a place, so that editors can jump there. The switches that help follow, each
/// once.
pub(super) fn tell_refused(plan: &Plan, file: &Path) {
    let mut remedies = BTreeSet::new();
    for (row, reasons) in plan.refused() {
        for reason in reasons {
            note(format_args!("{}:{}: {}", file.display(), row.line, reason.told(Field::name)));
            remedies.extend(reason.remedy);
        }
    }
    for remedy in remedies {
        note(switch(remedy));
    }
}

/// Which column fills which field, and how the first rows that change would change.
pub(super) fn details(plan: &Plan, mapping: &Mapping) -> String {
    const ROWS: usize = 20;
    let source = |source: &Source| match source {
        Source::Column(place) => format!("“{}”", mapping.header().get(*place).map_or("", String::as_str)),
        Source::Constant(value) => format!("the value “{value}”"),
        Source::Word { word, .. } => format!("whether the status or the warnings say {word}"),
    };
    let filled = fields(mapping.kind()).iter().filter_map(|info| Some((info, mapping.source(info.field)?)));
    let mut lines: Vec<String> =
        filled.map(|(info, filling)| format!("{} ← {}", info.name, source(filling))).collect();
    let changed = plan.rows.iter().filter_map(|row| match &row.outcome {
        Outcome::Changed(changes) => Some((row.line, changes)),
        _ => None,
    });
    lines.extend(changed.clone().take(ROWS).map(|(line, changes)| {
        let told = changes
            .iter()
            .map(|change| format!("{}: “{}” → “{}”", change.field.name(), change.old, change.new));
        format!("Line {line}: {}", told.collect::<Vec<_>>().join("; "))
    }));
    let more = changed.count().saturating_sub(ROWS);
    if more > 0 {
        let rows = if more == 1 { "row" } else { "rows" };
        lines.push(format!("… and {more} more changed {rows}"));
    }
    lines.join("\n")
}

/// What was done, or what would be done.
pub(super) fn report(plan: &Plan, notes: &[String], run: Run) -> String {
    let totals = plan.totals();
    let was_done = run == Run::Imported;
    let verb = match (was_done, totals.added) {
        (false, _) => "would be",
        (true, 1) => "was",
        (true, _) => "were",
    };
    let mut lines = format!(
        "{} {}: {} {verb} added, {} changed, {} unchanged, {} refused.",
        plan.rows.len(),
        if plan.rows.len() == 1 { "row" } else { "rows" },
        totals.added,
        totals.changed,
        totals.unchanged,
        totals.refused
    );
    let mut list = |what: &str, names: &[String]| {
        if !names.is_empty() {
            let named: Vec<_> = names.iter().take(NAMED).map(|name| format!("“{name}”")).collect();
            // Writing to a String can't fail.
            let _ = write!(lines, "\n{what}: {}", named.join(", "));
            let _ = match names.len() - named.len() {
                0 => write!(lines, "."),
                more => write!(lines, " and {more} more."),
            };
        }
    };
    list("New products", &plan.new_products);
    list("New organizations", &plan.new_organizations);
    list("Columns that are not imported", &plan.unused_columns);
    for notice in notes.iter().chain(&plan.readings).chain(&plan.notices) {
        lines.push('\n');
        lines.push_str(notice);
    }
    if plan.conflicts > 0 {
        // Writing to a String can't fail.
        let _ = write!(lines, "\nRows for licenses of other organizations: {}.", plan.conflicts);
    }
    if let Some(warning) = plan.warning().filter(|_| !was_done) {
        lines.push('\n');
        lines.push_str(&warning);
    }
    let end = match run {
        Run::Tried { skips_refused: true } if totals.refused > 0 => {
            "\nThis was a dry run. An import with --skip-refused skips the refused rows."
        }
        Run::Tried { .. } if totals.refused > 0 => {
            "\nThis was a dry run. An import would be refused: correct the refused rows, or skip them with --skip-refused."
        }
        Run::Tried { .. } => "\nThis was a dry run. Nothing was imported.",
        Run::Refused => "\nNothing was imported. Correct the refused rows, or skip them with --skip-refused.",
        Run::Imported if totals.refused > 0 => "\nThe refused rows were skipped.",
        Run::Imported => "",
    };
    lines.push_str(end);
    lines
}

#[cfg(test)]
mod tests {
    use std::process::ExitCode;

    use store::import::{Change, Kind, OpenColumn, PlannedRow, Refusal};

    use super::*;
    use crate::cli::import::{PARTLY, exit_code};

    #[test]
    fn the_report_names_what_was_done_and_what_was_not() {
        let row = |line, outcome| PlannedRow { line, subject: String::new(), outcome };
        let refusal = Refusal { field: None, column: None, why: "Too long.".to_owned(), remedy: None };
        let mut plan = Plan {
            kind: Kind::Licenses,
            rows: vec![row(2, Outcome::Added(Vec::new()))],
            new_products: vec!["Scanner".to_owned()],
            new_organizations: vec![],
            unused_columns: vec!["price".to_owned(), "color".to_owned()],
            notices: Vec::new(),
            readings: Vec::new(),
            conflicts: 0,
        };
        let expected = "1 row: 1 was added, 0 changed, 0 unchanged, 0 refused.\nNew products: “Scanner”.\n\
                        Columns that are not imported: “price”, “color”.\nOnly the sheet “A” was read; not read: B.";
        let notes = ["Only the sheet “A” was read; not read: B.".to_owned()];
        assert_eq!(report(&plan, &notes, Run::Imported), expected);
        assert_eq!(exit_code(&plan, Run::Imported), ExitCode::SUCCESS);
        plan.rows.push(row(3, Outcome::Refused(vec![refusal])));
        let text = report(&plan, &notes, Run::Refused);
        assert!(text.starts_with("2 rows: 1 would be added, 0 changed, 0 unchanged, 1 refused."), "{text}");
        assert!(text.contains("--skip-refused"), "{text}");
        // A dry run says what an import with the same switches does.
        let dry = |skips_refused| Run::Tried { skips_refused };
        assert!(
            report(&plan, &notes, dry(true))
                .ends_with("An import with --skip-refused skips the refused rows.")
        );
        assert!(report(&plan, &notes, dry(false)).contains("An import would be refused"));
        assert!(report(&plan, &notes, Run::Imported).ends_with("The refused rows were skipped."));
        for (run, code) in [(Run::Imported, PARTLY), (dry(true), PARTLY), (dry(false), 1), (Run::Refused, 1)]
        {
            assert_eq!(exit_code(&plan, run), ExitCode::from(code));
        }
        plan.notices = vec!["Look at column “end”.".to_owned()];
        assert!(report(&plan, &[], Run::Imported).contains("\nLook at column “end”."));
        // A warning comes before work that takes long.
        plan.rows = (0..30_000).map(|line| row(line, Outcome::Added(Vec::new()))).collect();
        let warning = "Importing 30000 rows takes a while";
        assert!(report(&plan, &[], dry(false)).contains(warning));
        assert!(!report(&plan, &[], Run::Imported).contains(warning));
        plan.new_products = (0..=NAMED).map(|number| format!("P{number}")).collect();
        assert!(report(&plan, &[], Run::Imported).contains("“P49” and 1 more."));
    }

    #[test]
    fn a_dry_run_tells_what_fills_each_field_and_what_changes() {
        let header = ["Serial", "Bought on"].map(str::to_owned);
        let mut mapping = Mapping::guess(Kind::Licenses, &header);
        mapping.map("Bought on", "start-date").unwrap();
        mapping.set("organization", "Acme, Inc.").unwrap();
        let change = Change { field: Field::Purchased, old: "3".to_owned(), new: "7".to_owned() };
        let row = |line| PlannedRow {
            line,
            subject: String::new(),
            outcome: Outcome::Changed(vec![change.clone()]),
        };
        let plan = Plan {
            kind: Kind::Licenses,
            rows: (2..24).map(row).collect(),
            new_products: Vec::new(),
            new_organizations: Vec::new(),
            unused_columns: Vec::new(),
            notices: Vec::new(),
            readings: Vec::new(),
            conflicts: 0,
        };
        let told = details(&plan, &mapping);
        let start = "license-key ← “Serial”\norganization ← the value “Acme, Inc.”\nstart-date ← “Bought on”\n\
                     Line 2: purchased: “3” → “7”\n";
        assert!(told.starts_with(start), "{told}");
        assert!(told.ends_with("\nLine 21: purchased: “3” → “7”\n… and 2 more changed rows"), "{told}");
        let fewer = Plan { rows: (2..23).map(row).collect(), ..plan };
        let told = details(&fewer, &mapping);
        assert!(told.ends_with("… and 1 more changed row"), "{told}");
    }

    #[test]
    fn all_that_is_open_is_asked_at_once_with_the_switches_that_settle_it() {
        let text = "03/04/2026".to_owned();
        let source = spreadsheet::Ambiguous::Undecided { line: 2, text };
        let dates = OpenColumn::Dates { column: "start".to_owned(), source };
        let source = spreadsheet::OpenMark::Undecided { line: 2, text: "5.000".to_owned() };
        let numbers = OpenColumn::Numbers { column: "seats".to_owned(), source };
        let told = told(&PlanError::Open(vec![dates, numbers]));
        let lines: Vec<&str> = told.lines().collect();
        assert!(
            lines[0].starts_with("In column “start”") && lines[0].ends_with("--dates month-first."),
            "{told}"
        );
        assert!(
            lines[1].starts_with("In column “seats”") && lines[1].ends_with("--numbers decimal-comma."),
            "{told}"
        );
    }

    #[test]
    fn each_encoding_is_named_with_its_switch_and_what_it_reads() {
        let cell =
            |line, readings: [&str; 2]| OpenCell { line, readings: readings.map(str::to_owned).to_vec() };
        let cells = vec![cell(2, ["Kuèera", "Kučera"]), cell(7, ["12 ¤", "12 €"])];
        let open = OpenEncoding { encodings: vec!["windows-1252", "ISO-8859-15"], cells };
        let told = which_encoding(&open);
        assert!(
            told.ends_with(
                "\n  --encoding windows-1252: line 2: “Kuèera”, line 7: “12 ¤”\n  --encoding ISO-8859-15: line 2: “Kučera”, \
                 line 7: “12 €”"
            ),
            "{told}"
        );
    }
}
