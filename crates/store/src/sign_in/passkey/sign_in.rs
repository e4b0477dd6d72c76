//! Signs people in with a passkey; the authenticator says who they are.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::{OrganizationId, UserId};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use webauthn_rs::prelude::{DiscoverableAuthentication, Passkey, PublicKeyCredential};

use super::relying_party::handle;
use super::{PasskeyError, RelyingParty, challenge, not_begun};
use crate::Db;
use crate::db::entity::{passkey, user};
use crate::db::secret::Secret;
use crate::db::throttle;
use crate::sign_in::note_failed_sign_in;

/// At most this many attempts from one network address may fail within [`throttle::WINDOW`].
const FAILURES: i32 = 300;
/// The subject they are counted by.
const COUNTED: &str = "passkeys from";

/// A person who has signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// The person.
    pub user: UserId,
    /// The only place where their passkey counts, and so their session; None: everywhere.
    pub home: Option<OrganizationId>,
}

/// Begins a sign-in. Returns the options for the browser's `navigator.credentials.get`, as JSON
/// (`PublicKeyCredentialRequestOptionsJSON`). `network_address` is where the request comes from, `now` in milliseconds since
/// the Unix epoch.
pub async fn begin_signing_in(
    db: &Db,
    party: &RelyingParty,
    token: Secret,
    network_address: &str,
    now: i64,
) -> Result<String, PasskeyError> {
    // Each attempt is a row, so it counts until somebody has signed in.
    throttle::attempt_from(db, COUNTED, network_address, FAILURES, now).await??;
    let (options, state) = party.0.start_discoverable_authentication().map_err(not_begun)?;
    challenge::keep(db, token, None, &state, now).await?;
    Ok(serde_json::to_string(&options.public_key)?)
}

/// Returns the person who answers (`AuthenticationResponseJSON`) with one of their passkeys and their finger, face or PIN. A
/// challenge is answered once, rightly or wrongly.
pub async fn finish_signing_in(
    db: &Db,
    party: &RelyingParty,
    (token, answer): (Secret, &str),
    network_address: &str,
    now: i64,
) -> Result<Known, PasskeyError> {
    let state: DiscoverableAuthentication = challenge::take(db, token, None, now).await?;
    let answer: PublicKeyCredential = serde_json::from_str(answer).map_err(|_| PasskeyError::Wrong)?;
    let (claimed, credential) =
        party.0.identify_discoverable_authentication(&answer).map_err(|_| PasskeyError::Wrong)?;
    let credential = URL_SAFE_NO_PAD.encode(credential);
    let found = passkey::Entity::find().filter(passkey::Column::CredentialId.eq(&credential));
    let found = found.one(db.connection()).await?.ok_or(PasskeyError::Wrong)?;
    if claimed != handle(found.user_id) {
        return Err(PasskeyError::Wrong);
    }
    let mut kept: Passkey = serde_json::from_str(&found.credential)?;
    let proved = match party.0.finish_discoverable_authentication_v2(&answer, state, &kept) {
        Ok(proved) => proved,
        Err(error) => {
            tracing::info!(%error, "a passkey was refused");
            note_failure(db, found.user_id, now).await;
            return Err(PasskeyError::Wrong);
        }
    };
    kept.update_credential(&proved);
    let row = passkey::ActiveModel {
        id: Set(found.id),
        credential: Set(serde_json::to_string(&kept)?),
        last_used_at: Set(Some(now)),
        ..Default::default()
    };
    row.update(db.connection()).await?;
    throttle::forgive_from(db, COUNTED, network_address).await?;
    Ok(Known { user: found.user_id, home: found.home_id })
}

/// It remains a refusal even if it can't be recorded.
async fn note_failure(db: &Db, id: UserId, now: i64) {
    let noted = async {
        match user::Entity::find_by_id(id).one(db.connection()).await? {
            Some(found) => note_failed_sign_in(db, &found.email, "Passkey refused", now).await,
            None => Ok(()),
        }
    };
    if let Err(error) = noted.await {
        tracing::warn!(%error, "a failed sign-in could not be recorded");
    }
}
