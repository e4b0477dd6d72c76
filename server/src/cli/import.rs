//! `grantry import`: licenses, organizations and deployments from files.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use store::import::{
    self, ApplyError, DateOrder, Field, Importer, Kind, Mapping, Plan, Refusal, Request, fields,
};

use super::Error;
use super::say::{note, say};
use super::settings::NewDatabase;
use crate::{clock, dice};

/// Options of `import`.
#[derive(Debug, Args)]
#[command(after_long_help = fields_help())]
pub struct Import {
    /// What the file holds: licenses, organizations or deployments.
    #[arg(value_parser = kind)]
    kind: Kind,
    /// The file: CSV in any dialect, or XLSX.
    file: PathBuf,
    /// Let a column fill a field, where its heading does not tell; `COLUMN=` leaves the column aside.
    #[arg(long, value_name = "COLUMN=FIELD", value_parser = pair)]
    map: Vec<(String, String)>,
    /// Give a field one value for the whole file.
    #[arg(long, value_name = "FIELD=VALUE", value_parser = pair)]
    set: Vec<(String, String)>,
    /// How to read dates such as 03/04/2026: auto (as each column proves it, else the file is refused), day-first or
    /// month-first.
    #[arg(long, value_name = "ORDER", value_parser = dates, default_value = DateOrder::Auto.name())]
    dates: DateOrder,
    /// Tell what would be done, and do nothing.
    #[arg(long)]
    dry_run: bool,
    /// Take the rows that can be taken. Otherwise one refused row refuses the file.
    #[arg(long)]
    skip_refused: bool,
    /// Add an organization that a license names and that is not there, as a customer.
    #[arg(long)]
    create_missing: bool,
    #[command(flatten)]
    database: NewDatabase,
}

fn kind(word: &str) -> Result<Kind, String> {
    Kind::from_name(word).ok_or_else(|| format!("a file holds {}", Kind::ALL.map(Kind::name).join(", ")))
}

fn dates(word: &str) -> Result<DateOrder, String> {
    let orders = DateOrder::ALL.map(DateOrder::name).join(", ");
    DateOrder::from_name(word).ok_or_else(|| format!("the orders are {orders}"))
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("there is no = in it")?;
    Ok((name.to_owned(), value.to_owned()))
}

/// The fields of each kind of file, for the help.
fn fields_help() -> String {
    let mut help = String::new();
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
    /// Imports the file, or tells what that would do. Fails when a row is refused.
    pub async fn run(self) -> Result<ExitCode, Error> {
        let bytes = fs::read(&self.file)
            .map_err(|error| Error::File { file: self.file.clone(), problem: error.to_string() })?;
        let name = self.file.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        let table = sheet::read(&bytes, &name).map_err(|error| self.problem(error))?;
        let mut mapping = Mapping::guess(self.kind, &table.header);
        for (column, field) in &self.map {
            mapping.map(column, field).map_err(|error| Error::setting("--map", error.to_string()))?;
        }
        for (field, value) in &self.set {
            mapping.set(field, value).map_err(|error| Error::setting("--set", error.to_string()))?;
        }
        let request = Request {
            table: &table,
            mapping: &mapping,
            date_order: self.dates,
            create_missing: self.create_missing,
        };
        let path = self.file.clone();
        let problem = |error: &dyn std::error::Error| Error::File { file: path, problem: error.to_string() };
        let (dry_run, skip_refused) = (self.dry_run, self.skip_refused);
        let db = if dry_run { self.database.open_to_read().await? } else { self.database.open().await? };
        let importer = Importer::CommandLine;
        let now = clock::now();
        let (plan, was_done) = if dry_run {
            (import::plan(&db, importer, request, now).await.map_err(|error| problem(&error))?, false)
        } else {
            match import::apply(&db, importer, request, skip_refused, dice::roll(), now).await {
                Ok(plan) => (plan, true),
                Err(ApplyError::Refused(plan)) => (*plan, false),
                Err(error) => return Err(problem(&error)),
            }
        };
        tell_refused(&plan, &self.file);
        let is_unknown = |reason: &Refusal| reason.field == Some(Field::Organization);
        if !self.create_missing && plan.refused().any(|(_, reasons)| reasons.iter().any(is_unknown)) {
            note("With --create-missing, organizations that are not there are added as customers.");
        }
        say(report(&plan, was_done))?;
        Ok(if plan.totals().refused > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }

    fn problem(&self, error: impl std::error::Error) -> Error {
        Error::File { file: self.file.clone(), problem: error.to_string() }
    }
}

/// Names each refused row as compilers name a place, so that editors can go there.
fn tell_refused(plan: &Plan, file: &Path) {
    for (row, reasons) in plan.refused() {
        for reason in reasons {
            note(format_args!("{}:{}: {reason}", file.display(), row.line));
        }
    }
}

/// What was done, or what would be.
fn report(plan: &Plan, was_done: bool) -> String {
    let totals = plan.totals();
    let verb = if was_done { "were" } else { "would be" };
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
            // Writing to a String can't fail.
            let _ = write!(lines, "\n{what}: {}.", names.join(", "));
        }
    };
    list("New products", &plan.new_products);
    list("New organizations", &plan.new_organizations);
    list("Columns that fill nothing", &plan.unused_columns);
    if let Some(warning) = plan.warning().filter(|_| !was_done) {
        lines.push('\n');
        lines.push_str(&warning);
    }
    if totals.refused > 0 && !was_done {
        lines.push_str(
            "\nNothing was imported. Correct the refused rows, or leave them out by --skip-refused.",
        );
    }
    lines
}

#[cfg(test)]
mod tests {
    use store::import::{Outcome, PlannedRow, Refusal};

    use super::*;

    #[test]
    fn the_report_names_what_was_done_and_what_was_not() {
        let row = |line, outcome| PlannedRow { line, subject: String::new(), outcome };
        let refusal = Refusal { field: None, column: None, why: "Too long.".to_owned() };
        let mut plan = Plan {
            kind: Kind::Licenses,
            rows: vec![row(2, Outcome::Added(Vec::new()))],
            new_products: vec!["Scanner".to_owned()],
            new_organizations: vec![],
            unused_columns: vec!["price".to_owned(), "color".to_owned()],
        };
        let expected = "1 row: 1 were added, 0 changed, 0 unchanged, 0 refused.\nNew products: Scanner.\n\
                        Columns that fill nothing: price, color.";
        assert_eq!(report(&plan, true), expected);
        plan.rows.push(row(3, Outcome::Refused(vec![refusal])));
        let text = report(&plan, false);
        assert!(text.starts_with("2 rows: 1 would be added, 0 changed, 0 unchanged, 1 refused."), "{text}");
        assert!(text.contains("--skip-refused"), "{text}");
        // What takes long is told before it is done.
        plan.rows = (0..30_000).map(|line| row(line, Outcome::Added(Vec::new()))).collect();
        let warning = "To import 30000 rows takes a while";
        assert!(report(&plan, false).contains(warning) && !report(&plan, true).contains(warning));
    }

    #[test]
    fn pairs_have_an_equals_sign() {
        assert_eq!(pair("a=b=c"), Ok(("a".to_owned(), "b=c".to_owned())));
        assert_eq!(pair("a="), Ok(("a".to_owned(), String::new())));
        assert!(pair("a").is_err());
    }
}
