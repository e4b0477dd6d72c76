//! Imports licenses, organizations and deployments from tables as order systems and inventories write them (R19).
//!
//! A [`Mapping`] assigns columns to fields. [`plan`] is the dry run: it lists row by row what would be added, changed or
//! refused, and why. [`apply`] plans again within the transaction that writes, so that it can't act on outdated data. It
//! imports a file whole, or not at all if a row is refused, unless the person chose to skip such rows. Importing the same file
//! again changes nothing.
//!
//! An empty cell says nothing: a new row gets the field's default, an existing one keeps its value.

mod catalog;
mod cells;
#[cfg(test)]
mod cells_tests;
mod contradiction;
mod deployment;
mod field;
mod license;
#[cfg(test)]
mod many_rows_tests;
mod mapping;
mod name_list;
mod notes;
mod organization;
mod plan;
pub(crate) mod public_id;
mod read;
mod reading;
mod remedy;
mod spellings;
mod status;
#[cfg(test)]
mod testing;

use model::{Action, OrganizationId, Permit, Refused};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use sea_orm::{ConnectionTrait, DatabaseBackend, DbErr};
pub use spreadsheet::{Dialect, ENCODINGS, OpenCell, OpenEncoding, ReadError, Table, TextEncoding};

use crate::Db;
use crate::db::statistics;
use crate::events::{self, Event};

pub use field::{Field, FieldInfo, fields};
pub use mapping::{Mapping, MappingError, Source};
pub use model::import::{DateOrder, DecimalMark, Kind, Owners, Times};
pub use notes::notes;
pub use plan::{Change, Outcome, Plan, PlannedRow, Refusal, TOLD, Totals};
pub use read::{FileReading, read};
pub use reading::{CellReading, OpenColumn};
pub use remedy::Remedy;

pub(crate) use license::license_ids;

/// The one who imports. An import reaches every organization of the installation.
#[derive(Clone, Copy, Debug)]
pub enum Importer<'a> {
    /// The vendor's staff, by a permit for [`Action::Import`]; other permits are refused.
    Staff(&'a Permit),
    /// The operator on the server's own command line, who can reach its database anyway. Never made from a request.
    CommandLine,
}

impl Importer<'_> {
    /// Refuses a permit for anything but `action`; see [`Permit::only`].
    fn only(self, action: Action) -> Result<(), Refused> {
        match self {
            Self::Staff(permit) => permit.only(action),
            Self::CommandLine => Ok(()),
        }
    }

    /// An event that this import causes, for the vendor's organization unless it is about another.
    fn event(self, at: i64, kind: events::Kind, about: Option<OrganizationId>) -> Event<'static> {
        let event = match self {
            Self::Staff(permit) => Event::by(permit, at, kind),
            Self::CommandLine => Event::of_installation(at, kind),
        };
        Event { organization: about.or(event.organization), ..event }
    }
}

/// What to import, and how to read it.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The file's content.
    pub table: &'a Table,
    /// Which column fills which field, made for this table; also the kind of file.
    pub mapping: &'a Mapping,
    /// How to read ambiguous cells.
    pub reading: CellReading,
    /// Whether a missing organization that a license names is added, as a customer.
    pub create_missing: bool,
    /// What to do with a license that belongs to a different organization than its row says.
    pub owners: Owners,
}

/// Why a whole file can't be imported.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The permit is for something else (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The mapping was made for other columns.
    #[error("The file's columns have changed since they were mapped. Map them again.")]
    OtherColumns,
    /// The encoding of the file is ambiguous.
    #[error("The file does not state its encoding, and {source}.")]
    Encoding {
        /// The ambiguity, with the possible readings.
        source: OpenEncoding,
    },
    /// Several sheets have the same columns.
    #[error(
        "Sheet “{sheet}” is not the only one with these columns: so {} {}. Choose one, and import the others separately.",
        if others.len() == 1 { "has" } else { "have" },
        list(.others)
    )]
    Sheets {
        /// The first of them.
        sheet: String,
        /// The others.
        others: Vec<String>,
    },
    /// No column fills these required fields.
    #[error("{}", missing(.fields, .header, Field::label))]
    Missing {
        /// The fields.
        fields: Vec<Field>,
        /// The headings in the file.
        header: Vec<String>,
    },
    /// Several columns with the same heading would fill a field.
    #[error("{}", doubled(.heading, .field.label(), .columns))]
    Doubled {
        /// The heading as the file has it.
        heading: String,
        /// The field.
        field: Field,
        /// The columns, by headings that tell them apart.
        columns: Vec<String>,
    },
    /// All columns that can be read in several ways.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))]
    Open(Vec<OpenColumn>),
    /// The file has no rows below the headings.
    #[error("The file has headings but no rows.")]
    NoRows,
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

impl PlanError {
    /// The message, with fields by the names that the person knows.
    pub fn told(&self, called: fn(Field) -> &'static str) -> String {
        match self {
            Self::Missing { fields, header } => missing(fields, header, called),
            Self::Doubled { heading, field, columns } => doubled(heading, called(*field), columns),
            other => other.to_string(),
        }
    }
}

fn missing(fields: &[Field], header: &[String], called: fn(Field) -> &'static str) -> String {
    let fields: Vec<String> = fields.iter().map(|field| called(*field).to_owned()).collect();
    format!(
        "No column of the file fills {}. Its columns are: {}. Map a column to each, or specify one value for the whole file.",
        list(&fields),
        list(header)
    )
}

