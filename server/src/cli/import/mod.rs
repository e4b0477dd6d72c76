//! `grantry import`: licenses, organizations and deployments from files.

mod report;

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use store::import::{
    self, ApplyError, CellReading, DateOrder, DecimalMark, ENCODINGS, FileReading, Importer, Kind, Mapping,
    Owners, Plan, PlanError, Request, TextEncoding, Times, fields,
};

use super::Error;
use super::say::{note, say};
use super::settings::NewDatabase;
use crate::{clock, dice};

use report::{details, report, tell_refused, told, which_encoding};

/// The exit code if rows were imported, or would be, and refused ones left out.
const PARTLY: u8 = 3;

/// The outcome for the file.
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
    /// What the file contains: licenses, organizations or deployments.
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
    /// The encoding of a text file, such as UTF-8, windows-1252, windows-1250, ISO-8859-15, IBM850, IBM852 or macintosh. Detected
    /// if not given; a file that can be read in several is refused.
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    encoding: Option<TextEncoding>,
    /// The sheet of a workbook, by name. If not given, the first that has columns for these fields.
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// The line with the headings, counted from 1. If not given, the first 20 lines are searched.
    #[arg(long, value_name = "LINE", value_parser = clap::value_parser!(u32).range(1..))]
    heading_row: Option<u32>,
    /// How to read dates such as 03/04/2026: auto (decided by each column; the file is refused if one is ambiguous), day-first or
    /// month-first.
    #[arg(long, value_name = "ORDER", value_parser = dates, default_value = DateOrder::Auto.name())]
    dates: DateOrder,
    /// How to read numbers such as 5.000: auto (decided by each column; the file is refused if one is ambiguous), decimal-point
    /// or decimal-comma.
    #[arg(long, value_name = "MARK", value_parser = numbers, default_value = DecimalMark::Auto.name())]
    numbers: DecimalMark,
    /// How to read a license's dates with a time of day, such as 2026-12-31T23:00:00Z: auto (the row is refused unless the
    /// time is midnight without a time zone) or as-written.
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
    /// What to do with a license that belongs to a different organization than its row says: ask (refuse the row), keep (leave
    /// it where it is) or move (give it to the organizations that the file names for it, and take it from all others).
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_has_one_of_the_names_that_there_are() {
        assert_eq!(encoding("cp850").map(TextEncoding::name), Ok("IBM850"));
        assert!(
            encoding("runes")
                .is_err_and(|told| told.starts_with("encodings are UTF-8, UTF-16LE, windows-1252"))
        );
    }

    #[test]
    fn pairs_have_an_equals_sign() {
        assert_eq!(pair("a=b=c"), Ok(("a".to_owned(), "b=c".to_owned())));
        assert_eq!(pair("a="), Ok(("a".to_owned(), String::new())));
        assert!(pair("a").is_err());
    }
}
