//! The import as the server does it: reads the file in its turn, then plans or imports it.

mod outcome;

use std::time::Duration;

use model::import::{Kind, Owners};
use model::{Action, Permit, Target};
use store::import::{
    ApplyError, CellReading, FileReading, Importer, Mapping, MappingError, OpenColumn, PlanError, Request,
    TOLD, Table, TextEncoding, apply as apply_now, plan as plan_now,
};
use store::{aside, in_background};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

use super::{ImportFile, ImportPlan, ROWS_SHOWN, labels};
use crate::ApiError;
use crate::context::Context;

use outcome::control;

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
}

/// The dry run. Planning reads every row several times and would block an async thread for seconds. The turn ends with the
/// planning, even if the request ended earlier.
pub async fn plan(context: &Context, file: ImportFile) -> Result<ImportPlan, ApiError> {
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
pub async fn apply(context: &Context, file: ImportFile, skip_refused: bool) -> Result<ImportPlan, ApiError> {
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
