//! How many questions some work asks the database: for tests that insist on a number.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use sea_orm::DatabaseConnection;

/// Counts the statements of a database, those of transactions included.
#[derive(Clone, Debug, Default)]
pub(super) struct Count(Arc<AtomicUsize>);

impl Count {
    /// A count of what that connection asks from now on, and whatever is cloned from it.
    pub(super) fn of(connection: &mut DatabaseConnection) -> Self {
        let count = Self::default();
        count.watch(connection);
        count
    }

    /// Counts what that connection asks from now on, too.
    pub(super) fn watch(&self, connection: &mut DatabaseConnection) {
        let counted = self.clone();
        connection.set_metric_callback(move |_| {
            counted.0.fetch_add(1, Ordering::Relaxed);
        });
    }
}

impl super::Db {
    /// What comes of some work, and how many statements it took.
    pub async fn counted<T>(&self, work: impl Future<Output = T>) -> (T, usize) {
        let before = self.count.0.load(Ordering::Relaxed);
        let done = work.await;
        (done, self.count.0.load(Ordering::Relaxed) - before)
    }
}
