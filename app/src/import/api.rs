//! Server functions for the import: the dry run, and the import itself.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::import::{DateOrder, DecimalMark, Kind, Owners, RowOutcome, Times};
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

properties! {
    PlanImport: Import;
    ApplyImport: Import;
}

/// The most rows of a plan that the browser gets; the totals count all.
pub const ROWS_SHOWN: usize = 500;
/// The largest file that an import takes, in bytes.
pub const FILE_LIMIT: usize = 30 << 20;

/// The encodings to choose from: name in requests, name on the screen.
pub const ENCODINGS: [(&str, &str); 31] = [
    ("UTF-8", "UTF-8"),
    ("UTF-16LE", "UTF-16"),
    ("windows-1252", "Western European (Windows-1252)"),
    ("windows-1250", "Central European (Windows-1250)"),
    ("windows-1251", "Cyrillic (Windows-1251)"),
    ("windows-1254", "Turkish (Windows-1254)"),
    ("ISO-8859-2", "Central European (ISO-8859-2)"),
    ("ISO-8859-15", "Western European (ISO-8859-15)"),
    ("IBM850", "Western European DOS (code page 850)"),
    ("IBM852", "Central European DOS (code page 852)"),
    ("IBM857", "Turkish DOS (code page 857)"),
    ("macintosh", "Macintosh (MacRoman)"),
    ("Shift_JIS", "Japanese (Shift-JIS)"),
    ("EUC-JP", "Japanese (EUC)"),
    ("EUC-KR", "Korean (EUC)"),
    ("GBK", "Simplified Chinese (GBK)"),
    ("Big5", "Traditional Chinese (Big5)"),
    ("windows-1253", "Greek (Windows-1253)"),
    ("ISO-8859-7", "Greek (ISO-8859-7)"),
    ("windows-1257", "Baltic (Windows-1257)"),
    ("ISO-8859-13", "Baltic (ISO-8859-13)"),
    ("ISO-8859-4", "Northern European (ISO-8859-4)"),
    ("KOI8-U", "Cyrillic (KOI8-U)"),
    ("IBM866", "Cyrillic DOS (code page 866)"),
    ("ISO-8859-5", "Cyrillic (ISO-8859-5)"),
    ("windows-1255", "Hebrew (Windows-1255)"),
    ("ISO-8859-8", "Hebrew (ISO-8859-8)"),
    ("windows-1256", "Arabic (Windows-1256)"),
    ("ISO-8859-6", "Arabic (ISO-8859-6)"),
    ("windows-874", "Thai (Windows-874)"),
    ("windows-1258", "Vietnamese (Windows-1258)"),
];

/// How an encoding reads the cells that differ between encodings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReading {
    /// The encoding, by its name in requests.
    pub encoding: String,
    /// The cells, each with its line in the file; the same cells for every encoding.
    pub cells: Vec<(u32, String)>,
}

/// A file to import, and how to read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportFile {
    /// The file's name, for messages.
    pub name: String,
    /// The file's content.
    pub bytes: Vec<u8>,
    /// The kind of rows.
    pub kind: Kind,
    /// The encoding of a text file; empty to detect it.
    pub encoding: String,
    /// The sheet of a workbook; empty to detect it by its columns.
    pub sheet: String,
    /// The line of the headings; None to detect it.
    pub heading_row: Option<u32>,
    /// How to read dates whose order of day and month is ambiguous.
    pub dates: DateOrder,
    /// How to read numbers whose comma or dot may separate thousands.
    pub numbers: DecimalMark,
    /// How to read days with a time of day.
    pub times: Times,
    /// The field for each column, by the column's heading; an empty field skips the column. The server guesses the columns that
    /// are missing here.
    pub columns: Vec<(String, String)>,
    /// Fields with one value for the whole file.
    pub values: Vec<(String, String)>,
    /// Whether to add unknown organizations that licenses name, as customers.
    pub create_missing: bool,
    /// What to do with licenses that belong to other organizations.
    pub owners: Owners,
}

/// A field that an import fills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportField {
    /// Its name in requests.
    pub name: String,
    /// Its name on the screen.
    pub label: String,
    /// Says which values it takes.
    pub help: String,
    /// Whether the import needs it.
    pub required: bool,
}

/// The planned or actual outcome of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRow {
    /// Its line in the file.
    pub line: u32,
    /// What the row is about, such as a license.
    pub subject: String,
    /// What the import does with it.
    pub outcome: RowOutcome,
    /// The changes, or why the row is refused, in sentences.
    pub notes: Vec<String>,
}

