//! Turns the error of the second of two simultaneous writers into one that says what is taken.

use sea_orm::{DbErr, SqlErr};

/// Whether a write failed because another row has a value that must be unique, on either database.
pub fn is_taken(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}

/// The error of a write that came second.
pub(crate) trait OrTaken<T> {
    /// If another row has a value that must be unique, `taken` makes the error. The transaction is over then: PostgreSQL
    /// accepts no further statement in it.
    fn or_taken<E: From<DbErr>>(self, taken: impl FnOnce() -> E) -> Result<T, E>;
}

impl<T> OrTaken<T> for Result<T, DbErr> {
    fn or_taken<E: From<DbErr>>(self, taken: impl FnOnce() -> E) -> Result<T, E> {
        self.map_err(|error| if is_taken(&error) { taken() } else { error.into() })
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::ConnectionTrait;

    use super::*;
    use crate::testing::{TestDb, both_databases};

    #[both_databases]
    async fn what_is_taken_is_told_from_other_failures_on_both_databases(database: TestDb) {
        let connection = database.db.connection();
        let add = |id: i64, email: &str| {
            format!("INSERT INTO users (id, email, name, created_at) VALUES ({id}, '{email}', 'Ada', 0)")
        };
        connection.execute_unprepared(&add(1, "ada@example.org")).await.unwrap();
        for (statement, taken) in [
            (add(2, "ada@example.org"), true),
            (add(1, "bob@example.org"), true),
            ("INSERT INTO pins (user_id, license_id) VALUES (1, 99)".to_owned(), false),
            ("INSERT INTO users (id) VALUES (3)".to_owned(), false),
            ("SELECT nothing".to_owned(), false),
        ] {
            let error = connection.execute_unprepared(&statement).await.unwrap_err();
            assert_eq!(is_taken(&error), taken, "{statement}: {error}");
        }
    }
}
