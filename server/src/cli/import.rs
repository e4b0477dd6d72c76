//! `grantry import`: licenses, organizations and deployments from files.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use store::import::{
    self, ApplyError, CellReading, DateOrder, DecimalMark, ENCODINGS, Field, FileReading, Importer, Kind,
    Mapping, OpenCell, OpenEncoding, Outcome, Owners, Plan, PlanError, Remedy, Request, Source, TextEncoding,
    Times, fields,
};

use super::Error;
use super::say::{note, say};
use super::settings::NewDatabase;
use crate::{clock, dice};

/// The exit code if rows were imported, or would be, and refused ones left out.
const PARTLY: u8 = 3;

/// At most this many new names of each kind are listed.
const NAMED: usize = 50;

/// What became of the file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Run {
    Imported,
    /// Nothing was imported, because rows are refused.
    Refused,
    Tried {
        skips_refused: bool,
    },
}

/// Options of `import`.
#[derive(Debug, Args)]
#[command(after_long_help = fields_help())]
pub struct Import {
    /// What the file holds: licenses, organizations or deployments.
    #[arg(value_parser = kind)]
    kind: Kind,
    /// The file: CSV in any dialect, or XLSX.
    file: PathBuf,
    /// Let a column fill a field if its heading does not say so; `COLUMN=` ignores the column.
    #[arg(long, value_name = "COLUMN=FIELD", value_parser = pair)]
    map: Vec<(String, String)>,
    /// Give a field one value for the whole file.
    #[arg(long, value_name = "FIELD=VALUE", value_parser = pair)]
    set: Vec<(String, String)>,
    /// The encoding of a text file, such as UTF-8, windows-1252, windows-1250, ISO-8859-15, IBM850, IBM852 or macintosh. Detected if
    /// not given; a file that can be read in several is refused.
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    encoding: Option<TextEncoding>,
    /// The sheet of a workbook, by name. If not given, the first that has columns for these fields.
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// The line of the headings, counted from 1. If not given, the first 20 lines are searched.
    #[arg(long, value_name = "LINE", value_parser = clap::value_parser!(u32).range(1..))]
    heading_row: Option<u32>,
    /// How to read dates such as 03/04/2026: auto (as each column proves, otherwise the file is refused), day-first or
    /// month-first.
    #[arg(long, value_name = "ORDER", value_parser = dates, default_value = DateOrder::Auto.name())]
    dates: DateOrder,
    /// How to read numbers such as 5.000: auto (as each column proves, otherwise the file is refused), decimal-point or
    /// decimal-comma.
    #[arg(long, value_name = "MARK", value_parser = numbers, default_value = DecimalMark::Auto.name())]
    numbers: DecimalMark,
    /// How to read days of licenses with a time of day, such as 2026-12-31T23:00:00Z: auto (the row is refused unless the time
    /// is midnight without a time zone) or as-written.
    #[arg(long, value_name = "TIMES", value_parser = times, default_value = Times::Auto.name())]
    times: Times,
    /// Report what an import would do, without importing anything.
    #[arg(long)]
    dry_run: bool,
    /// Import the accepted rows. Otherwise one refused row rejects the whole file.
    #[arg(long)]
    skip_refused: bool,
    /// Add an organization that a license names and that does not exist yet, as a customer.
    #[arg(long)]
    create_missing: bool,
    /// What to do with a license that belongs to another organization than its row says: ask (refuse the row), keep (leave it
    /// where it is) or move (give it to the organizations that the file names for it, and take it from all others).
    #[arg(long, value_name = "CHOICE", value_parser = owners, default_value = Owners::Ask.name())]
    owners: Owners,
    #[command(flatten)]
    database: NewDatabase,
}

fn kind(word: &str) -> Result<Kind, String> {
    Kind::from_name(word).ok_or_else(|| format!("the kinds are {}", Kind::ALL.map(Kind::name).join(", ")))
}

fn dates(word: &str) -> Result<DateOrder, String> {
    let orders = DateOrder::ALL.map(DateOrder::name).join(", ");
    DateOrder::from_name(word).ok_or_else(|| format!("the orders are {orders}"))
}

fn numbers(word: &str) -> Result<DecimalMark, String> {
    let marks = DecimalMark::ALL.map(DecimalMark::name).join(", ");
    DecimalMark::from_name(word).ok_or_else(|| format!("the choices are {marks}"))
}

fn times(word: &str) -> Result<Times, String> {
    let times = Times::ALL.map(Times::name).join(", ");
    Times::from_name(word).ok_or_else(|| format!("the choices are {times}"))
}

fn encoding(name: &str) -> Result<TextEncoding, String> {
    TextEncoding::from_name(name).ok_or_else(|| format!("encodings are {}", ENCODINGS.join(", ")))
}

fn owners(word: &str) -> Result<Owners, String> {
    let choices = Owners::ALL.map(Owners::name).join(", ");
    Owners::from_name(word).ok_or_else(|| format!("the choices are {choices}"))
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("it must contain =")?;
    Ok((name.to_owned(), value.to_owned()))
}