/// The dry run of an import, or its result.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPlan {
    /// All fields for this kind of file.
    pub fields: Vec<ImportField>,
    /// Each heading of the file, with the name of the field that its column fills or an empty name.
    pub columns: Vec<(String, String)>,
    /// Headings of columns for which a person has to choose the field.
    pub asked: Vec<String>,
    /// Headings of columns whose words fill further fields, each with the labels of these fields.
    pub words: Vec<(String, String)>,
    /// The parts of the file that were skipped or guessed, in sentences.
    pub notes: Vec<String>,
    /// The encoding of a text file; empty for a workbook.
    pub encoding: String,
    /// The readings to choose from; empty unless the encoding is ambiguous.
    pub readings: Vec<ImportReading>,
    /// The sheet that was read; empty for a text file.
    pub sheet: String,
    /// The sheets to choose from.
    pub sheets: Vec<String>,
    /// Whether a person has to choose the sheet.
    pub asks_sheet: bool,
    /// The line of the headings.
    pub heading_row: u32,
    /// The lines that could be the headings, each with the beginning of its text.
    pub lines: Vec<(u32, String)>,
    /// Why the file as a whole can't be imported as mapped and read: everything that needs a choice, at once.
    pub problems: Vec<String>,
    /// Why the import that was asked for took nothing. It can be asked for again.
    pub refusal: Option<String>,
    /// What to know before it is imported.
    pub warning: Option<String>,
    /// Row counts: added, changed, unchanged, refused.
    pub totals: [usize; 4],
    /// The first [`ROWS_SHOWN`] rows that change or are refused, refused ones first.
    pub rows: Vec<ImportRow>,
    /// Products that the import adds.
    pub new_products: Vec<String>,
    /// Organizations that the import adds.
    pub new_organizations: Vec<String>,
    /// The number of rows that name another organization than the license's owner.
    pub conflicts: usize,
    /// Whether there is a choice between the licenses' owners and those that the file names.
    pub asks_owners: bool,
    /// Whether it was imported; otherwise nothing was changed.
    pub done: bool,
}

/// Returns what an import of the file would do. Changes nothing.
#[server(prefix = "/api", endpoint = "plan-import", protocol = Rpc)]
pub async fn plan_import(file: ImportFile) -> Result<ImportPlan, ApiError> {
    crate::context::answer(async |context| run::plan(&context, file).await).await
}

/// Imports the file, all or nothing, unless refused rows are to be skipped.
#[server(prefix = "/api", endpoint = "apply-import", protocol = Rpc)]
pub async fn apply_import(file: ImportFile, skip_refused: bool) -> Result<ImportPlan, ApiError> {
    crate::context::answer(async |context| run::apply(&context, file, skip_refused).await).await
}

#[cfg(feature = "ssr")]
mod run {
    use std::time::Duration;

    use model::import::{Kind, Owners, RowOutcome};
    use model::{Action, Permit, Target};
    use store::import::{
        ApplyError, CellReading, Change, Dialect, FileReading, Importer, Mapping, MappingError, OpenCell,
        OpenColumn, OpenEncoding, Outcome, Plan, PlanError, Refusal, Remedy, Request, Source, TOLD, Table,
        TextEncoding, apply as apply_now, fields, notes, plan as plan_now,
    };
    use store::{aside, in_background};
    use tokio::sync::{Semaphore, SemaphorePermit};
    use tokio::time::timeout;

    use super::super::labels;
    use super::{ImportField, ImportFile, ImportPlan, ImportReading, ImportRow, ROWS_SHOWN};
    use crate::ApiError;
    use crate::context::Context;

    // Every row shown has an outcome.
    const _: () = assert!(ROWS_SHOWN <= TOLD);
    /// The most files read and planned at once: each may take hundreds of megabytes.
    static TURNS: Semaphore = Semaphore::const_new(2);
    /// How long a request waits for its turn.
    const PATIENCE: Duration = Duration::from_secs(10);

    /// A file after reading and mapping.
    struct Read {
        _turn: SemaphorePermit<'static>,
        permit: Permit,
        table: Table,
        mapping: Mapping,
        reading: CellReading,
        create_missing: bool,
        owners: Owners,
    }

    async fn read(context: &Context, file: ImportFile) -> Result<Read, ApiError> {
        let permit = context.actor()?.permit(Action::Import, Target::Installation)?;
        let encoding = match file.encoding.as_str() {
            "" => None,
            name => {
                let unknown = || ApiError::invalid("encoding", "Choose the encoding of the file.");
                Some(TextEncoding::from_name(name).ok_or_else(unknown)?)
            }
        };
        let Ok(Ok(turn)) = timeout(PATIENCE, TURNS.acquire()).await else {
            return Err(ApiError::Unavailable);
        };
        let ImportFile { kind, dates, numbers, times, create_missing, owners, .. } = file;
        let ImportFile { bytes, name, sheet, heading_row, columns, values, .. } = file;
        let ((table, mapping), turn) = parse(turn, move || {
            let sheet = Some(sheet.as_str()).filter(|sheet| !sheet.is_empty());
            let how = FileReading { encoding, sheet, heading_row };
            let table = store::import::read(kind, &bytes, &name, how)
                .map_err(|error| ApiError::invalid("file", error.to_string()))?;
            drop(bytes);
            let mapping = mapping(kind, &table, &columns, &values)?;
            Ok((table, mapping))
        })
        .await?;
        let reading = CellReading { dates, numbers, times };
        Ok(Read { _turn: turn, permit, table, mapping, reading, create_missing, owners })
    }

