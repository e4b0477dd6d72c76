//! How long the server waits for a client: for as long as it keeps up a minimum rate, plus some patience.

use std::future::Future as _;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

/// The patience left. It shrinks while the server waits for the client and grows with each byte, up to its initial value.
/// Time that the server itself takes does not count.
#[derive(Debug)]
pub(super) struct Pace {
    /// The minimum rate, in bytes a second.
    rate: u32,
    most: Duration,
    left: Duration,
    /// The start of the current wait.
    since: Option<Instant>,
    /// Created with the first wait: most requests have none.
    sleep: Option<Pin<Box<Sleep>>>,
}

impl Pace {
    pub(super) fn new(rate: u32, patience: Duration) -> Self {
        Self { rate, most: patience, left: patience, since: None, sleep: None }
    }

    /// Waits for the client. Ready when no patience is left, and wakes the task then.
    pub(super) fn poll_over(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let is_new = self.since.is_none();
        let end = *self.since.get_or_insert_with(Instant::now) + self.left;
        let sleep = self.sleep.get_or_insert_with(|| Box::pin(sleep_until(end)));
        if is_new {
            sleep.as_mut().reset(end);
        }
        sleep.as_mut().poll(context)
    }

    /// Records that bytes came or went.
    pub(super) fn progress(&mut self, bytes: usize) {
        if let Some(since) = self.since.take() {
            self.left = self.left.saturating_sub(since.elapsed());
        }
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        let earned = Duration::from_secs(1) * bytes / self.rate;
        self.left = Duration::min(self.most, self.left + earned);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_millis(50);

    async fn over(pace: &mut Pace) {
        std::future::poll_fn(|context| pace.poll_over(context)).await;
    }

    #[tokio::test]
    async fn patience_ends_and_grows_with_what_comes() {
        let mut pace = Pace::new(100, PATIENCE);
        let began = Instant::now();
        over(&mut pace).await;
        assert!(began.elapsed() >= PATIENCE);
        // 10 ms for each byte, and never more than at the start.
        pace.progress(2);
        assert!(pace.left <= Duration::from_millis(20), "{pace:?}");
        pace.progress(1_000);
        assert_eq!(pace.left, PATIENCE);
        pace.progress(usize::MAX);
        assert_eq!(pace.left, PATIENCE);
    }

    #[tokio::test]
    async fn what_the_server_takes_does_not_count() {
        let mut pace = Pace::new(100, PATIENCE);
        tokio::time::sleep(2 * PATIENCE).await;
        assert!(tokio::time::timeout(PATIENCE / 5, over(&mut pace)).await.is_err());
        pace.progress(0);
        assert!(pace.left >= PATIENCE / 2, "{pace:?}");
    }
}
