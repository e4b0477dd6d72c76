//! Limits how many large requests are read at once.

use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

/// The room for larger requests, which are in memory until they are complete.
#[derive(Debug)]
pub struct LargeBodies {
    /// The free room, in KiB.
    free: Semaphore,
    /// A request waits this long for others.
    wait: Duration,
}

impl LargeBodies {
    /// Room for that many KiB, for which a request waits that long.
    pub fn new(kibibytes: usize, wait: Duration) -> Self {
        Self { free: Semaphore::new(kibibytes), wait }
    }

    /// Waits for room. Returns `None` if there is none in time.
    pub async fn take(&self, kibibytes: u32) -> Option<SemaphorePermit<'_>> {
        timeout(self.wait, self.free.acquire_many(kibibytes)).await.ok()?.ok()
    }
}

impl Default for LargeBodies {
    fn default() -> Self {
        Self::new(256 << 10, Duration::from_secs(5))
    }
}