    /// Returns the guessed mapping with the person's changes.
    fn mapping(
        kind: Kind,
        table: &Table,
        columns: &[(String, String)],
        values: &[(String, String)],
    ) -> Result<Mapping, ApiError> {
        let mut mapping = Mapping::of(kind, table);
        let wrong = |error: MappingError| ApiError::invalid("columns", error.to_string());
        for (column, field) in columns {
            mapping.map(column, field).map_err(wrong)?;
        }
        for (field, value) in values.iter().filter(|(_, value)| !value.trim().is_empty()) {
            mapping.set(field, value).map_err(wrong)?;
        }
        Ok(mapping)
    }

    /// Parses a file off the async threads, because a large one takes seconds. The turn lasts as long as the file's memory: it
    /// comes back with the parsed file, or ends with the parsing even if the request ended earlier.
    async fn parse<T: Send + 'static>(
        turn: SemaphorePermit<'static>,
        parse: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
    ) -> Result<(T, SemaphorePermit<'static>), ApiError> {
        let parsed = in_background(move || (parse(), turn)).await;
        let (parsed, turn) = parsed.map_err(|error| {
            tracing::error!(%error, "a file could not be read");
            ApiError::Failed
        })?;
        Ok((parsed?, turn))
    }

    impl Read {
        fn request(&self) -> Request<'_> {
            let Self { table, mapping, reading, create_missing, owners, .. } = self;
            let (reading, create_missing, owners) = (*reading, *create_missing, *owners);
            Request { table, mapping, reading, create_missing, owners }
        }

        /// Returns the current mapping and its result.
        fn answer(&self, plan: Option<&Plan>, problems: Vec<String>) -> ImportPlan {
            let kind = self.mapping.kind();
            let field = |info: &store::import::FieldInfo| ImportField {
                name: info.name.to_owned(),
                label: info.label.to_owned(),
                help: info.help.to_owned(),
                required: info.required,
            };
            let column = |heading: &String| {
                let filled = fields(kind)
                    .iter()
                    .find(|info| self.mapping.column(info.field) == Some(heading.as_str()));
                (heading.clone(), filled.map_or_else(String::new, |info| info.name.to_owned()))
            };
            let named = self.table.header.iter().filter(|heading| !heading.is_empty());
            let words = self.table.header.iter().enumerate().filter_map(|(place, heading)| {
                let is_filled = |info: &&store::import::FieldInfo| {
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
                answer.asks_owners =
                    plan.conflicts > 0 || plan.refused().any(|(_, why)| why.iter().any(asks));
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
    fn control(remedy: Remedy) -> String {
        match remedy {
            Remedy::Encoding => format!("Choose the right one under “{}”.", labels::ENCODING),
            Remedy::Dates => format!("Choose the order under “{}”.", labels::DATES),
            Remedy::Numbers => format!("Choose what starts a fraction under “{}”.", labels::NUMBERS),
            Remedy::Times => format!("Or choose “{}” under “{}”.", labels::AS_WRITTEN, labels::TIMES),
            Remedy::AddMissing => format!("Or tick “{}”.", labels::ADD_MISSING),
            Remedy::Owners => format!("Choose above: “{}” or “{}”.", labels::KEEP, labels::MOVE),
            Remedy::KeepOwners => format!("Or choose “{}” above.", labels::KEEP),
            Remedy::Sheet => format!("Choose one under “{}”.", labels::SHEET),
            Remedy::Headings => format!(
                "Choose under “{}”, or give a value below it. If these are not the headings, choose their line under “{}”.",
                labels::COLUMNS,
                labels::HEADINGS
            ),
            Remedy::Columns => format!("Choose under “{}”, or give a value below it.", labels::COLUMNS),
        }
    }

    fn rows(plan: &Plan) -> Vec<ImportRow> {
        let row = |row: &store::import::PlannedRow| {
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
        let is_refused = |row: &&store::import::PlannedRow| matches!(row.outcome, Outcome::Refused(_));
        let is_new =
            |row: &&store::import::PlannedRow| matches!(row.outcome, Outcome::Added(_) | Outcome::Changed(_));
        let refused = plan.rows.iter().filter(is_refused);
        refused.chain(plan.rows.iter().filter(is_new)).take(ROWS_SHOWN).map(row).collect()
    }

    /// The dry run. Planning reads every row several times and would block an async thread for seconds. The turn ends with the
    /// planning, even if the request ended earlier.
    pub(super) async fn plan(context: &Context, file: ImportFile) -> Result<ImportPlan, ApiError> {
        let read = read(context, file).await?;
        let (db, now) = (context.db.clone(), context.now);
        aside(move || async move {
            match plan_now(&db, Importer::Staff(&read.permit), read.request(), now).await {
                Ok(plan) => Ok(read.answer(Some(&plan), Vec::new())),
                Err(error) => problem(&read, error),
            }
        })
        .await
    }

    /// The import. It plans again before it writes.
    pub(super) async fn apply(
        context: &Context,
        file: ImportFile,
        skip_refused: bool,
    ) -> Result<ImportPlan, ApiError> {
        let read = read(context, file).await?;
        let (db, seed, now) = (context.db.clone(), *context.random, context.now);
        aside(move || async move {
            let importer = Importer::Staff(&read.permit);
            match apply_now(&db, importer, read.request(), skip_refused, seed, now).await {
                Ok(plan) => Ok(ImportPlan { done: true, ..read.answer(Some(&plan), Vec::new()) }),
                Err(error) => {
                    let sentence = format!("{error} “{}” leaves them out.", labels::SKIP_REFUSED);
                    match error {
                        ApplyError::Refused(plan) => {
                            Ok(ImportPlan { refusal: Some(sentence), ..read.answer(Some(&plan), Vec::new()) })
                        }
                        ApplyError::Plan(error) => problem(&read, error),
                    }
                }
            }
        })
        .await
    }

    /// Returns an error about the whole file together with the mapping, so that it can be fixed there.
    fn problem(read: &Read, error: PlanError) -> Result<ImportPlan, ApiError> {
        match error {
            PlanError::Refused(refused) => Err(refused.into()),
            PlanError::Database(error) => Err(error.into()),
            PlanError::Open(columns) => {
                let told = columns.iter().map(|column| format!("{column} {}", control(column.remedy())));
                let asked = columns.iter().filter_map(OpenColumn::to_map).map(str::to_owned);
                Ok(ImportPlan { asked: asked.collect(), ..read.answer(None, told.collect()) })
            }
            other => {
                let control = other.remedy().map(|remedy| format!(" {}", control(remedy)));
                Ok(read.answer(None, vec![format!("{other}{}", control.unwrap_or_default())]))
            }
        }
    }

    #[cfg(test)]
    mod tests {
        use std::sync::mpsc;

        use tokio::sync::oneshot;

        use super::*;

        #[test]
        fn every_encoding_that_is_read_is_on_offer() {
            assert_eq!(crate::import::ENCODINGS.map(|(name, _)| name), store::import::ENCODINGS);
        }

        #[tokio::test]
        async fn a_reader_that_panics_or_refuses_keeps_no_turn() {
            static TURNS: Semaphore = Semaphore::const_new(1);
            for _ in 0..2 {
                let turn = TURNS.acquire().await.unwrap();
                let panicked = parse(turn, || -> Result<(), ApiError> { panic!("while reading") }).await;
                assert_eq!(panicked.err(), Some(ApiError::Failed));
                assert_eq!(TURNS.available_permits(), 1);
            }
            let turn = TURNS.acquire().await.unwrap();
            let refused = parse(turn, || Err::<(), _>(ApiError::invalid("file", "It is empty."))).await;
            assert_eq!(refused.err().map(|error| error.status()), Some(422));
            assert_eq!(TURNS.available_permits(), 1);
            let turn = TURNS.acquire().await.unwrap();
            let (parsed, turn) = parse(turn, || Ok(7)).await.unwrap();
            assert_eq!((parsed, TURNS.available_permits()), (7, 0));
            drop(turn);
            assert_eq!(TURNS.available_permits(), 1);
        }

        #[tokio::test]
        async fn an_import_that_is_broken_off_keeps_its_turn_until_the_file_is_parsed() {
            static TURNS: Semaphore = Semaphore::const_new(1);
            let (begin, has_begun) = oneshot::channel();
            let (end, ended) = mpsc::channel::<()>();
            let turn = TURNS.acquire().await.unwrap();
            let import = tokio::spawn(parse(turn, move || {
                begin.send(()).unwrap();
                ended.recv_timeout(PATIENCE).unwrap();
                Ok(())
            }));
            has_begun.await.unwrap();
            import.abort();
            assert!(import.await.unwrap_err().is_cancelled());
            assert_eq!(TURNS.available_permits(), 0, "more files are in memory than there are turns");
            end.send(()).unwrap();
            let _next = timeout(PATIENCE, TURNS.acquire()).await.unwrap().unwrap();
        }
    }
}
