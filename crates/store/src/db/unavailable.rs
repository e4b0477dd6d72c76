//! Tells a database that is temporarily unavailable from a request that is wrong.

use std::error::Error;

use sea_orm::sqlx::error::DatabaseError;
use sea_orm::sqlx::postgres::PgDatabaseError;
use sea_orm::sqlx::sqlite::SqliteError;
use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr, sqlx};

/// Why the database is temporarily unavailable. The same request may succeed later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unavailable {
    /// Others hold SQLite's writer, a lock, or all connections for too long.
    #[error("the database is busy")]
    Busy,
    /// It can't store anything: its disk is full or failing, or it is read-only.
    #[error("the database can't store anything")]
    Storage,
    /// It can't be reached.
    #[error("the database can't be reached")]
    Away,
}

impl Unavailable {
    /// The reason behind an error or one of its causes; None if it is something else.
    pub fn of(error: &(dyn Error + 'static)) -> Option<Self> {
        let mut next = Some(error);
        while let Some(error) = next {
            if let Some(error) = error.downcast_ref::<DbErr>() {
                return Self::of_database(error);
            }
            next = error.source();
        }
        None
    }

    fn of_database(error: &DbErr) -> Option<Self> {
        match error {
            DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) => Some(Self::Busy),
            DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed) => Some(Self::Away),
            DbErr::Conn(RuntimeErr::SqlxError(error))
            | DbErr::Exec(RuntimeErr::SqlxError(error))
            | DbErr::Query(RuntimeErr::SqlxError(error)) => Self::of_driver(error),
            _ => None,
        }
    }

    pub(super) fn of_driver(error: &sqlx::Error) -> Option<Self> {
        match error {
            sqlx::Error::PoolTimedOut => Some(Self::Busy),
            sqlx::Error::Io(_) | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => Some(Self::Away),
            sqlx::Error::Database(error) => Self::of_answer(error.as_ref()),
            _ => None,
        }
    }

    fn of_answer(error: &dyn DatabaseError) -> Option<Self> {
        let code = error.code()?;
        if error.try_downcast_ref::<SqliteError>().is_some() {
            return code.parse().ok().and_then(Self::of_sqlite);
        }
        error.try_downcast_ref::<PgDatabaseError>().and_then(|_| Self::of_postgres(&code))
    }

    /// By SQLite's result code, which extended ones carry in their low byte.
    fn of_sqlite(code: i32) -> Option<Self> {
        match code & 0xff {
            // BUSY, LOCKED, NOMEM, PROTOCOL: too many at once.
            5 | 6 | 7 | 15 => Some(Self::Busy),
            // READONLY, IOERR, FULL, CANTOPEN.
            8 | 10 | 13 | 14 => Some(Self::Storage),
            _ => None,
        }
    }

    /// By SQLSTATE.
    fn of_postgres(code: &str) -> Option<Self> {
        match code {
            // Serialization failure, deadlock, lock not available, query canceled.
            "40001" | "40P01" | "55P03" | "57014" => Some(Self::Busy),
            // Disk full; a read-only transaction, as on a standby.
            "53100" | "25006" => Some(Self::Storage),
            _ if code.starts_with("53") => Some(Self::Busy),
            // I/O errors.
            _ if code.starts_with("58") => Some(Self::Storage),
            // Connection exceptions, and a server that is shutting down, has crashed or is starting.
            _ if code.starts_with("08") || code.starts_with("57P") => Some(Self::Away),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_is_told_from_what_stays() {
        // BUSY_SNAPSHOT, FULL, IOERR_WRITE, READONLY_DBMOVED; CONSTRAINT_UNIQUE and ERROR.
        let expected = [
            (517, Some(Unavailable::Busy)),
            (13, Some(Unavailable::Storage)),
            (778, Some(Unavailable::Storage)),
            (1_032, Some(Unavailable::Storage)),
            (2_067, None),
            (1, None),
        ];
        for (code, reason) in expected {
            assert_eq!(Unavailable::of_sqlite(code), reason, "{code}");
        }
        let expected = [
            ("55P03", Some(Unavailable::Busy)),
            ("53300", Some(Unavailable::Busy)),
            ("53100", Some(Unavailable::Storage)),
            ("57P01", Some(Unavailable::Away)),
            ("08006", Some(Unavailable::Away)),
            ("23505", None),
            ("42P01", None),
        ];
        for (code, reason) in expected {
            assert_eq!(Unavailable::of_postgres(code), reason, "{code}");
        }
    }

    #[test]
    fn the_cause_is_found_behind_an_error_of_an_operation() {
        let busy = || DbErr::ConnectionAcquire(ConnAcquireErr::Timeout);
        assert_eq!(
            Unavailable::of(&crate::licenses::LicenseError::Database(busy())),
            Some(Unavailable::Busy)
        );
        let away = DbErr::Query(RuntimeErr::SqlxError(sqlx::Error::WorkerCrashed.into()));
        assert_eq!(Unavailable::of(&away), Some(Unavailable::Away));
        assert_eq!(Unavailable::of(&crate::licenses::LicenseError::Refused(model::Refused)), None);
        assert_eq!(Unavailable::of(&DbErr::RecordNotInserted), None);
    }
}
