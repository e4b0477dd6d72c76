//! Setting a person's password, as the command line does.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use crate::Db;
use crate::entity::{session, user};
use crate::event::{Event, Kind};

/// Sets the password of the person of that e-mail address and ends its sessions, which whoever knew the old password
/// may hold; `false` when there is nobody of that address. The hash is made by [`crate::sign_in::hash_password`].
pub async fn set_password(db: &Db, email: &str, password_hash: String, now: i64) -> Result<bool, DbErr> {
    let email = email.trim().to_lowercase();
    let transaction = db.begin_write().await?;
    let Some(found) = user::Entity::find().filter(user::Column::Email.eq(&email)).one(&transaction).await?
    else {
        return Ok(false);
    };
    user::Entity::update_many()
        .col_expr(user::Column::PasswordHash, Expr::value(password_hash))
        .filter(user::Column::Id.eq(found.id))
        .exec(&transaction)
        .await?;
    session::Entity::delete_many().filter(session::Column::UserId.eq(found.id)).exec(&transaction).await?;
    Event::of_installation(now, Kind::PasswordSet)
        .change("", &email)
        .named(&email)
        .record(&transaction)
        .await?;
    transaction.commit().await?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::{NewUser, add_user};
    use crate::session::{Token, find, open};
    use crate::sign_in::{check, hash_password};
    use crate::testing::{NOW, databases};

    #[tokio::test]
    async fn the_old_password_and_the_open_sessions_are_over() {
        for database in databases().await {
            let db = &database.db;
            let old = hash_password("old password".into(), [1; 16]).await.unwrap();
            let new = NewUser { email: "ada@example.org", name: "Ada", password_hash: Some(old) };
            let ada = add_user(db, new, NOW).await.unwrap();
            open(db, ada, Token([7; 32]), NOW).await.unwrap();
            let hash = hash_password("new password".into(), [2; 16]).await.unwrap();
            assert!(
                set_password(db, " Ada@example.org", hash.clone(), NOW).await.unwrap(),
                "{}",
                database.name
            );
            assert!(find(db, Token([7; 32]), NOW).await.unwrap().is_none(), "{}", database.name);
            let sign_in = |password: &str| check(db, "ada@example.org", password.to_owned(), "::1", NOW);
            assert!(sign_in("old password").await.is_err(), "{}", database.name);
            assert_eq!(sign_in("new password").await.unwrap(), ada, "{}", database.name);
            assert!(!set_password(db, "eve@example.org", hash, NOW).await.unwrap(), "{}", database.name);
        }
    }
}
