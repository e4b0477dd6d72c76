//! Checks that the database can be read and written.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseBackend, DbErr};
use tokio::time::timeout;

use super::{Db, Unavailable};

/// Limits a check, so that a response comes within a second.
const CHECK_WAIT: Duration = Duration::from_millis(900);
/// How long a check waits for its turn to write before it looks at the current writer.
const TURN_WAIT: Duration = Duration::from_millis(300);
/// How long a result counts, in milliseconds: frequent checks write little.
const COUNTS_FOR: i64 = 1_000;
/// A writer at work for longer than this, in milliseconds, counts as stuck.
const STUCK: i64 = 120_000;

/// The problem with the database.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unwell {
    /// It did not answer in time.
    #[error("The database did not answer within a second.")]
    Slow,
    /// It can't be reached.
    #[error("The database can't be reached.")]
    Away,
    /// Another process holds the writer or a lock.
    #[error("Nothing can be saved: another process is writing to the database.")]
    Busy,
    /// This server has been in the same transaction for minutes.
    #[error("Nothing can be saved: a write has been running for more than two minutes.")]
    Stuck,
    /// Nothing can be stored.
    #[error("Nothing can be saved: the database's disk is full or failing, or the database is read-only.")]
    Storage,
    /// Something else; the log says what.
    #[error("The database failed.")]
    Failed,
}

impl Unwell {
    fn of(error: &DbErr) -> Self {
        tracing::error!(%error, "the database can't be used");
        match Unavailable::of(error) {
            Some(Unavailable::Busy) => Self::Busy,
            Some(Unavailable::Storage) => Self::Storage,
            Some(Unavailable::Away) => Self::Away,
            None => Self::Failed,
        }
    }
}

/// What the last check found.
#[derive(Debug)]
pub(super) struct Checked {
    at: i64,
    found: Result<(), Unwell>,
    /// Since when this server has had the same writer, and how many had ended before it.
    writing: Option<(i64, u64)>,
}

impl Default for Checked {
    fn default() -> Self {
        Self { at: i64::MIN, found: Ok(()), writing: None }
    }
}

impl Db {
    /// Writes something and reports within a second whether that worked. `now` is in milliseconds since the Unix epoch. One
    /// check runs at a time, and its result serves all callers of the next second.
    ///
    /// While this server itself is writing, such as a large import, the database counts as healthy unless that takes minutes.
    pub async fn check_writing(&self, now: i64) -> Result<(), Unwell> {
        let check = async {
            let mut checked = Arc::clone(&self.checked).lock_owned().await;
            if (0..COUNTS_FOR).contains(&now.saturating_sub(checked.at)) {
                return checked.found.clone();
            }
            let db = self.clone();
            // In a task of its own: SQLite may keep it waiting longer than the caller does, and must not be asked again each
            // time.
            let check = tokio::spawn(async move {
                let found = db.write_something(&mut checked, now).await;
                (checked.at, checked.found) = (now, found.clone());
                found
            });
            check.await.unwrap_or(Err(Unwell::Failed))
        };
        timeout(CHECK_WAIT, check).await.unwrap_or(Err(Unwell::Slow))
    }

    /// Reads something and reports within a second whether that worked.
    pub async fn check_reading(&self) -> Result<(), Unwell> {
        match timeout(CHECK_WAIT, self.connection.execute_unprepared("SELECT 1")).await {
            Ok(read) => read.map(|_| ()).map_err(|error| Unwell::of(&error)),
            Err(_) => Err(Unwell::Slow),
        }
    }

    async fn write_something(&self, checked: &mut Checked, now: i64) -> Result<(), Unwell> {
        let Ok(turn) = self.turns.wait(TURN_WAIT).await else {
            let ended = self.turns.ended();
            let since = match checked.writing {
                Some((since, seen)) if seen == ended => since,
                _ => now,
            };
            checked.writing = Some((since, ended));
            return if now - since > STUCK { Err(Unwell::Stuck) } else { Ok(()) };
        };
        checked.writing = None;
        // After a failure it writes as much as a large request does: a little may fit where that does not.
        let failed = self.turns.failed();
        let bytes = if failed { 256 << 10 } else { 1 << 10 };
        let filler = match self.connection.get_database_backend() {
            DatabaseBackend::Sqlite => format!("hex(randomblob({}))", bytes / 2),
            _ => "md5(random()::text)".to_owned(),
        };
        let written = async {
            let transaction = self.begin_in_turn(turn).await?;
            let write = format!("UPDATE write_checks SET filler = {filler} WHERE id = 1");
            transaction.execute_unprepared(&write).await?;
            transaction.commit().await
        };
        written.await.map_err(|error| Unwell::of(&error))?;
        self.turns.set_failed(false);
        Ok(())
    }
}