fn doubled(heading: &str, field: &str, columns: &[String]) -> String {
    format!(
        "The heading “{heading}” occurs {} times, and it is not clear which of these columns fills {field}. Map the right one \
         of {} to it, and ignore the others.",
        columns.len(),
        list(columns)
    )
}

fn list(words: &[String]) -> String {
    name_list::listed(&words.iter().map(|word| format!("“{word}”")).collect::<Vec<_>>())
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The whole file can't be imported.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// Some rows were refused, and skipping them was not allowed.
    #[error(
        "Nothing was imported. Refused rows: {} of {}. Correct them, or skip them.",
        .0.totals().refused, .0.rows.len()
    )]
    Refused(Box<Plan>),
}

impl From<Refused> for ApplyError {
    fn from(refused: Refused) -> Self {
        Self::Plan(refused.into())
    }
}

impl From<DbErr> for ApplyError {
    fn from(error: DbErr) -> Self {
        Self::Plan(PlanError::Database(error))
    }
}

/// The dry run: returns what an import would do, row by row. Changes nothing. `now` is in milliseconds since the Unix epoch.
pub async fn plan(
    db: &Db,
    importer: Importer<'_>,
    request: Request<'_>,
    now: i64,
) -> Result<Plan, PlanError> {
    importer.only(Action::Import)?;
    Ok(prepare(db.connection(), request, now).await?.plan)
}

/// Imports in one transaction, and returns what was done. One refused row refuses the file, unless `skip_refused` is set; then
/// the other rows are imported.
///
/// `now` is in milliseconds since the Unix epoch; the public IDs of new licenses come from the random `seed`.
pub async fn apply(
    db: &Db,
    importer: Importer<'_>,
    request: Request<'_>,
    skip_refused: bool,
    seed: [u8; 32],
    now: i64,
) -> Result<Plan, ApplyError> {
    importer.only(Action::Import)?;
    let transaction = db.begin_write().await?;
    if transaction.get_database_backend() == DatabaseBackend::Postgres {
        // No other writer may come between planning and writing; on SQLite none can. Readers continue.
        let tables =
            "organizations, partner_assignments, products, licenses, license_assignments, deployments";
        let lock = format!("LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE");
        transaction.execute_unprepared(&lock).await?;
    }
    let prepared = prepare(&transaction, request, now).await?;
    if prepared.plan.totals().refused > 0 && !skip_refused {
        return Err(ApplyError::Refused(Box::new(prepared.plan)));
    }
    let context = Context { importer, now };
    match prepared.writes {
        Writes::Licenses(writes) => writes.write(&transaction, context, &mut StdRng::from_seed(seed)).await?,
        Writes::Organizations(writes) => writes.write(&transaction, context).await?,
        Writes::Deployments(writes) => writes.write(&transaction, context).await?,
    }
    transaction.commit().await?;
    let Totals { added, changed, .. } = prepared.plan.totals();
    if added + changed > 0 {
        statistics::renew_after(db, "an import").await;
    }
    Ok(prepared.plan)
}

/// The importer and the time.
#[derive(Clone, Copy)]
struct Context<'a> {
    importer: Importer<'a>,
    now: i64,
}

/// A plan, and the writes that carry it out.
struct Prepared {
    plan: Plan,
    writes: Writes,
}

enum Writes {
    Licenses(Box<license::Writes>),
    Organizations(Box<organization::Writes>),
    Deployments(deployment::Writes),
}

async fn prepare(
    connection: &impl ConnectionTrait,
    request: Request<'_>,
    now: i64,
) -> Result<Prepared, PlanError> {
    let Request { table, mapping, reading, create_missing, owners } = request;
    if mapping.header() != table.header {
        return Err(PlanError::OtherColumns);
    }
    // Checked first and alone: until the encoding is known the headings may be misread too, so neither the mapping nor the
    // ambiguous cells can be trusted.
    if let Some(open) = table.open_encoding() {
        return Err(PlanError::Encoding { source: open.clone() });
    }
    if let Dialect::Xlsx { sheet } = &table.dialect
        && !table.around.alike_sheets.is_empty()
    {
        return Err(PlanError::Sheets { sheet: sheet.clone(), others: table.around.alike_sheets.clone() });
    }
    let reader = cells::Reader::new(table, mapping, reading)?;
    let mut plan = Plan {
        kind: mapping.kind(),
        rows: Vec::with_capacity(table.rows.len() + table.problems.len()),
        new_products: Vec::new(),
        new_organizations: Vec::new(),
        unused_columns: mapping.unused().map(str::to_owned).collect(),
        notices: reader.notices(),
        readings: reader.readings().to_vec(),
        conflicts: 0,
    };
    let writes = match mapping.kind() {
        Kind::Licenses => {
            let choices = license::Choices { create_missing, owners };
            Writes::Licenses(Box::new(license::prepare(connection, &reader, choices, &mut plan).await?))
        }
        Kind::Organizations => {
            Writes::Organizations(Box::new(organization::prepare(connection, &reader, &mut plan).await?))
        }
        Kind::Deployments => {
            Writes::Deployments(deployment::prepare(connection, &reader, now, &mut plan).await?)
        }
    };
    for problem in &table.problems {
        let refusal = Refusal::of_row(format!("{}.", problem.message));
        let outcome = Outcome::Refused(vec![refusal]);
        plan.rows.push(PlannedRow { line: problem.line, subject: String::new(), outcome });
    }
    plan.rows.sort_by_key(|row| row.line);
    Ok(Prepared { plan, writes })
}
