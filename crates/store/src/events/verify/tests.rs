//! Every change to stored events is found and named.

use sea_orm::{ActiveModelTrait as _, ActiveValue::Set, ConnectionTrait as _, PaginatorTrait as _};

use super::*;
use crate::events::{Event, Kind, seal};
use crate::testing::{Engine, NOW, TestDb, both_databases};

const HOUR: i64 = 3_600_000;
/// The time of the check: long after all events were sealed.
const LATER: i64 = NOW + 2 * HOUR;
/// The event that the tests change.
const CHANGED: i64 = 4;

/// Seven events, numbered 2, 4, … so that there is room between them, sealed in two turns.
async fn chained(database: &TestDb) -> &Db {
    let db = &database.db;
    for number in 1..=7 {
        add(db, number).await;
        if number == 3 {
            assert_eq!(seal(db, NOW).await.unwrap(), 3);
        }
    }
    assert_eq!(seal(db, NOW + 5_000).await.unwrap(), 4);
    assert_eq!(seal(db, NOW + 5_000).await.unwrap(), 0);
    db
}

/// Adds the event with that number.
async fn add(db: &Db, number: i64) {
    let text = format!("event {number}");
    let row = Event::of_installation(NOW + number, Kind::LicenseChanged).change("", &text).named(&text);
    let row = event::ActiveModel {
        id: Set(2 * number),
        license_id: Set(Some(number)),
        network_address: Set(Some("192.0.2.1".to_owned())),
        actor_name: Set("ada".to_owned()),
        ..row.into_row().0
    };
    row.insert(db.connection()).await.unwrap();
}

async fn findings(db: &Db) -> Vec<Finding> {
    verify(db, None, LATER).await.unwrap().findings
}

#[both_databases]
async fn what_was_written_is_found_as_it_was(database: TestDb) {
    let db = chained(&database).await;
    let verified = verify(db, None, LATER).await.unwrap();
    assert_eq!(verified.findings, []);
    assert_eq!((verified.head.count, verified.kept, verified.waiting), (7, 7, 0));
    let head = verified.head.to_string().parse::<Head>().unwrap();
    // An older head is a link of the chain, which has grown since.
    add(db, 8).await;
    let waiting = verify(db, Some(&head), LATER).await.unwrap();
    assert_eq!((waiting.findings, waiting.waiting, waiting.kept), (Vec::new(), 1, 8));
    seal(db, LATER).await.unwrap();
    let grown = verify(db, Some(&head), LATER).await.unwrap();
    assert_eq!((grown.findings, grown.head.count), (Vec::new(), 8));
}

/// On SQLite alone, because the statements are the same on both engines, and each takes a database.
#[tokio::test]
async fn a_change_of_any_column_of_an_event_is_found() {
    for (column, value) in [
        ("at", "at + 1"),
        ("user_id", "9"),
        ("organization_id", "9"),
        ("license_id", "NULL"),
        ("visible_to", "9"),
        ("acting_organization_id", "9"),
        ("kind", "'note-edited'"),
        ("old", "'x'"),
        ("new", "'x'"),
        ("network_address", "NULL"),
        ("actor", "'person'"),
        ("actor_name", "'bob'"),
        ("object", "'user'"),
        ("object_name", "''"),
    ] {
        let database = crate::testing::sqlite().await;
        altered(&database, column, value).await;
    }
}

#[both_databases]
async fn a_changed_event_is_found(database: TestDb) {
    altered(&database, "new", "new || '.'").await;
}

async fn altered(database: &TestDb, column: &str, value: &str) {
    let db = chained(database).await;
    let sql = format!("UPDATE events SET {column} = {value} WHERE id = {CHANGED}");
    assert_eq!(db.connection().execute_unprepared(&sql).await.unwrap().rows_affected(), 1);
    assert_eq!(findings(db).await, [Finding::Altered(CHANGED)], "{column}");
}

