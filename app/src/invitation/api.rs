//! Server functions of who is invited.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::sign_in::SignedIn;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::answer,
    crate::entering::by_password,
    store::invitation::{self, By, InvitationToken},
    store::password::check_new,
    store::session,
    store::sign_in::{hash_password, salt},
    store::text::checked,
};

/// An invitation, as whoever has its link sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// For whom.
    pub email: String,
    /// Into which organisation.
    pub organization: String,
    /// In which role.
    pub role: String,
    /// Who invited.
    pub inviter: Option<String>,
    /// Until when it is taken, in milliseconds since the Unix epoch.
    pub expires_at: i64,
    /// Whether who is invited has an account already.
    pub has_account: bool,
}

/// What somebody without an account gives of itself.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAccount {
    /// The name that others are to see.
    pub name: String,
    /// The password to sign in with from now on.
    pub password: String,
}

impl std::fmt::Debug for NewAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewAccount({:?}, …)", self.name)
    }
}

/// The invitation of that link; an unknown, an expired and a used one are one answer (R3).
#[server(prefix = "/api", endpoint = "see-invitation", protocol = Rpc)]
pub async fn see_invitation(token: String) -> Result<Invitation, ApiError> {
    answer(async |context| {
        let token = InvitationToken::from_text(&token).ok_or(ApiError::NotFound)?;
        let found = invitation::find(&context.db, token, context.now).await?;
        Ok(Invitation {
            email: found.email,
            organization: found.organization,
            role: found.role,
            inviter: found.inviter,
            expires_at: found.expires_at,
            has_account: found.has_account,
        })
    })
    .await
}

/// Accepts the invitation of that link: as who is signed in, or with a new account, which is signed in then. The session
/// acts for the organisation from now on; where that asks for a second factor, a new account sets one up first.
#[server(prefix = "/api", endpoint = "accept-invitation", protocol = Rpc)]
pub async fn accept_invitation(token: String, account: Option<NewAccount>) -> Result<SignedIn, ApiError> {
    answer(async |context| {
        let token = InvitationToken::from_text(&token).ok_or(ApiError::NotFound)?;
        // Before anything else is told, or a password hashed.
        let found = invitation::find(&context.db, token, context.now).await?;
        if let Some(actor) = &context.actor {
            let session = context.session_token()?;
            let accepted =
                invitation::accept(&context.db, token, By::Person(actor.user), context.now).await?;
            session::switch(&context.db, actor, session, accepted.organization).await?;
            return Ok(SignedIn::Done);
        }
        let account = account.filter(|_| !found.has_account).ok_or(ApiError::SignedOut)?;
        let name = checked(&account.name).map_err(|error| ApiError::invalid("name", error.to_string()))?;
        check_new(&account.password, &[&name, &found.email, &found.organization])
            .map_err(|error| ApiError::invalid("password", error.to_string()))?;
        let password_hash = hash_password(account.password, salt(&context.random)).await?;
        let by = By::New { name: &name, password_hash };
        let accepted = invitation::accept(&context.db, token, by, context.now).await?;
        by_password(&context, accepted.user).await
    })
    .await
}
