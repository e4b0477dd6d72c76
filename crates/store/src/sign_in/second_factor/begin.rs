//! Setting up an authenticator app, first step: a new secret.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, DbErr, EntityTrait};

use super::{Account, FactorError, totp};
use crate::Db;
use crate::db::entity::{totp_factor, user};
use crate::db::sealed::{Sealer, app_purpose};
use crate::sign_in::session::derived;

/// A new secret for an app, in two forms.
#[derive(Clone, PartialEq, Eq)]
pub struct Offer {
    /// The secret as people type it, in base32.
    pub secret: String,
    /// The address in the app's QR code, `otpauth://totp/…`.
    pub address: String,
}

impl std::fmt::Debug for Offer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Offer(…)")
    }
}

/// Offers a new secret, which replaces an unconfirmed earlier offer. An app already in use counts until the new one is
/// confirmed. `random` is fresh; `now` in milliseconds since the Unix epoch.
pub async fn begin(
    db: &Db,
    account: Account,
    sealer: &Sealer,
    random: &[u8; 32],
    now: i64,
) -> Result<Offer, FactorError> {
    let user = account.user;
    let found = user::Entity::find_by_id(user).one(db.connection()).await?;
    let email = found.ok_or_else(|| DbErr::RecordNotFound(format!("user {user}")))?.email;
    let secret: [u8; totp::SECRET] = {
        let bytes = derived(random, "totp secret");
        std::array::from_fn(|place| bytes[place])
    };
    let app = totp::of(&secret, &email)?;
    let kept = sealer
        .seal(&secret, &app_purpose(user), &derived(random, "totp nonce"))
        .ok_or(FactorError::Sealed)?;
    let row = totp_factor::ActiveModel {
        user_id: Set(user),
        confirmed: Set(false),
        sealed: Set(kept.into()),
        last_step: Set(0),
        home_id: Set(account.home),
        created_at: Set(now),
    };
    let again = OnConflict::columns([totp_factor::Column::UserId, totp_factor::Column::Confirmed])
        .update_columns([
            totp_factor::Column::Sealed,
            totp_factor::Column::HomeId,
            totp_factor::Column::CreatedAt,
        ])
        .to_owned();
    totp_factor::Entity::insert(row).on_conflict(again).exec_without_returning(db.connection()).await?;
    let address = app.to_url().map_err(|_| FactorError::Sealed)?;
    Ok(Offer { secret: app.secret().to_base32(), address })
}
