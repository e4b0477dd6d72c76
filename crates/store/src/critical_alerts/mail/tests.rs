use futures::future::join_all;
use sea_orm::EntityTrait;

use super::*;
use crate::Db;
use crate::db::entity::{event, mail};
use crate::testing::{NOW, TestDb, World, both_databases};

const MINUTE: i64 = 60_000;

async fn write(db: &Db, recipient: &str, due_at: i64) {
    let new = NewMail {
        recipient,
        subject: "Subject".into(),
        text: "Text".into(),
        html: "<p>Text</p>".into(),
        purpose: Purpose::CriticalAlert,
        organization: None,
        license: None,
        once: None,
        unsubscribe: Some("https://example.org/unsubscribe/x".into()),
        due_at,
    };
    assert!(enqueue(db.connection(), new, NOW).await.unwrap());
}

async fn row(db: &Db, id: i64) -> mail::Model {
    mail::Entity::find_by_id(id).one(db.connection()).await.unwrap().unwrap()
}

#[both_databases]
async fn a_mail_is_in_one_servers_hand(database: TestDb) {
    let (db, other) = (&database.db, database.again().await);
    for number in 0..4 {
        write(db, &format!("{number}@example.org"), NOW + number).await;
    }
    assert!(due(db, 10, NOW - 1).await.unwrap().is_empty());
    let ids = due(db, 10, NOW + 1).await.unwrap();
    assert_eq!(ids.len(), 2);
    let ids = due(db, 3, NOW + 3).await.unwrap();
    assert_eq!(ids.len(), 3);
    let asking = (0..10).map(|number| {
        let db = if number % 2 == 0 { db } else { &other };
        async { claim(db, ids[0], NOW).await.unwrap() }
    });
    let mut letters: Vec<_> = join_all(asking).await.into_iter().flatten().collect();
    let letter = letters.pop().unwrap();
    assert!(letters.is_empty());
    assert_eq!((&*letter.recipient, letter.attempts), ("0@example.org", 1));
    assert!(!due(db, 10, NOW + 3).await.unwrap().contains(&letter.id));

    // Another server takes over from one that died in the middle.
    assert!(claim(&other, letter.id, letter.until - 1).await.unwrap().is_none());
    let again = claim(&other, letter.id, letter.until).await.unwrap().unwrap();
    assert_eq!(again.attempts, 2);
    // A late result of the first attempt does not disturb the second.
    failed(db, &letter, "too late", NOW).await.unwrap();
    assert_eq!(row(db, letter.id).await.claimed_until, Some(again.until));
    sent(&other, &again, NOW + 9).await.unwrap();
    let row = row(db, letter.id).await;
    assert_eq!((row.sent_at, row.claimed_until), (Some(NOW + 9), None));
    assert_eq!((&*row.text, &*row.html, row.unsubscribe), ("", "", None));
    assert!(claim(db, letter.id, NOW + 100 * MINUTE).await.unwrap().is_none());
}

#[both_databases]
async fn what_fails_is_tried_again_and_given_up_after_three_days(database: TestDb) {
    let db = &database.db;
    write(db, "a@example.org", NOW).await;
    let id = due(db, 1, NOW).await.unwrap()[0];
    let mut now = NOW;
    loop {
        let letter = claim(db, id, now).await.unwrap().unwrap();
        let Some(again) = failed(db, &letter, "nobody\r\nis there", now).await.unwrap() else { break };
        assert_eq!(row(db, id).await.error.as_deref(), Some("nobodyis there"));
        assert!(due(db, 1, again - 1).await.unwrap().is_empty());
        assert_eq!(&*row(db, id).await.text, "Text");
        now = again;
    }
    assert!(now - NOW > 70 * 60 * MINUTE);
    let row = row(db, id).await;
    assert_eq!((row.failed_at, row.sent_at, &*row.text), (Some(now), None, ""));
    assert!(due(db, 1, i64::MAX).await.unwrap().is_empty());
}

#[both_databases]
async fn a_mail_whose_recipient_is_refused_is_given_up_once_with_an_event(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let new = NewMail {
        recipient: "gone@example.org",
        subject: "Subject".into(),
        text: "Text".into(),
        html: "<p>Text</p>".into(),
        purpose: Purpose::Invitation,
        organization: Some(world.customer),
        license: None,
        once: None,
        unsubscribe: None,
        due_at: NOW,
    };
    enqueue(db.connection(), new, NOW).await.unwrap();
    let id = due(db, 1, NOW).await.unwrap()[0];
    let letter = claim(db, id, NOW).await.unwrap().unwrap();
    let again = claim(db, id, letter.until).await.unwrap().unwrap();
    // The earlier claim no longer has an effect.
    for (letter, given_up) in [(&letter, 0), (&again, 1), (&again, 1)] {
        refused(db, letter, "550 5.1.1 nobody\r\nis there", NOW + 5).await.unwrap();
        let events = event::Entity::find().all(db.connection()).await.unwrap();
        let told = events.into_iter().filter(|row| row.kind == "mail-given-up");
        let told: Vec<_> = told.map(|row| (row.organization_id, row.object_name, row.new)).collect();
        let what = "Invitation: 550 5.1.1 nobodyis there".to_owned();
        let expected = vec![(Some(world.customer), "gone@example.org".to_owned(), what); given_up];
        assert_eq!(told, expected);
    }
    let row = row(db, id).await;
    assert_eq!((row.failed_at, &*row.text), (Some(NOW + 5), ""));
    assert!(due(db, 1, i64::MAX).await.unwrap().is_empty());
}
