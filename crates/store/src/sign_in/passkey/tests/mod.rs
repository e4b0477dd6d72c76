pub(crate) mod authenticator;

use futures::future::join_all;
use model::{Actor, Levels, Refused};
use sea_orm::{EntityTrait, PaginatorTrait};

use self::authenticator::Authenticator;
use super::*;
use crate::Db;
use crate::db::entity::{event, passkey, webauthn_challenge};
use crate::db::secret::Secret;
use crate::testing::{NOW, TestDb, actor, both_databases, notices};

const SITE: &str = "https://licenses.example.org";
const HERE: &str = "192.0.2.1";

fn party() -> RelyingParty {
    RelyingParty::at(SITE).unwrap()
}

fn token(number: u8) -> Secret {
    Secret([number; 32])
}

async fn add(db: &Db, who: &Actor, device: &mut Authenticator, name: &str) -> Result<(), PasskeyError> {
    let options = begin_adding(db, &party(), who, token(1), NOW).await?;
    let answer = device.create(&options);
    finish_adding(db, &party(), who, (token(1), &answer), name, None, NOW).await
}

async fn sign_in(db: &Db, device: &Authenticator) -> Result<Known, PasskeyError> {
    let options = begin_signing_in(db, &party(), token(2), HERE, NOW).await?;
    finish_signing_in(db, &party(), (token(2), &device.get(&options)), HERE, NOW + 5).await
}

/// Makes an authenticator, or its browser, lie.
type Lie = fn(&mut Authenticator);

async fn told(db: &Db) -> Vec<(String, String, String)> {
    let all = event::Entity::find().all(db.connection()).await.unwrap();
    let of_passkeys = |row: &event::Model| row.kind.starts_with("passkey") || row.kind == "sign-in-failed";
    all.into_iter().filter(of_passkeys).map(|row| (row.kind, row.old, row.new)).collect()
}

#[both_databases]
async fn a_passkey_signs_its_person_in_until_it_is_removed(database: TestDb) {
    let db = &database.db;
    let ada = actor(db, "ada", None, Levels::default()).await;
    let bob = actor(db, "bob", None, Levels::default()).await;
    let mut device = Authenticator::new(1, SITE);
    add(db, &ada, &mut device, " Laptop ").await.unwrap();
    let own = list(db, &ada).await.unwrap();
    assert_eq!((own[0].name.as_str(), own[0].created_at, own[0].last_used_at), ("Laptop", NOW, None));
    assert_eq!(list(db, &bob).await.unwrap(), []);

    device.counter = 2;
    assert_eq!(sign_in(db, &device).await.unwrap().user, ada.user);
    assert_eq!(list(db, &ada).await.unwrap()[0].last_used_at, Some(NOW + 5));

    // Another person's can't be told from a missing one.
    let id = own[0].id;
    assert!(matches!(rename(db, &bob, id, "Mine", NOW).await, Err(PasskeyError::Refused(Refused))));
    assert!(matches!(remove(db, &bob, id, NOW).await, Err(PasskeyError::Refused(Refused))));
    assert!(matches!(rename(db, &ada, id, " ", NOW).await, Err(PasskeyError::Name(_))));
    rename(db, &ada, id, "Phone", NOW).await.unwrap();
    remove(db, &ada, id, NOW).await.unwrap();
    assert!(matches!(remove(db, &ada, id, NOW).await, Err(PasskeyError::Refused(Refused))));
    device.counter = 3;
    assert!(matches!(sign_in(db, &device).await, Err(PasskeyError::Wrong)));
    let row = |kind: &str, old: &str, new: &str| (kind.to_owned(), old.to_owned(), new.to_owned());
    let expected = [
        row("passkey-added", "", "Laptop"),
        row("passkey-renamed", "Laptop", "Phone"),
        row("passkey-removed", "Phone", ""),
    ];
    assert_eq!(told(db).await, expected);
    let expected = [
        "ada@example.org: A passkey was added for you on Grantry",
        "ada@example.org: One of your passkeys was removed on Grantry",
    ];
    assert_eq!(notices(db).await, expected);
}

#[both_databases]
async fn whoever_lies_is_refused(database: TestDb) {
    let db = &database.db;
    let ada = actor(db, "ada", None, Levels::default()).await;
    let mut device = Authenticator::new(1, SITE);
    device.counter = 10;
    add(db, &ada, &mut device, "Laptop").await.unwrap();
    let lies: [(&str, Lie); 5] = [
        ("another site", |device| device.origin = "https://evil.example".into()),
        ("not over TLS", |device| device.origin = "http://licenses.example.org".into()),
        ("no finger and no PIN", |device| device.verifies = false),
        ("a copy of the key", |device| device.counter = 9),
        ("somebody else's", |device| device.handle = "AAAAAAAAAAAAAAAAAAAAAA".into()),
    ];
    for (lie, tell) in lies {
        let before = (device.origin.clone(), device.handle.clone());
        device.counter = 11;
        tell(&mut device);
        let answer = sign_in(db, &device).await;
        assert!(matches!(answer, Err(PasskeyError::Wrong)), "{lie}: {answer:?}");
        (device.origin, device.handle) = before;
        device.verifies = true;
    }
    assert!(told(db).await.iter().any(|(kind, _, why)| kind == "sign-in-failed" && why == "Passkey refused"));
    device.counter = 11;
    assert_eq!(sign_in(db, &device).await.unwrap().user, ada.user);
    // Another key with the same ID.
    let mut forged = Authenticator::new(1, SITE);
    (forged.handle, forged.counter) = (device.handle.clone(), 12);
    assert!(matches!(sign_in(db, &forged).await, Err(PasskeyError::Wrong)));
}

