use sea_orm::{ActiveModelTrait as _, ActiveValue::Set, EntityTrait as _};

use super::*;
use crate::db::entity::{sealing_check, totp_factor};
use crate::db::sealed::{Sealer, app_purpose};
use crate::people::{NewUser, add_user};
use crate::testing::{NOW, TestDb, both_databases};

fn ids(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

#[both_databases]
async fn a_server_without_a_key_that_the_database_knows_is_stopped(database: TestDb) {
    let db = &database.db;
    assert!(known(db).await.unwrap().is_empty());
    check_signing(db, &ids(&["a"]), NOW).await.unwrap();
    check_signing(db, &ids(&["b", "a"]), NOW + 1).await.unwrap();
    note_signing(db, &ids(&["c", "b"]), NOW + 2).await.unwrap();
    assert_eq!(known(db).await.unwrap(), ["a", "b", "c"]);
    for (there, expected) in
        [(&["d"][..], &["a", "b", "c"][..]), (&["a", "b"], &["c"]), (&[], &["a", "b", "c"])]
    {
        let stopped = check_signing(db, &ids(there), NOW).await;
        assert!(matches!(&stopped, Err(KeysError::Missing(missing)) if missing == expected), "{stopped:?}");
    }
    // The server that was stopped left nothing behind.
    assert_eq!(known(db).await.unwrap(), ["a", "b", "c"]);
    assert_eq!(forget_missing(db, &ids(&["b", "d"])).await.unwrap(), ["a", "c"]);
    check_signing(db, &ids(&["b"]), NOW).await.unwrap();
    assert!(forget_missing(db, &ids(&["b"])).await.unwrap().is_empty());
}

#[both_databases]
async fn of_two_servers_with_keys_of_their_own_one_is_stopped(database: TestDb) {
    let (one, two) = (&database.db, database.again().await);
    let (first, second) = (ids(&["a"]), ids(&["b"]));
    let started = tokio::join!(check_signing(one, &first, NOW), check_signing(&two, &second, NOW));
    assert!(started.0.is_ok() != started.1.is_ok(), "{started:?}");
}

#[both_databases]
async fn a_server_with_another_sealing_key_is_stopped(database: TestDb) {
    let db = &database.db;
    let (right, wrong) = (Sealer::new([1; 32]), Sealer::new([2; 32]));
    assert!(!has_sealed(db).await.unwrap());
    check_sealing(db, &right, &[3; 32]).await.unwrap();
    assert!(has_sealed(db).await.unwrap());
    check_sealing(db, &right, &[4; 32]).await.unwrap();
    let stopped = check_sealing(db, &wrong, &[5; 32]).await;
    assert!(matches!(stopped, Err(KeysError::OtherSealing)), "{stopped:?}");
    check_sealing(db, &right, &[6; 32]).await.unwrap();
    replace_sealing(db, &wrong, &[7; 32]).await.unwrap();
    check_sealing(db, &wrong, &[8; 32]).await.unwrap();
}

#[both_databases]
async fn what_an_older_version_sealed_tells_the_key(database: TestDb) {
    let db = &database.db;
    let (right, wrong) = (Sealer::new([1; 32]), Sealer::new([2; 32]));
    let user = add_user(db, NewUser { email: "ada@example.org", name: "Ada", password_hash: None }, NOW);
    let user = user.await.unwrap();
    let app = totp_factor::ActiveModel {
        user_id: Set(user),
        confirmed: Set(true),
        sealed: Set(right.seal(b"secret", &app_purpose(user), &[3; 32]).unwrap().into()),
        last_step: Set(0),
        created_at: Set(NOW),
        home_id: Set(None),
    };
    app.insert(db.connection()).await.unwrap();
    assert!(has_sealed(db).await.unwrap());
    let stopped = check_sealing(db, &wrong, &[4; 32]).await;
    assert!(matches!(stopped, Err(KeysError::OtherSealing)), "{stopped:?}");
    check_sealing(db, &right, &[5; 32]).await.unwrap();
    assert!(sealing_check::Entity::find().one(db.connection()).await.unwrap().is_some());
}