/// The exit codes and the fields of each kind of file, for the help.
fn fields_help() -> String {
    let mut help =
        "Exit codes:\n  0: all rows were imported, or would be\n  1: nothing was imported, or would be\n"
            .to_owned();
    // Writing to a String can't fail.
    let _ = writeln!(
        help,
        "  {PARTLY}: rows were imported, or would be, and refused ones skipped (--skip-refused)\n"
    );
    for kind in Kind::ALL {
        // Writing to a String can't fail.
        let _ = writeln!(help, "Fields of {}:", kind.name());
        for field in fields(kind) {
            let needed = if field.required { " (required)" } else { "" };
            let _ = writeln!(help, "  {}{needed}: {}", field.name, field.help);
        }
        help.push('\n');
    }
    help
}

impl Import {
    /// Imports the file, or says what an import would do. Fails if a row is refused.
    pub async fn run(self) -> Result<ExitCode, Error> {
        let bytes = fs::read(&self.file)
            .map_err(|error| Error::File { file: self.file.clone(), problem: error.to_string() })?;
        let name = self.file.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        let reading = FileReading {
            encoding: self.encoding,
            sheet: self.sheet.as_deref(),
            heading_row: self.heading_row,
        };
        let table = import::read(self.kind, &bytes, &name, reading).map_err(|error| self.problem(error))?;
        drop(bytes);
        if let Some(open) = table.open_encoding() {
            return Err(Error::File { file: self.file.clone(), problem: which_encoding(open) });
        }
        let mut mapping = Mapping::of(self.kind, &table);
        for (column, field) in &self.map {
            mapping.map(column, field).map_err(|error| Error::setting("--map", error.to_string()))?;
        }
        for (field, value) in &self.set {
            mapping.set(field, value).map_err(|error| Error::setting("--set", error.to_string()))?;
        }
        let request = Request {
            table: &table,
            mapping: &mapping,
            reading: CellReading { dates: self.dates, numbers: self.numbers, times: self.times },
            create_missing: self.create_missing,
            owners: self.owners,
        };
        let (path, notes) = (self.file.clone(), import::notes(&table, &mapping));
        let problem = |error: &PlanError| {
            // They may say why.
            notes.iter().for_each(note);
            Error::File { file: path, problem: told(error) }
        };
        let (dry_run, skip_refused) = (self.dry_run, self.skip_refused);
        let db = if dry_run { self.database.open_to_read().await? } else { self.database.open().await? };
        let importer = Importer::CommandLine;
        let now = clock::now();
        let (plan, run) = if dry_run {
            let plan = import::plan(&db, importer, request, now).await.map_err(|error| problem(&error))?;
            (plan, Run::Tried { skips_refused: skip_refused })
        } else {
            match import::apply(&db, importer, request, skip_refused, dice::roll(), now).await {
                Ok(plan) => (plan, Run::Imported),
                Err(ApplyError::Refused(plan)) => (*plan, Run::Refused),
                Err(ApplyError::Plan(error)) => return Err(problem(&error)),
            }
        };
        tell_refused(&plan, &self.file);
        if dry_run {
            say(details(&plan, &mapping))?;
        }
        say(report(&plan, &notes, run))?;
        Ok(exit_code(&plan, run))
    }

    fn problem(&self, error: impl std::error::Error) -> Error {
        Error::File { file: self.file.clone(), problem: error.to_string() }
    }
}

fn exit_code(plan: &Plan, run: Run) -> ExitCode {
    let totals = plan.totals();
    let leaves_out = matches!(run, Run::Imported | Run::Tried { skips_refused: true });
    match (totals.refused, leaves_out) {
        (0, _) => ExitCode::SUCCESS,
        (refused, true) if refused < plan.rows.len() => ExitCode::from(PARTLY),
        _ => ExitCode::FAILURE,
    }
}

/// Asks for the encoding of a file that can be read in several. Shows some cells as each of them reads them.
fn which_encoding(open: &OpenEncoding) -> String {
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
fn told(error: &PlanError) -> String {
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
            "With --owners keep, such licenses stay where they are. With --owners move, they go to the organizations in the file."
        }
        Remedy::KeepOwners => "With --owners keep, licenses stay where they are.",
        Remedy::Sheet => "Choose one with --sheet NAME.",
        Remedy::Headings => {
            "Use --map COLUMN=FIELD to let a column fill a field, or --set FIELD=VALUE for one value. If these are not the \
             headings, give their line with --heading-row LINE."
        }
        Remedy::Columns => {
            "Use --map COLUMN=FIELD to let a column fill a field, --map COLUMN= to ignore one, or --set FIELD=VALUE for one \
             value."
        }
    }
}

/// Reports each refused row the way compilers report a place, so that editors can jump there. The switches that help follow, each
/// once.
fn tell_refused(plan: &Plan, file: &Path) {
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
fn details(plan: &Plan, mapping: &Mapping) -> String {
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
fn report(plan: &Plan, notes: &[String], run: Run) -> String {
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
    use store::import::{Change, OpenColumn, PlannedRow, Refusal};

    use super::*;

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
    fn an_encoding_has_one_of_the_names_that_there_are() {
        assert_eq!(encoding("cp850").map(TextEncoding::name), Ok("IBM850"));
        assert!(
            encoding("runes")
                .is_err_and(|told| told.starts_with("encodings are UTF-8, UTF-16LE, windows-1252"))
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

    #[test]
    fn pairs_have_an_equals_sign() {
        assert_eq!(pair("a=b=c"), Ok(("a".to_owned(), "b=c".to_owned())));
        assert_eq!(pair("a="), Ok(("a".to_owned(), String::new())));
        assert!(pair("a").is_err());
    }
}
