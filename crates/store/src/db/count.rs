//! Counts the database queries of some work, for tests that expect a certain number.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use sea_orm::DatabaseConnection;

/// Counts the statements sent to a database, including those in transactions.
#[derive(Clone, Debug, Default)]
pub(super) struct Count(Arc<AtomicUsize>);

impl Count {
    /// Counts the statements of that connection, and of its clones, from now on.
    pub(super) fn of(connection: &mut DatabaseConnection) -> Self {
        let count = Self::default();
        count.watch(connection);
        count
    }

    /// Also counts the statements of that connection from now on.
    pub(super) fn watch(&self, connection: &mut DatabaseConnection) {
        let counted = self.clone();
        connection.set_metric_callback(move |_| {
            counted.0.fetch_add(1, Ordering::Relaxed);
        });
    }
}

impl super::Db {
    /// Returns the result of some work, and how many statements it took.
    pub async fn counted<T>(&self, work: impl Future<Output = T>) -> (T, usize) {
        let before = self.count.0.load(Ordering::Relaxed);
        let done = work.await;
        (done, self.count.0.load(Ordering::Relaxed) - before)
    }
}
