//! Signs up people with an address in an organization's verified mail domain.

use model::{Hidden, Refused, UserId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::JoinError;
use crate::Db;
use crate::critical_alerts::mail::{Note, Purpose, enqueue};
use crate::db::OrTaken as _;
use crate::db::clock_skew;
use crate::db::entity::{sign_up as row, user};
use crate::db::secret::Secret;
use crate::db::throttle;
use crate::organizations::mail_domains;
use crate::people::{checked_email, checked_name, insert_user};

/// How long the link in the e-mail is valid, in milliseconds.
pub const LIFETIME: i64 = 24 * 3_600_000;
/// The most e-mails requested from one network address, and sent to one address, within [`throttle::WINDOW`].
const FROM_HERE: i32 = 20;
const TO_ADDRESS: i32 = 3;

/// Fails after too many e-mails; otherwise returns the address as stored. `now` in milliseconds since the Unix epoch.
pub async fn check_attempt(
    db: &Db,
    email: &str,
    network_address: &str,
    now: i64,
) -> Result<String, JoinError> {
    let email = checked_email(email).map_err(JoinError::Address)?;
    throttle::attempt_from(db, "sign-ups from", network_address, FROM_HERE, now).await??;
    throttle::attempt(db, &throttle::subject("sign-up of", &email), TO_ADDRESS, now).await??;
    Ok(email)
}

/// Sends an e-mail to that address, as [`check_attempt`] returned it: a link to an account if it is in a verified mail domain, or
/// a hint if there is an account already. Other addresses get none. Callers must give the same response in each case (R3), and
/// not wait for this. `site` is the portal's address, without a trailing slash.
pub async fn sign_up(db: &Db, email: &str, token: Secret, site: &str, now: i64) -> Result<(), DbErr> {
    let transaction = db.begin_write().await?;
    let Some(organization) = mail_domains::owner(&transaction, email).await? else { return Ok(()) };
    let account = user::Entity::find().filter(user::Column::Email.eq(email)).one(&transaction).await?;
    let note = if account.is_some() {
        Note {
            recipient: email,
            subject: "Your account on Grantry".to_owned(),
            paragraphs: vec![
                "Somebody, probably you, wanted to sign up on Grantry with this address. It already has an account.".to_owned(),
                "If this wasn't you, you can ignore this e-mail.".to_owned(),
            ],
            link: Some((format!("{site}/sign-in").into(), "Sign in")),
            purpose: Purpose::JoinRequest,
            organization: Some(organization),
        }
    } else {
        keep(&transaction, email, token, now).await?;
        Note {
            recipient: email,
            subject: "Confirm your address for Grantry".to_owned(),
            paragraphs: vec![
                "Somebody, probably you, wants to sign up on Grantry with this address.".to_owned(),
                "The link is valid for one day. If this wasn't you, you can ignore this e-mail.".to_owned(),
            ],
            link: Some((format!("{site}/sign-up#{}", token.to_text()).into(), "Continue")),
            purpose: Purpose::JoinRequest,
            organization: Some(organization),
        }
    };
    enqueue(&transaction, note.into_mail(now), now).await?;
    transaction.commit().await
}

/// Only the last link works.
async fn keep(transaction: &impl ConnectionTrait, email: &str, token: Secret, now: i64) -> Result<(), DbErr> {
    row::Entity::delete_many().filter(row::Column::ExpiresAt.lte(now)).exec(transaction).await?;
    let new = row::ActiveModel {
        token_hash: Set(token.hash()),
        email: Set(email.to_owned()),
        created_at: Set(now),
        expires_at: Set(now + LIFETIME),
    };
    let last = OnConflict::column(row::Column::Email)
        .update_columns([row::Column::TokenHash, row::Column::CreatedAt, row::Column::ExpiresAt])
        .to_owned();
    row::Entity::insert(new).on_conflict(last).exec_without_returning(transaction).await.map(|_| ())
}

/// Returns the address that a link confirms; unknown, expired and used ones give the same response (R3). `now` in milliseconds
/// since the Unix epoch.
pub async fn find(db: &Db, token: Secret, now: i64) -> Result<String, JoinError> {
    Ok(pending(db.connection(), token, now).await?.email)
}

async fn pending(
    connection: &impl ConnectionTrait,
    token: Secret,
    now: i64,
) -> Result<row::Model, JoinError> {
    let found = row::Entity::find_by_id(token.hash()).filter(clock_skew::to_come(
        row::Column::ExpiresAt,
        LIFETIME,
        now,
    ));
    Ok(found.one(connection).await?.ok_or(Refused)?)
}

/// Creates the account for a link, once, even if the domain was removed in the meantime, because the address is confirmed. The
/// hash is made by [`crate::sign_in::hash_password`]; `now` in milliseconds since the Unix epoch.
pub async fn confirm(
    db: &Db,
    token: Secret,
    name: &str,
    password_hash: Hidden,
    now: i64,
) -> Result<UserId, JoinError> {
    let name = checked_name(name).map_err(JoinError::Address)?;
    let transaction = db.begin_write().await?;
    let found = pending(&transaction, token, now).await?;
    let removed = row::Entity::delete_by_id(token.hash()).exec(&transaction).await?;
    // If the link is followed twice at once, the second finds nothing.
    if removed.rows_affected == 0 {
        return Err(Refused.into());
    }
    let account = user::Entity::find().filter(user::Column::Email.eq(&found.email));
    if account.one(&transaction).await?.is_some() {
        return Err(JoinError::HasAccount(found.email));
    }
    let added = insert_user(&transaction, &found.email, name, Some(password_hash), now).await;
    let user = added.or_taken(|| JoinError::HasAccount(found.email))?;
    transaction.commit().await?;
    Ok(user)
}
