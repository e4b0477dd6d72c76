//! Sends an export while it is being written: memory holds a page of rows at a time.

use std::io::{self, BufWriter, Write};
use std::time::Duration;

use axum::body::{Body, Bytes};
use futures::{StreamExt as _, stream};
use sheet::WriteError;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;
use tokio_stream::wrappers::ReceiverStream;

use super::Turn;

/// How many bytes are sent at once.
const CHUNK: usize = 64 << 10;
/// How many chunks wait for a slow reader before the writer waits too.
const WAITING: usize = 4;

/// A reader that takes nothing for so long is given up: it would hold a thread for as long as it likes.
const PATIENCE: Duration = Duration::from_secs(10);

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

/// What an export is written to.
pub type Output = BufWriter<Chunks>;

/// Begins the export that `write` writes on a thread of its own, and gives what it sends. A failure before the first
/// byte is the error; a later one breaks the download off, so that half a file never passes for a whole one. The turn
/// is given back when it is written.
pub async fn stream(
    turn: Turn,
    write: impl FnOnce(&Handle, Output) -> Result<(), ExportError> + Send + 'static,
) -> Result<Body, ExportError> {
    let (sender, mut receiver) = mpsc::channel(WAITING);
    let handle = Handle::current();
    let task = spawn_blocking(move || {
        let chunks = Chunks { sender, runtime: handle.clone() };
        let written = write(&handle, BufWriter::with_capacity(CHUNK, chunks));
        drop(turn);
        written
    });
    let Some(first) = receiver.recv().await else {
        return Err(match task.await {
            Ok(Err(error)) => error,
            Ok(Ok(())) => ExportError::Ended,
            Err(panic) => {
                tracing::error!(error = %panic, "an export broke off");
                ExportError::Ended
            }
        });
    };
    let rest = ReceiverStream::new(receiver).map(Ok);
    // The last word is how the writing ended, however slow the reader is: a failure breaks the download off.
    let end = stream::once(task).filter_map(async |ended| {
        let error = match ended {
            Ok(Ok(())) => return None,
            Ok(Err(error)) => io::Error::other(error),
            Err(panic) => io::Error::other(panic),
        };
        tracing::error!(%error, "an export broke off");
        Some(Err(error))
    });
    Ok(Body::from_stream(stream::iter([Ok(first)]).chain(rest).chain(end)))
}

/// Sends what is written, as it comes.
pub struct Chunks {
    sender: mpsc::Sender<Bytes>,
    runtime: Handle,
}

impl Write for Chunks {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let chunk = Bytes::copy_from_slice(bytes);
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