#[both_databases]
async fn a_change_of_any_column_of_a_seal_is_found(engine: Engine) {
    for (column, value) in [
        ("event_id", "99"),
        ("at", "at + 1"),
        ("keep_until", "0"),
        ("sealed_at", "0"),
        ("passed", "99"),
        ("content_hash", "''"),
        ("hash", "''"),
    ] {
        let database: TestDb = engine.fresh().await;
        let db = chained(&database).await;
        let sql = format!("UPDATE event_seals SET {column} = {value} WHERE seq = 2");
        db.connection().execute_unprepared(&sql).await.unwrap();
        let found = findings(db).await;
        let named = found.iter().any(|finding| matches!(finding, Finding::SealAltered { seq: 2 | 3, .. }));
        assert!(named, "{column}: {found:?}");
    }
}

#[both_databases]
async fn what_was_deleted_added_or_swapped_is_named(engine: Engine) {
    let swap = "UPDATE events SET id = 104 WHERE id = 4; UPDATE events SET id = 4 WHERE id = 12;
        UPDATE events SET id = 12 WHERE id = 104";
    let no_keys = "DELETE FROM event_organizations";
    let forge = |id: i64| {
        format!(
            "INSERT INTO events (id, at, kind, old, new) VALUES ({id}, {NOW}, 'license-changed', '', 'forged')"
        )
    };
    for (what, sql, expected) in [
        ("one deleted", "DELETE FROM events WHERE id = 6".to_owned(), vec![Finding::Deleted(6)]),
        ("the last deleted", "DELETE FROM events WHERE id = 14".to_owned(), vec![Finding::Deleted(14)]),
        ("two swapped", swap.to_owned(), vec![Finding::Swapped(4, 12)]),
        ("one added between", forge(5), vec![Finding::Added(5)]),
        (
            "one exchanged",
            format!("DELETE FROM events WHERE id = 6; {}", forge(5)),
            vec![Finding::Added(5), Finding::Deleted(6)],
        ),
        (
            "one deleted with its seal",
            "DELETE FROM events WHERE id = 6; DELETE FROM event_seals WHERE event_id = 6".to_owned(),
            vec![Finding::SealsDeleted { first: 3, last: 3 }],
        ),
        (
            "a seal deleted",
            "DELETE FROM event_seals WHERE seq = 1".to_owned(),
            vec![Finding::Added(2), Finding::SealsDeleted { first: 1, last: 1 }],
        ),
    ] {
        let database: TestDb = engine.fresh().await;
        let db = chained(&database).await;
        db.connection().execute_unprepared(no_keys).await.unwrap();
        db.connection().execute_unprepared(&sql).await.unwrap();
        // Sealing continues, and hides nothing.
        seal(db, LATER).await.unwrap();
        assert_eq!(findings(db).await, expected, "{what}");
    }
}

/// The head of the chain when that many events were sealed.
async fn head_at(db: &Db, count: i64) -> Head {
    let seal = event_seal::Entity::find_by_id(count).one(db.connection()).await.unwrap().unwrap();
    Head { count, hash: seal.hash }
}

#[both_databases]
async fn a_check_since_a_head_finds_what_was_changed_of_the_newer_events(engine: Engine) {
    let add = format!(
        "INSERT INTO events (id, at, kind, old, new) VALUES (13, {NOW}, 'license-changed', '', 'forged')"
    );
    for (sql, expected) in [
        ("SELECT 1", vec![]),
        ("UPDATE events SET new = 'x' WHERE id = 4", vec![]),
        ("UPDATE events SET new = 'x' WHERE id = 10", vec![Finding::Altered(10)]),
        ("UPDATE events SET new = 'x' WHERE id = 14", vec![Finding::Altered(14)]),
        ("DELETE FROM events WHERE id = 12", vec![Finding::Deleted(12)]),
        (add.as_str(), vec![Finding::Added(13)]),
        // Otherwise an added event could be declared old.
        (
            "UPDATE event_seals SET passed = 99 WHERE seq = 5",
            vec![Finding::SealAltered { seq: 5, event: 10 }],
        ),
        ("UPDATE event_seals SET hash = '' WHERE seq = 4", vec![Finding::SealAltered { seq: 5, event: 10 }]),
    ] {
        let database: TestDb = engine.fresh().await;
        let db = chained(&database).await;
        let since = head_at(db, 5).await;
        db.connection().execute_unprepared("DELETE FROM event_organizations").await.unwrap();
        db.connection().execute_unprepared(sql).await.unwrap();
        let verified = verify_since(db, &since, LATER).await.unwrap();
        assert_eq!(verified.findings, expected, "{sql}");
        assert_eq!(verified.head.count, 7, "{sql}");
        assert!((2..=4).contains(&verified.kept), "{sql}: {}", verified.kept);
    }
}

