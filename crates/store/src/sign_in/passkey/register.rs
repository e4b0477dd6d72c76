//! Adds a passkey to a person's account.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::{Actor, OrganizationId, Refused};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use serde_json::Value;
use webauthn_rs::prelude::{PasskeyRegistration, RegisterPublicKeyCredential};

use super::relying_party::handle;
use super::{LIMIT, PasskeyError, RelyingParty, challenge, not_begun};
use crate::Db;
use crate::critical_alerts::sign_in_notice::{self, SignInChange};
use crate::db::OrTaken as _;
use crate::db::entity::{passkey, user};
use crate::db::secret::Secret;
use crate::events::{Event, Kind};
use crate::text::checked;

/// Begins to add a passkey. Returns the options for the browser's `navigator.credentials.create`, as JSON
/// (`PublicKeyCredentialCreationOptionsJSON`). `now` in milliseconds since the Unix epoch.
pub async fn begin_adding(
    db: &Db,
    party: &RelyingParty,
    actor: &Actor,
    token: Secret,
    now: i64,
) -> Result<String, PasskeyError> {
    let person = user::Entity::find_by_id(actor.user).one(db.connection()).await?.ok_or(Refused)?;
    let known: Vec<String> = passkey::Entity::find()
        .filter(passkey::Column::UserId.eq(actor.user))
        .select_only()
        .column(passkey::Column::CredentialId)
        .into_tuple()
        .all(db.connection())
        .await?;
    if known.len() as u64 >= LIMIT {
        return Err(PasskeyError::TooMany);
    }
    let known = known.iter().filter_map(|id| URL_SAFE_NO_PAD.decode(id).ok()).collect();
    let (options, state) = party
        .0
        .start_passkey_registration(handle(actor.user), &person.email, &person.name, Some(known))
        .map_err(not_begun)?;
    challenge::keep(db, token, Some(actor.user), &state, now).await?;
    let mut options = serde_json::to_value(&options.public_key)?;
    // People sign in without naming themselves, so the authenticator must store who they are.
    if let Some(selection) = options.get_mut("authenticatorSelection").and_then(Value::as_object_mut) {
        selection.insert("residentKey".into(), "required".into());
        selection.insert("requireResidentKey".into(), true.into());
    }
    Ok(options.to_string())
}

/// Adds the passkey from the browser's response (`RegistrationResponseJSON`), under the name that its person gives it. `home`
/// is that of the proof by which it is added ([`crate::sign_in::proof`]): it counts only there. `now` in milliseconds since the
/// Unix epoch.
pub async fn finish_adding(
    db: &Db,
    party: &RelyingParty,
    actor: &Actor,
    (token, answer): (Secret, &str),
    name: &str,
    home: Option<OrganizationId>,
    now: i64,
) -> Result<(), PasskeyError> {
    let name = checked(name)?;
    let state: PasskeyRegistration = challenge::take(db, token, Some(actor.user), now).await?;
    let answer: RegisterPublicKeyCredential =
        serde_json::from_str(answer).map_err(|_| PasskeyError::Wrong)?;
    let added = party.0.finish_passkey_registration(&answer, &state).map_err(|error| {
        tracing::info!(%error, "a passkey was not accepted");
        PasskeyError::Wrong
    })?;
    let transaction = db.begin_write().await?;
    // Several added at once wait for each other here.
    user::Entity::find_by_id(actor.user).lock_exclusive().one(&transaction).await?.ok_or(Refused)?;
    let credential_id = URL_SAFE_NO_PAD.encode(added.cred_id());
    let there = passkey::Entity::find().filter(passkey::Column::CredentialId.eq(&credential_id));
    if there.one(&transaction).await?.is_some() {
        return Err(PasskeyError::Exists);
    }
    let own = passkey::Entity::find().filter(passkey::Column::UserId.eq(actor.user));
    if own.count(&transaction).await? >= LIMIT {
        return Err(PasskeyError::TooMany);
    }
    let row = passkey::ActiveModel {
        user_id: Set(actor.user),
        credential_id: Set(credential_id),
        credential: Set(serde_json::to_string(&added)?),
        name: Set(name.clone()),
        home_id: Set(home),
        created_at: Set(now),
        last_used_at: Set(None),
        ..Default::default()
    };
    let kept = passkey::Entity::insert(row).exec_without_returning(&transaction).await;
    kept.or_taken(|| PasskeyError::Exists)?;
    Event::of_person(actor, now, Kind::PasskeyAdded).change("", &name).record(&transaction).await?;
    sign_in_notice::tell(&transaction, actor.user, SignInChange::PasskeyAdded(&name), now).await?;
    Ok(transaction.commit().await?)
}
