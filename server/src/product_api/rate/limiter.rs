//! Counting: each server counts in memory, and exchanges its counts with the others through the database about once a
//! second. So a limit holds across all servers, up to a second late, and no request waits for the database to count it.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use store::deployments::request_counts;
use store::deployments::request_counts::Window;
use store::{Db, DbErr};

use super::{Limits, Subject};

/// The length of a window, in milliseconds.
const WINDOW: i64 = 60_000;

/// Counts of requests.
#[derive(Debug)]
pub struct Limiter {
    limits: Limits,
    counts: Mutex<HashMap<String, Count>>,
}

/// The requests of one subject in the window that began at `start`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Count {
    start: i64,
    /// Counted here since the last exchange.
    untold: u64,
    /// The count over all servers at the last exchange.
    known: u64,
}

/// A subject's count against its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Requests in this window, including this one.
    pub count: u64,
    /// Requests allowed in a window.
    pub limit: u64,
    /// When the window ends, in milliseconds since the Unix epoch.
    pub end: i64,
}

impl Taken {
    /// How many more requests are allowed.
    pub fn remaining(&self) -> u64 {
        self.limit.saturating_sub(self.count)
    }

    /// Returns whether this request was over the limit.
    pub fn is_over(&self) -> bool {
        self.count > self.limit
    }
}

impl Limiter {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, counts: Mutex::default() }
    }

    fn counts(&self) -> MutexGuard<'_, HashMap<String, Count>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a request at `now`, in milliseconds since the Unix epoch. None if there is no limit.
    pub(crate) fn take(&self, subject: &Subject, now: i64) -> Option<Taken> {
        let limit = u64::from(subject.limit(self.limits));
        if limit == 0 {
            return None;
        }
        let start = now - now.rem_euclid(WINDOW);
        let mut counts = self.counts();
        let count = counts.entry(subject.name()).or_insert(Count { start, untold: 0, known: 0 });
        if count.start != start {
            *count = Count { start, untold: 0, known: 0 };
        }
        count.untold += 1;
        Some(Taken { count: count.known + count.untold, limit, end: start + WINDOW })
    }

    /// Adds the counts of this server to the database, and reads those of the others for the same subjects.
    pub async fn exchange(&self, db: &Db, now: i64) -> Result<(), DbErr> {
        let told = self.tell(now);
        if told.is_empty() {
            return Ok(());
        }
        match request_counts::add(db, told.clone()).await {
            Ok(totals) => {
                let mut counts = self.counts();
                for (window, total) in totals {
                    if let Some(count) = counts.get_mut(&window.subject).filter(|c| c.start == window.start) {
                        count.known = total;
                    }
                }
                Ok(())
            }
            Err(error) => {
                let mut counts = self.counts();
                for (window, untold) in told {
                    if let Some(count) = counts.get_mut(&window.subject).filter(|c| c.start == window.start) {
                        count.untold += untold;
                        count.known = count.known.saturating_sub(untold);
                    }
                }
                Err(error)
            }
        }
    }

    /// Takes the counts that the others don't have yet, and forgets windows that have ended.
    fn tell(&self, now: i64) -> Vec<(Window, u64)> {
        let mut counts = self.counts();
        // A window further ahead was begun while the clock was wrong.
        counts.retain(|_, count| count.start + WINDOW > now && count.start <= now + WINDOW);
        let untold = counts.iter_mut().filter(|(_, count)| count.untold > 0);
        untold
            .map(|(subject, count)| {
                let untold = std::mem::take(&mut count.untold);
                count.known += untold;
                (Window { subject: subject.clone(), start: count.start }, untold)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use store::testing::{NOW, TestDb, both_databases};

    use super::*;

    const LIMITS: Limits = Limits { address: 3, license: 0, token: 0 };

    fn address() -> Subject {
        Subject::Address("192.0.2.1".into())
    }

    fn count(limiter: &Limiter, now: i64) -> u64 {
        limiter.take(&address(), now).unwrap().count
    }

    #[test]
    fn a_window_has_so_many_requests() {
        let limiter = Limiter::new(LIMITS);
        let taken: Vec<_> = (0..4).filter_map(|_| limiter.take(&address(), NOW)).collect();
        assert_eq!(taken.iter().map(Taken::remaining).collect::<Vec<_>>(), [2, 1, 0, 0]);
        assert_eq!(taken.iter().map(Taken::is_over).collect::<Vec<_>>(), [false, false, false, true]);
        assert_eq!(count(&limiter, NOW + WINDOW), 1);
        let unlimited = Subject::Credential(crate::product_api::rate::Credential::Key("K".into()));
        assert_eq!(limiter.take(&unlimited, NOW), None);
    }

    #[both_databases]
    async fn servers_count_together(database: TestDb) {
        let other_db = database.again().await;
        let (one, other) = (Limiter::new(LIMITS), Limiter::new(LIMITS));
        assert_eq!((count(&one, NOW), count(&one, NOW), count(&other, NOW)), (1, 2, 1));
        one.exchange(&database.db, NOW).await.unwrap();
        assert_eq!(count(&one, NOW), 3);
        other.exchange(&other_db, NOW).await.unwrap();
        // Two of the one server were exchanged, and one of the other.
        assert_eq!(count(&other, NOW), 4);
        one.exchange(&database.db, NOW).await.unwrap();
        assert_eq!(count(&one, NOW), 5);
        one.exchange(&database.db, NOW + WINDOW).await.unwrap();
        assert_eq!(count(&one, NOW + WINDOW), 1);
    }

    #[test]
    fn what_was_told_still_counts() {
        let limiter = Limiter::new(LIMITS);
        count(&limiter, NOW);
        assert_eq!(limiter.tell(NOW).len(), 1);
        assert!(limiter.tell(NOW).is_empty());
        assert_eq!(count(&limiter, NOW), 2);
    }
}
