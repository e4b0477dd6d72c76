//! Writes a file while its bytes arrive, in parts, of which at most two are in memory.

use object_store::{MultipartUpload, PutPayloadMut};
use sha2::{Digest as _, Sha256};
use tokio::task::JoinHandle;
use tokio_util::bytes::Bytes;

use super::FilesError;

/// The least size of a part, in bytes. Buckets require at least 5 MiB, except for the last part.
const PART_SIZE: u64 = 8 << 20;
/// Buckets accept at most this many parts of one file.
const PARTS: u64 = 10_000;

/// A file being written. Dropping it before it is finished leaves nothing.
#[derive(Debug)]
pub(crate) struct Upload {
    /// None once it is finished or abandoned.
    target: Option<Box<dyn MultipartUpload>>,
    part_size: u64,
    part: PutPayloadMut,
    /// The previous part, which is written while this one is filled.
    under_way: Option<JoinHandle<object_store::Result<()>>>,
    hash: Sha256,
    size: u64,
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Written {
    /// Its size in bytes.
    pub size: u64,
    /// SHA-256 of its bytes, in lowercase hexadecimal.
    pub sha256: String,
}

impl Upload {
    pub(super) fn new(target: Box<dyn MultipartUpload>, limit: u64) -> Self {
        Self {
            target: Some(target),
            part_size: PART_SIZE.max(limit.div_ceil(PARTS)),
            part: PutPayloadMut::new(),
            under_way: None,
            hash: Sha256::new(),
            size: 0,
        }
    }

    /// Number of bytes so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds the next bytes.
    pub async fn push(&mut self, bytes: Bytes) -> Result<(), FilesError> {
        self.hash.update(&bytes);
        self.size += bytes.len() as u64;
        self.part.push(bytes);
        if self.part.content_length() as u64 >= self.part_size {
            self.send_part().await?;
        }
        Ok(())
    }

    /// Size and hash of the bytes so far.
    pub fn written(&self) -> Written {
        Written { size: self.size, sha256: hex::encode(self.hash.clone().finalize()) }
    }

    /// Writes the rest; from then on the file exists under its key.
    pub async fn finish(mut self) -> Result<(), FilesError> {
        self.send_part().await?;
        self.settle().await?;
        if let Some(mut target) = self.target.take()
            && let Err(error) = target.complete().await
        {
            give_up(target).await;
            return Err(error.into());
        }
        Ok(())
    }

    async fn send_part(&mut self) -> Result<(), FilesError> {
        self.settle().await?;
        let part = std::mem::take(&mut self.part);
        if let (Some(target), false) = (&mut self.target, part.is_empty()) {
            self.under_way = Some(tokio::spawn(target.put_part(part.freeze())));
        }
        Ok(())
    }

    /// Waits until the previous part is written.
    async fn settle(&mut self) -> Result<(), FilesError> {
        if let Some(under_way) = self.under_way.take() {
            under_way.await.map_err(|source| object_store::Error::JoinError { source })??;
        }
        Ok(())
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        let (Some(target), under_way) = (self.target.take(), self.under_way.take()) else { return };
        // Without a runtime the process is ending; a folder cleans up by itself.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        runtime.spawn(async move {
            if let Some(under_way) = under_way {
                // A part still being written would arrive after the end.
                let _ = under_way.await;
            }
            give_up(target).await;
        });
    }
}

async fn give_up(mut target: Box<dyn MultipartUpload>) {
    if let Err(error) = target.abort().await {
        tracing::warn!(%error, "what an upload left behind could not be deleted");
    }
}
