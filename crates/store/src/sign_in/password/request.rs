//! Requests a link to set a new password.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::{ChangeError, LIFETIME, ResetToken, letter};
use crate::Db;
use crate::db::entity::password_reset;
use crate::db::throttle;
use crate::events::Kind;
use crate::people::{account, spelled_email};
use crate::sign_in::proof::is_beyond_providers;
use crate::sign_in::second_factor::{event, first_organization};

/// At most this many e-mails are requested for one address within 15 minutes.
const OF_ACCOUNT: i32 = 3;
/// At most this many e-mails are requested from one network address within 15 minutes.
const FROM_ADDRESS: i32 = 20;

/// Counts a request for a link, whether there is a person with that e-mail address or not, and refuses it after too many.
pub async fn throttle_request(
    db: &Db,
    email: &str,
    network_address: &str,
    now: i64,
) -> Result<(), ChangeError> {
    throttle::attempt_from(db, "reset from", network_address, FROM_ADDRESS, now).await??;
    throttle::attempt(db, &throttle::subject("reset of", &spelled_email(email)), OF_ACCOUNT, now).await??;
    Ok(())
}

/// E-mails the person with that e-mail address a link to set a new password. Sends nothing to an unknown address, nor to people
/// without a password who are only in organizations whose single sign-on knows them: elsewhere they need something of their
/// own. Run it in the background: the time it takes tells whether there is such a person (R3). `site` is the portal's address,
/// without a trailing slash; `now` in milliseconds since the Unix epoch.
pub async fn request_reset(
    db: &Db,
    email: &str,
    token: ResetToken,
    site: &str,
    now: i64,
) -> Result<(), ChangeError> {
    let Some(found) = account(db.connection(), email).await? else { return Ok(()) };
    if found.password_hash.is_none() && !is_beyond_providers(db.connection(), found.id).await? {
        return Ok(());
    }
    let transaction = db.begin_write().await?;
    let over = password_reset::Column::ExpiresAt.lte(now);
    password_reset::Entity::delete_many().filter(over).exec(&transaction).await?;
    let row = password_reset::ActiveModel {
        token_hash: Set(token.hash()),
        user_id: Set(found.id),
        expires_at: Set(now + LIFETIME),
    };
    row.insert(&transaction).await?;
    letter::send(&transaction, &found, token, site, now).await?;
    let account = first_organization(&transaction, found.id).await?;
    // It is unknown who asked; the person is the event's object.
    let mut event = event(account, Kind::PasswordResetAsked, now).named(&found.email);
    (event.user, event.actor) = (None, crate::events::Actor::Unknown);
    event.record(&transaction).await?;
    Ok(transaction.commit().await?)
}