#[both_databases]
async fn a_check_since_a_head_that_the_chain_does_not_contain_is_a_check_of_everything(database: TestDb) {
    let db = chained(&database).await;
    let all = verify(db, None, LATER).await.unwrap();
    for count in [1, 2, 7] {
        let verified = verify_since(db, &head_at(db, count).await, LATER).await.unwrap();
        let kept = u64::try_from(7 - count + 1).unwrap();
        assert_eq!((verified.findings, verified.head, verified.kept), (vec![], all.head.clone(), kept));
    }
    let start = Head { count: 0, hash: String::new() };
    assert_eq!(verify_since(db, &start, LATER).await.unwrap(), all);
    let altered = format!("UPDATE events SET new = 'x' WHERE id = {CHANGED}");
    db.connection().execute_unprepared(&altered).await.unwrap();
    for count in [5, 8, 9] {
        let other = Head { count, hash: "9f".repeat(32) };
        let found = verify_since(db, &other, LATER).await.unwrap().findings;
        assert_eq!(found, [Finding::Altered(CHANGED), Finding::OtherChain], "{count}");
    }
}

#[both_databases]
async fn an_end_that_is_cut_off_and_a_chain_made_anew_differ_from_the_head_that_was_kept(database: TestDb) {
    let db = chained(&database).await;
    let head = verify(db, None, LATER).await.unwrap().head;
    let cut = "DELETE FROM event_seals WHERE event_id = 14; DELETE FROM event_organizations;
            DELETE FROM events WHERE id = 14";
    db.connection().execute_unprepared(cut).await.unwrap();
    assert_eq!(findings(db).await, []);
    let found = verify(db, Some(&head), LATER).await.unwrap();
    assert_eq!(found.findings, [Finding::OtherChain]);

    db.connection().execute_unprepared("DELETE FROM event_seals").await.unwrap();
    assert_eq!(seal(db, NOW).await.unwrap(), 6);
    assert_eq!(event_seal::Entity::find().count(db.connection()).await.unwrap(), 6);
    assert_eq!(findings(db).await, []);
    let found = verify(db, Some(&head), LATER).await.unwrap();
    assert_eq!(found.findings, [Finding::OtherChain]);
}

#[both_databases]
async fn servers_that_seal_at_once_make_one_chain(database: TestDb) {
    let db = &database.db;
    let other = database.again().await;
    let (one, two) = (async { write(db).await }, async { write(&other).await });
    tokio::join!(one, two);
    seal(db, NOW).await.unwrap();
    let verified = verify(db, None, LATER).await.unwrap();
    assert_eq!((verified.findings, verified.head.count), (Vec::new(), 60));
}

async fn write(db: &Db) {
    for number in 0..30 {
        Event::of_installation(NOW + number, Kind::UserAdded).record(db.connection()).await.unwrap();
        seal(db, NOW + number).await.unwrap();
    }
}

#[test]
fn a_head_is_read_back_and_nothing_else_is_one() {
    let hash = "9f".repeat(32);
    assert_eq!(format!(" 12:{hash}").parse(), Ok(Head { count: 12, hash: hash.clone() }));
    assert_eq!("0:".parse(), Ok(Head { count: 0, hash: String::new() }));
    for odd in
        ["", "12", "12:", "12:xyz", &format!("-1:{hash}"), &format!("x:{hash}"), &format!("12:{hash}0")]
    {
        assert_eq!(odd.parse::<Head>(), Err(HeadError), "{odd}");
    }
}
