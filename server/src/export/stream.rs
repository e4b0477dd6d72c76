//! Sends an export while it is being written: memory holds the report's columns, and a page of texts at a time.

use std::collections::HashMap;
use std::io::{self, BufWriter, Write};
use std::time::Duration;

use axum::body::{Body, Bytes};
use futures::{StreamExt as _, stream};
use model::report::{Report, Row};
use model::{LicenseId, Permit};
use sheet::{CsvWriter, WriteError, Writer, XlsxWriter};
use store::Db;
use store::report::TEXTS_LIMIT;
use time::OffsetDateTime;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::task::spawn_blocking;
use tokio_stream::wrappers::ReceiverStream;

use super::rows::{Joined, Layout, Texts};

/// How many bytes are sent at once.
const CHUNK: usize = 64 << 10;
/// How many chunks wait for a slow reader before the writer waits too.
const WAITING: usize = 4;

/// A reader that takes nothing for so long is given up: it would hold a thread for as long as it likes.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A workbook.
    Xlsx,
    /// Text, separated by commas.
    Csv,
}

impl Format {
    /// The end of the file's name.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }

    /// Its media type.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// An export to be written.
pub struct Job {
    pub db: Db,
    pub permit: Permit,
    pub report: Report,
    /// Positions in the report, in order.
    pub rows: Vec<u32>,
    pub layout: Layout,
    pub format: Format,
    /// Name of the workbook's sheet.
    pub sheet: &'static str,
    /// Milliseconds since the Unix epoch.
    pub now: i64,
    /// Its turn among the exports that are made at once; given back when it is written.
    pub turn: OwnedSemaphorePermit,
}

/// Why an export failed.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error("the database failed: {0}")]
    Database(#[from] store::DbErr),
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error("the export ended before its first byte")]
    Ended,
}

/// Begins the export and gives what it sends. A failure before the first byte is the error; a later one breaks the
/// download off, so that half a file never passes for a whole one.
pub async fn stream(job: Job) -> Result<Body, ExportError> {
    let (sender, mut receiver) = mpsc::channel(WAITING);
    let handle = Handle::current();
    let task = spawn_blocking(move || {
        let failures = sender.clone();
        if let Err(error) = job.write(&handle, Chunks { sender, runtime: handle.clone() }) {
            // Nobody is left to be told when the reader has gone.
            let _ = failures.try_send(Err(error));
        }
        drop(job.turn);
    });
    let first = receiver.recv().await.ok_or(ExportError::Ended)??;
    let rest = ReceiverStream::new(receiver).map(|chunk| {
        chunk.map_err(|error| {
            tracing::error!(%error, "an export broke off");
            io::Error::other(error)
        })
    });
    let end =
        stream::once(task).filter_map(async |ended| ended.err().map(|panic| Err(io::Error::other(panic))));
    Ok(Body::from_stream(stream::iter([Ok(first)]).chain(rest).chain(end)))
}

impl Job {
    fn write(&self, runtime: &Handle, output: Chunks) -> Result<(), ExportError> {
        let output = BufWriter::with_capacity(CHUNK, output);
        let mut writer: Box<dyn Writer> = match self.format {
            Format::Csv => Box::new(CsvWriter::new(output)?),
            Format::Xlsx => {
                let now = OffsetDateTime::from_unix_timestamp(self.now / 1_000)
                    .unwrap_or(OffsetDateTime::UNIX_EPOCH);
                Box::new(XlsxWriter::new(output, self.sheet, now)?)
            }
        };
        writer.header(&self.layout.headings())?;
        let dictionaries = self.report.dictionaries();
        for page in self.rows.chunks(TEXTS_LIMIT) {
            let rows: Vec<Row> = page.iter().map(|position| self.report.row(*position)).collect();
            let licenses: Vec<LicenseId> = rows.iter().map(|row| row.license).collect();
            let texts = runtime.block_on(texts(&self.db, &self.permit, &licenses))?;
            // A license that went out of reach in the meantime is left out.
            for (row, texts) in rows.iter().filter_map(|row| Some((row, texts.get(&row.license)?))) {
                let joined = Joined::of(dictionaries, row);
                writer.row(&self.layout.cells(dictionaries, row, texts, &joined))?;
            }
        }
        Ok(writer.finish()?)
    }
}

/// The texts of a page of licenses, those that the permit reaches.
async fn texts(
    db: &Db,
    permit: &Permit,
    licenses: &[LicenseId],
) -> Result<HashMap<LicenseId, Texts>, store::DbErr> {
    let mut keys = store::license::keys(db, permit, licenses).await?;
    let found = store::report::texts(db, permit, licenses).await?;
    let texts = found.into_iter().filter_map(|found| {
        let key = keys.remove(&found.license)?;
        let partner_note = found.partner_note.map(|note| note.text).unwrap_or_default();
        Some((found.license, Texts { key, note: found.note.text, partner_note }))
    });
    Ok(texts.collect())
}

/// Sends what is written, as it comes.
struct Chunks {
    sender: mpsc::Sender<Result<Bytes, ExportError>>,
    runtime: Handle,
}

impl Write for Chunks {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let chunk = Ok(Bytes::copy_from_slice(bytes));
        let sent =
            self.runtime.block_on(async { tokio::time::timeout(PATIENCE, self.sender.send(chunk)).await });
        sent.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?
            .map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
