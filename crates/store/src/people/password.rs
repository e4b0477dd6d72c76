//! Sets a person's password, for the command line.

use model::Hidden;
use sea_orm::DbErr;

use super::account;
use super::write_password::{Ended, write};
use crate::Db;
use crate::events::{Event, Kind};

/// Sets the password of the person with that e-mail address, and ends their sessions and API tokens, which others may hold.
/// Returns `false` if there is nobody with that address. The hash is made by [`crate::sign_in::hash_password`].
pub async fn set_password(db: &Db, email: &str, password_hash: Hidden, now: i64) -> Result<bool, DbErr> {
    let transaction = db.begin_write().await?;
    let Some(found) = account(&transaction, email).await? else { return Ok(false) };
    let event = Event::of_installation(now, Kind::PasswordSet).change("", &found.email).named(&found.email);
    write(&transaction, found.id, password_hash, Ended::Everything, event).await?;
    transaction.commit().await?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use model::access::RoleObject;
    use model::{Action, Level, Target};

    use super::*;
    use crate::people::{NewUser, add_user};
    use crate::sign_in::api_access::{ApiToken, NewToken, create};
    use crate::sign_in::session::{Token, find};
    use crate::sign_in::{check, hash_password};
    use crate::testing::{NOW, TestDb, World, both_databases, level, open_session};

    #[both_databases]
    async fn the_old_password_the_open_sessions_and_the_tokens_are_over(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let old = hash_password("old password".into(), [1; 16]).await.unwrap();
        let new = NewUser { email: "ada@example.org", name: "Ada", password_hash: Some(old) };
        let ada = add_user(db, new, NOW).await.unwrap();
        open_session(db, ada, Token([7; 32]), NOW).await;
        let program = ApiToken([3; 32]);
        let levels = level(RoleObject::ApiAccess, Level::FullAccess);
        let role = crate::people::add_role(db, world.customer, "Programs", levels).await.unwrap();
        crate::people::join(db, ada, world.customer, role, NOW).await.unwrap();
        let actor = crate::sign_in::session::actor(db, ada, Some(world.customer)).await.unwrap();
        let permit = actor.permit(Action::ManageApiTokens, Target::MyOrganization).unwrap();
        let new = NewToken { name: "Nightly", last_day: None, token: program };
        create(db, &permit, new, NOW).await.unwrap();
        assert!(crate::sign_in::api_access::find(db, &program.to_text(), NOW).await.unwrap().is_some());
        let bob = crate::testing::actor(db, "bob", Some(world.customer), levels).await;
        let permit = bob.permit(Action::ManageApiTokens, Target::MyOrganization).unwrap();
        let bobs = ApiToken([4; 32]);
        create(db, &permit, NewToken { name: "Weekly", last_day: None, token: bobs }, NOW).await.unwrap();
        let hash = hash_password("new password".into(), [2; 16]).await.unwrap();
        assert!(set_password(db, " Ada@example.org", hash.clone(), NOW).await.unwrap());
        assert!(find(db, Token([7; 32]), NOW).await.unwrap().is_none());
        let program = crate::sign_in::api_access::find(db, &program.to_text(), NOW).await.unwrap();
        assert!(program.is_none());
        let bobs = crate::sign_in::api_access::find(db, &bobs.to_text(), NOW).await.unwrap();
        assert!(bobs.is_some(), "another person's stays");
        let sign_in = |password: &str| check(db, "ada@example.org", password.to_owned(), "::1", NOW);
        assert!(sign_in("old password").await.is_err());
        assert_eq!(sign_in("new password").await.unwrap(), ada);
        assert!(!set_password(db, "eve@example.org", hash, NOW).await.unwrap());
    }
}
