use sea_orm::{EntityTrait, PaginatorTrait};

use super::*;
use crate::Db;
use crate::db::entity::mail;
use crate::people::{NewUser, add_user};
use crate::sign_in::session::{self, Token};
use crate::sign_in::{check, hash_password};
use crate::testing::{NOW, TestDb, both_databases, notices, open_session};

const OLD: &str = "the old password";
const NEW: &str = "the new password";
/// The e-mail that reports it to Ada.
const CHANGED: &str = "ada@example.org: Your password on Grantry was changed";
const SITE: &str = "https://licenses.example.org";

async fn ada(db: &Db) -> model::Actor {
    let hash = hash_password(OLD.into(), [1; 16]).await.unwrap();
    let new = NewUser { email: "ada@example.org", name: "Ada", password_hash: Some(hash) };
    model::Actor { user: add_user(db, new, NOW).await.unwrap(), membership: None }
}

async fn signs_in(db: &Db, password: &str) -> bool {
    check(db, "ada@example.org", password.to_owned(), "::1", NOW).await.is_ok()
}

async fn mails(db: &Db) -> u64 {
    mail::Entity::find().count(db.connection()).await.unwrap()
}

#[both_databases]
async fn who_knows_its_password_changes_it_and_other_sessions_end(database: TestDb) {
    let db = &database.db;
    let ada = ada(db).await;
    let [own, other] = [Token([1; 32]), Token([2; 32])];
    open_session(db, ada.user, own, NOW).await;
    open_session(db, ada.user, other, NOW).await;
    let with = |current: &str, new: &str| Change {
        current: current.to_owned(),
        new: new.to_owned(),
        salt: [2; 16],
        session: own,
        caller: "::1".into(),
    };
    let short = change(db, &ada, with(OLD, "short"), NOW).await;
    assert!(matches!(short, Err(ChangeError::New(PasswordError::Short(5)))));
    for (told, why) in [("qwerty123456", PasswordError::Common), ("Ada@Example1", PasswordError::Guessable)] {
        let refused = change(db, &ada, with(OLD, told), NOW).await;
        assert!(matches!(refused, Err(ChangeError::New(found)) if found == why), "{told}");
    }
    let wrong = change(db, &ada, with("wrong", NEW), NOW).await;
    assert!(matches!(wrong, Err(ChangeError::Current)));
    assert!(session::find(db, other, NOW).await.unwrap().is_some());
    change(db, &ada, with(OLD, NEW), NOW).await.unwrap();
    assert!(session::find(db, own, NOW).await.unwrap().is_some());
    assert!(session::find(db, other, NOW).await.unwrap().is_none());
    assert!(signs_in(db, NEW).await && !signs_in(db, OLD).await);
    assert_eq!(notices(db).await, [CHANGED]);
}

#[both_databases]
async fn a_link_sets_another_password_once_and_ends_all_sessions(database: TestDb) {
    let db = &database.db;
    let ada = ada(db).await;
    let session = Token([1; 32]);
    open_session(db, ada.user, session, NOW).await;
    let [first, second] = [ResetToken([3; 32]), ResetToken([4; 32])];
    for token in [first, second] {
        request_reset(db, " ADA@example.org", token, SITE, NOW).await.unwrap();
    }
    let sent = mail::Entity::find().one(db.connection()).await.unwrap().unwrap();
    assert_eq!(sent.recipient, "ada@example.org");
    assert!(sent.text.contains(&format!("{SITE}/password-reset#{}", first.to_text())), "{}", &*sent.text);
    assert!(is_good(db, first, NOW + LIFETIME - 1).await.unwrap());
    assert!(!is_good(db, first, NOW + LIFETIME).await.unwrap());
    let late = reset(db, first, NEW.into(), [2; 16], NOW + LIFETIME).await;
    assert!(matches!(late, Err(ChangeError::Link)));
    let unknown = reset(db, ResetToken([5; 32]), NEW.into(), [2; 16], NOW).await;
    assert!(matches!(unknown, Err(ChangeError::Link)));
    let short = reset(db, first, "short".into(), [2; 16], NOW).await;
    assert!(matches!(short, Err(ChangeError::New(_))));
    let at_once = (0..4).map(|_| reset(db, first, NEW.into(), [2; 16], NOW));
    let done = futures::future::join_all(at_once).await;
    assert_eq!(done.iter().filter(|one| one.is_ok()).count(), 1);
    // The other link becomes void as well.
    assert!(!is_good(db, second, NOW).await.unwrap());
    assert!(session::find(db, session, NOW).await.unwrap().is_none());
    assert!(signs_in(db, NEW).await && !signs_in(db, OLD).await);
    assert_eq!(notices(db).await, [CHANGED]);
}

#[both_databases]
async fn nobody_learns_who_has_an_account_and_nobody_is_flooded(database: TestDb) {
    let db = &database.db;
    ada(db).await;
    let without = NewUser { email: "solo@example.org", name: "Solo", password_hash: None };
    add_user(db, without, NOW).await.unwrap();
    let ask = async |email: &str, byte| {
        throttle_request(db, email, "192.0.2.1", NOW).await?;
        request_reset(db, email, ResetToken([byte; 32]), SITE, NOW).await
    };
    for (place, email) in
        ["nobody@example.org", "solo@example.org", "a\0b@example.org"].into_iter().enumerate()
    {
        ask(email, u8::try_from(place).unwrap()).await.unwrap();
    }
    assert_eq!(mails(db).await, 0);
    for email in ["ada@example.org", "unknown@example.org"] {
        for byte in 10..13 {
            ask(email, byte).await.unwrap();
        }
        let fourth = ask(email, 14).await;
        assert!(matches!(fourth, Err(ChangeError::Throttled(_))), "{email}");
    }
    assert_eq!(mails(db).await, 3);
}
