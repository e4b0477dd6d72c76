//! A database that is full for a while: acknowledged writes are kept, failed ones leave nothing, and then work continues.

use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{ConnectionTrait, DatabaseBackend, DbErr, Statement};
use tokio::task::JoinSet;

use super::{CONNECTIONS, Db, Unavailable, Unwell};
use crate::testing::{TestDb, sqlite};

const ROUNDS: i64 = 4;
/// More writers than connections: each connection fails now and then.
const WRITERS: u32 = 2 * CONNECTIONS;
/// Larger than a page.
const BYTES: usize = 5_000;

/// A table to fill. The limit on pages is per connection, so all open connections get it.
async fn table(database: &TestDb) {
    let db = &database.db;
    db.connection().execute_unprepared("CREATE TABLE filled (number integer, filler text)").await.unwrap();
}

async fn count(db: &Db) -> i64 {
    let count = Statement::from_string(DatabaseBackend::Sqlite, "SELECT count(*) FROM filled");
    db.connection().query_one_raw(count).await.unwrap().unwrap().try_get_by(0).unwrap()
}

/// Writes a row in a transaction, on a connection limited to its current pages plus `pages`, if given.
async fn write(db: &Db, pages: Option<i64>, number: u32) -> Result<(), DbErr> {
    let transaction = db.begin_write().await?;
    if let Some(pages) = pages {
        transaction.execute_unprepared(&format!("PRAGMA max_page_count = {pages}")).await?;
    }
    let row = format!("INSERT INTO filled VALUES ({number}, hex(randomblob({})))", BYTES / 2);
    transaction.execute_unprepared(&row).await?;
    transaction.commit().await
}

async fn pages(db: &Db) -> i64 {
    let pages = Statement::from_string(DatabaseBackend::Sqlite, "PRAGMA page_count");
    db.connection().query_one_raw(pages).await.unwrap().unwrap().try_get_by(0).unwrap()
}

/// Lets all write at once. Returns how many writes were acknowledged.
async fn write_all(db: &Db, pages: Option<i64>) -> u32 {
    let stored = std::sync::Arc::new(AtomicU32::new(0));
    let mut writers = JoinSet::new();
    for number in 0..WRITERS {
        let (db, stored) = (db.clone(), std::sync::Arc::clone(&stored));
        writers.spawn(async move {
            match write(&db, pages, number).await {
                Ok(()) => stored.fetch_add(1, Ordering::Relaxed),
                Err(error) => {
                    assert_eq!(Unavailable::of(&error), Some(Unavailable::Storage), "{error}");
                    0
                }
            };
        });
    }
    writers.join_all().await;
    stored.load(Ordering::Relaxed)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_database_loses_nothing_and_goes_on_when_there_is_room() {
    let database = sqlite().await;
    table(&database).await;
    let (db, other) = (&database.db, database.again().await);
    let mut acknowledged = 0;
    for round in 0..ROUNDS {
        let room = pages(db).await + 6;
        let stored = write_all(db, Some(room)).await;
        assert!(stored < WRITERS, "round {round}: the database was never full");
        acknowledged += i64::from(stored);
        // Another connection finds exactly the acknowledged rows.
        assert_eq!(count(&other).await, acknowledged, "round {round}: while it is full");
        let all = write_all(db, Some(1 << 30)).await;
        assert_eq!(all, WRITERS, "round {round}: there is room again");
        acknowledged += i64::from(all);
        assert_eq!(count(&other).await, acknowledged, "round {round}: after that");
    }
    drop(database.db.clone());
    assert_eq!(count(&database.again().await).await, acknowledged, "after a restart");
}

#[tokio::test]
async fn a_transaction_ends_with_its_first_failure() {
    let database = sqlite().await;
    table(&database).await;
    let db = &database.db;
    let transaction = db.begin_write().await.unwrap();
    let limit = format!("PRAGMA max_page_count = {}", pages(db).await);
    transaction.execute_unprepared(&limit).await.unwrap();
    let row = |bytes| format!("INSERT INTO filled VALUES (1, hex(randomblob({bytes})))");
    let failed = transaction.execute_unprepared(&row(1 << 20)).await.unwrap_err();
    assert_eq!(Unavailable::of(&failed), Some(Unavailable::Storage), "{failed}");
    // SQLite has already rolled back, and would store this one outside of the transaction.
    let next = transaction.execute_unprepared("UPDATE products SET maker = maker").await.unwrap_err();
    assert_eq!(next.to_string(), failed.to_string());
    assert_eq!(transaction.commit().await.unwrap_err().to_string(), failed.to_string());
    assert_eq!(count(db).await, 0);
}

#[tokio::test]
async fn health_tells_whether_something_can_be_stored() {
    let database = sqlite().await;
    let db = &database.db;
    let mut now = 0;
    let mut later = || {
        now += 1_000;
        now
    };
    assert_eq!(db.check_writing(later()).await, Ok(()));
    // Another process is the writer.
    let other = database.again().await;
    let held = other.begin_write().await.unwrap();
    assert_eq!(db.check_writing(later()).await, Err(Unwell::Slow));
    held.rollback().await.unwrap();
    let free = async {
        while db.check_writing(later()).await.is_err() {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(15), free).await.unwrap();
}

#[crate::testing::both_databases]
async fn this_servers_own_writer_is_well_until_it_is_stuck(database: TestDb) {
    let db = &database.db;
    let all = if database.name == "SQLite" { 1 } else { super::WRITERS };
    let mut held = Vec::new();
    for _ in 0..all {
        held.push(db.begin_write().await.unwrap());
    }
    for (now, found) in [(0, Ok(())), (100_000, Ok(())), (121_000, Err(Unwell::Stuck))] {
        assert_eq!(db.check_writing(now).await, found, "at {now}");
    }
    drop(held);
    assert_eq!(db.check_writing(130_000).await, Ok(()));
    // Within a second the response is the same.
    let held = db.begin_write().await.unwrap();
    assert_eq!(db.check_writing(130_999).await, Ok(()));
    drop(held);
}
