//! How many large requests are read at once.

use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

/// The room for larger requests: they are in memory until they are whole.
#[derive(Debug)]
pub struct LargeBodies {
    /// What is free, in KiB.
    free: Semaphore,
    /// How long a request waits for others.
    wait: Duration,
}

impl LargeBodies {
    /// Room for so many KiB, for which a request waits so long.
    pub fn new(kibibytes: usize, wait: Duration) -> Self {
        Self { free: Semaphore::new(kibibytes), wait }
    }

    /// Waits for room; `None` if there was none in time.
    pub async fn take(&self, kibibytes: u32) -> Option<SemaphorePermit<'_>> {
        timeout(self.wait, self.free.acquire_many(kibibytes)).await.ok()?.ok()
    }
}

impl Default for LargeBodies {
    fn default() -> Self {
        Self::new(256 << 10, Duration::from_secs(5))
    }
}