#[both_databases]
async fn a_challenge_is_answered_once_in_time_and_by_whom_it_was_for(database: TestDb) {
    let db = &database.db;
    let ada = actor(db, "ada", None, Levels::default()).await;
    let bob = actor(db, "bob", None, Levels::default()).await;
    let mut device = Authenticator::new(1, SITE);
    let options = begin_adding(db, &party(), &ada, token(1), NOW).await.unwrap();
    let answer = device.create(&options);
    let adding = |who: &Actor, now| {
        let (db, answer, who) = (db.clone(), answer.clone(), who.clone());
        async move { finish_adding(&db, &party(), &who, (token(1), &answer), "Laptop", None, now).await }
    };
    assert!(matches!(adding(&bob, NOW).await, Err(PasskeyError::Over)));
    assert!(matches!(adding(&ada, NOW).await, Err(PasskeyError::Over)), "taken");

    add(db, &ada, &mut device, "Laptop").await.unwrap();
    assert!(matches!(
        add(db, &ada, &mut device, "Again").await,
        Err(PasskeyError::Exists | PasskeyError::Wrong)
    ));
    device.counter = 2;
    let begin = async || begin_signing_in(db, &party(), token(3), HERE, NOW).await.unwrap();
    let finish =
        async |answer: &str, now| finish_signing_in(db, &party(), (token(3), answer), HERE, now).await;
    let answer = device.get(&begin().await);
    assert!(matches!(finish(&answer, NOW + 5 * 60_000).await, Err(PasskeyError::Over)));
    // Begun while the clock was two days ahead.
    let ahead = begin_signing_in(db, &party(), token(3), HERE, NOW + 2 * 86_400_000).await.unwrap();
    let answer = device.get(&ahead);
    assert!(matches!(finish(&answer, NOW).await, Err(PasskeyError::Over)), "ahead");
    let answer = device.get(&begin().await);
    assert_eq!(finish(&answer, NOW).await.unwrap().user, ada.user);
    assert!(matches!(finish(&answer, NOW).await, Err(PasskeyError::Over)), "replayed");
    begin().await;
    assert!(matches!(finish(&answer, NOW).await, Err(PasskeyError::Wrong)), "older");
    for nonsense in ["", "{}", "[]", "null"] {
        begin().await;
        assert!(matches!(finish(nonsense, NOW).await, Err(PasskeyError::Wrong)), "{nonsense}");
    }
    let left = webauthn_challenge::Entity::find().count(db.connection()).await.unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn a_network_address_begins_so_often_and_success_counts_for_nothing() {
    let database = crate::testing::sqlite().await;
    let db = &database.db;
    let ada = actor(db, "ada", None, Levels::default()).await;
    let mut device = Authenticator::new(1, SITE);
    add(db, &ada, &mut device, "Laptop").await.unwrap();
    for number in 0..300 {
        let token = Secret::derived(&[0; 32], &number.to_string());
        begin_signing_in(db, &party(), token, HERE, NOW).await.unwrap();
    }
    let refused = begin_signing_in(db, &party(), token(2), HERE, NOW).await;
    assert!(matches!(refused, Err(PasskeyError::Throttled(_))));
    device.counter = 2;
    let options = begin_signing_in(db, &party(), token(2), "192.0.2.2", NOW).await.unwrap();
    let signed_in =
        finish_signing_in(db, &party(), (token(2), &device.get(&options)), "192.0.2.2", NOW).await;
    assert_eq!(signed_in.unwrap().user, ada.user);
}

#[test]
fn passkeys_belong_to_a_name() {
    for (site, is_one) in [
        ("https://licenses.example.org", true),
        ("http://localhost:3000", true),
        ("http://127.0.0.1:3000", true),
        ("http://[::1]:3000", true),
        ("http://192.0.2.1", false),
        ("https://[2001:db8::1]", false),
        ("", false),
    ] {
        assert_eq!(RelyingParty::at(site).is_ok(), is_one, "{site}");
    }
}

#[both_databases]
async fn of_many_who_add_one_passkey_at_once_one_does(database: TestDb) {
    let db = &database.db;
    let mut device = Authenticator::new(1, SITE);
    let mut answers = Vec::new();
    for number in 1..=8 {
        let person = actor(db, &format!("person-{number}"), None, Levels::default()).await;
        let options = begin_adding(db, &party(), &person, token(number), NOW).await.unwrap();
        answers.push((person, token(number), device.create(&options)));
    }
    let adding = answers.iter().map(async |(person, token, answer)| {
        finish_adding(db, &party(), person, (*token, answer), "Laptop", None, NOW).await
    });
    let added = join_all(adding).await;
    let done = added.iter().filter(|added| added.is_ok()).count();
    let told = added.iter().filter(|added| matches!(added, Err(PasskeyError::Exists))).count();
    assert_eq!((done, told), (1, 7), "{added:?}");
    assert_eq!(passkey::Entity::find().count(db.connection()).await.unwrap(), 1);
}
