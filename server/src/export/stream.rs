//! Sends an export while it is written: memory holds only one page of rows at a time.

use std::io::{self, BufWriter, Write};
use std::time::Duration;

use axum::body::{Body, Bytes};
use futures::{StreamExt as _, stream};
use spreadsheet::WriteError;
use store::deployments::DeploymentError;
use store::licenses::LicenseError;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout};
use tokio_stream::wrappers::ReceiverStream;

use crate::turns::{Turn, deadline};

/// The size of a chunk, in bytes.
const CHUNK: usize = 64 << 10;
/// At most this many chunks wait for a slow reader; then the writer waits too.
const WAITING: usize = 4;

/// The export ends if its reader takes nothing for this long, if the reader is slower than [`deadline`] allows, and in any
/// case after [`IN_TOTAL`]: it holds a thread, its rows, and a turn.
const PATIENCE: Duration = Duration::from_secs(10);
const IN_TOTAL: Duration = Duration::from_mins(30);

/// Why an export failed.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error("the database failed: {0}")]
    Database(#[from] store::DbErr),
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error("the export ended early")]
    Ended,
}

// Rights are checked before the first byte; refused later, the file breaks off.
impl From<LicenseError> for ExportError {
    fn from(error: LicenseError) -> Self {
        match error {
            LicenseError::Refused(_) => Self::Ended,
            LicenseError::Database(error) => error.into(),
        }
    }
}

impl From<DeploymentError> for ExportError {
    fn from(error: DeploymentError) -> Self {
        match error {
            DeploymentError::Refused(_) => Self::Ended,
            DeploymentError::Database(error) => error.into(),
        }
    }
}

/// Where an export is written.
pub type Output = BufWriter<Chunks>;

/// Runs `write` on a thread of its own, and returns a body of what it writes. A failure within the first chunk is returned
/// as the error. A later one breaks the download off, so that half a file never passes for a whole one. The turn ends with
/// the writing.
pub async fn stream(
    turn: Turn,
    write: impl FnOnce(&Handle, Output) -> Result<(), ExportError> + Send + 'static,
) -> Result<Body, ExportError> {
    let (sender, mut receiver) = mpsc::channel(WAITING);
    let handle = Handle::current();
    let task = store::in_background(move || {
        let chunks = Chunks { sender, runtime: handle.clone(), pace: Pace::new(IN_TOTAL, deadline) };
        let written = write(&handle, BufWriter::with_capacity(CHUNK, chunks));
        drop(turn);
        written
    });
    // Buffers are written even if a writer fails: a single chunk doesn't show how the writing ended.
    let first = receiver.recv().await;
    let Some(second) = receiver.recv().await else {
        task.await.unwrap_or_else(|panic| {
            tracing::error!(error = %panic, "an export broke off");
            Err(ExportError::Ended)
        })?;
        return first.map(Body::from).ok_or(ExportError::Ended);
    };
    let begun = stream::iter(first.into_iter().chain([second]).map(Ok));
    let rest = ReceiverStream::new(receiver).map(Ok);
    // The body ends with the result of the writing, however slow the reader is: a failure breaks the download off.
    let end = stream::once(task).filter_map(async |ended| {
        let error = match ended {
            Ok(Ok(())) => return None,
            Ok(Err(error)) => io::Error::other(error),
            Err(panic) => io::Error::other(panic),
        };
        tracing::error!(%error, "an export broke off");
        Some(Err(error))
    });
    Ok(Body::from_stream(begun.chain(rest).chain(end)))
}

/// How fast the reader takes the export.
struct Pace {
    end: Instant,
    /// The longest total wait for a reader that has taken this many bytes.
    allowed: fn(usize) -> Duration,
    taken: usize,
    waited: Duration,
}

impl Pace {
    fn new(in_total: Duration, allowed: fn(usize) -> Duration) -> Self {
        Self { end: Instant::now() + in_total, allowed, taken: 0, waited: Duration::ZERO }
    }

    /// How long to wait for the reader next; None once it is too slow.
    fn patience(&self) -> Option<Duration> {
        let left = (self.allowed)(self.taken).checked_sub(self.waited)?;
        let in_total = self.end.checked_duration_since(Instant::now())?;
        Some(left.min(in_total).min(PATIENCE))
    }

    fn took(&mut self, bytes: usize, waited: Duration) {
        self.taken += bytes;
        self.waited += waited;
    }
}

/// Sends bytes to the reader as they are written.
pub struct Chunks {
    sender: mpsc::Sender<Bytes>,
    runtime: Handle,
    pace: Pace,
}

impl Write for Chunks {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let chunk = Bytes::copy_from_slice(bytes);
        let late = || io::Error::from(io::ErrorKind::TimedOut);
        let patience = self.pace.patience().ok_or_else(late)?;
        let asked = Instant::now();
        let sent = self.runtime.block_on(async { timeout(patience, self.sender.send(chunk)).await });
        sent.map_err(|_| late())?.map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
        self.pace.took(bytes.len(), asked.elapsed());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;
    use crate::turns::{Limits, Turns};

    #[test]
    fn a_reader_that_trickles_is_given_up_and_one_that_keeps_up_is_not() {
        let allowed = |bytes: usize| Duration::from_secs(60 + (bytes / 1_000) as u64);
        let mut pace = Pace::new(IN_TOTAL, allowed);
        assert_eq!(pace.patience(), Some(PATIENCE));
        for _ in 0..100 {
            pace.took(1_000, Duration::from_secs(1));
        }
        assert_eq!(pace.patience(), Some(PATIENCE));
        let parts = std::iter::repeat_with(|| pace.took(1_000, Duration::from_secs(9)));
        assert!(parts.take(8).count() == 8 && pace.patience().is_none());
    }

    #[test]
    fn no_export_goes_on_for_ever() {
        let pace = Pace::new(Duration::ZERO, |_| Duration::MAX);
        assert!(pace.patience().is_none_or(|patience| patience.is_zero()));
    }

    /// A single turn, for which nobody waits.
    fn one() -> Turns {
        let limits =
            Limits { all: 1, organization: 1, person: 1, waiting: 0, wait: Duration::ZERO, retry_after: 1 };
        Turns::new("exports", limits)
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_fails_at_its_beginning_is_an_error_and_no_file() {
        let write = |outcome: Result<(), ExportError>| {
            move |_: &Handle, mut output: Output| {
                output.write_all(b"Heading").map_err(WriteError::from)?;
                outcome
            }
        };
        let turns = one();
        let failed = stream(turns.take(1, None).await.unwrap(), write(Err(ExportError::Ended))).await;
        assert!(matches!(failed, Err(ExportError::Ended)));
        let body = stream(turns.take(1, None).await.unwrap(), write(Ok(()))).await.unwrap();
        assert_eq!(body.collect().await.unwrap().to_bytes(), "Heading");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_reader_that_stops_gives_its_turn_back() {
        let turns = one();
        let turn = turns.take(1, None).await.unwrap();
        let body = stream(turn, |_, mut output| {
            for _ in 0..100 {
                output.write_all(&vec![7; CHUNK]).map_err(WriteError::from)?;
            }
            Ok(())
        });
        drop(body.await.unwrap());
        let back = async {
            while turns.take(1, None).await.is_err() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(Duration::from_secs(5), back).await.unwrap();
    }
}
