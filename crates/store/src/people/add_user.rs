//! Adds a person.

use model::{Hidden, UserId};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter,
};

use super::{AddError, account, checked_email, checked_name};
use crate::Db;
use crate::db::OrTaken as _;
use crate::db::entity::hidden::HiddenText;
use crate::db::entity::user;
use crate::events::{Event, Kind};

/// A person to add.
#[derive(Clone, Debug)]
pub struct NewUser<'a> {
    /// E-mail address, unchecked.
    pub email: &'a str,
    /// Name as others see it, unchecked.
    pub name: &'a str,
    /// Hash made by [`crate::sign_in::hash_password`]; None if the person can't sign in by password.
    pub password_hash: Option<Hidden>,
}

/// Adds a person who doesn't belong to an organization yet.
pub async fn add_user(db: &Db, new: NewUser<'_>, now: i64) -> Result<UserId, AddError> {
    let email = checked_email(new.email)?;
    let name = checked_name(new.name)?;
    let transaction = db.begin_write().await?;
    if user::Entity::find().filter(user::Column::Email.eq(&email)).one(&transaction).await?.is_some() {
        return Err(AddError::Exists(email));
    }
    let added = insert_user(&transaction, &email, name, new.password_hash, now).await;
    let id = added.or_taken(|| AddError::Exists(email))?;
    transaction.commit().await?;
    Ok(id)
}

/// [`add_user`] within a transaction. The caller checks address and name.
pub(crate) async fn insert_user(
    connection: &impl ConnectionTrait,
    email: &str,
    name: String,
    password_hash: Option<Hidden>,
    now: i64,
) -> Result<UserId, DbErr> {
    let row = user::ActiveModel {
        email: Set(email.to_owned()),
        name: Set(name),
        password_hash: Set(password_hash.map(HiddenText::from)),
        created_at: Set(now),
        ..Default::default()
    };
    let id = row.insert(connection).await?.id;
    Event::of_installation(now, Kind::UserAdded).change("", email).named(email).record(connection).await?;
    Ok(id)
}

/// Whether there is a person with that e-mail address.
pub async fn has_user(db: &Db, email: &str) -> Result<bool, DbErr> {
    Ok(account(db.connection(), email).await?.is_some())
}
