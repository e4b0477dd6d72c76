//! Server functions of who is invited.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::Hidden;
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::sign_in::SignedIn;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::{Context, answer},
    crate::entering::by_password,
    model::Actor,
    store::people::invitation::{self, By, InvitationToken},
    store::sign_in::password::check_new,
    store::sign_in::session::{self, Token},
    store::sign_in::{hash_password, salt},
    store::text::checked,
};

/// An invitation, as whoever has its link sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// For whom.
    pub email: String,
    /// Into which organization.
    pub organization: String,
    /// In which role.
    pub role: String,
    /// Who invited.
    pub inviter: Option<String>,
    /// Until when it is taken, in milliseconds since the Unix epoch.
    pub expires_at: i64,
    /// Whether who is invited has an account already.
    pub has_account: bool,
    /// What who is signed in has to do first.
    pub needs: Needs,
}

/// What has to be done before an invitation is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// To sign in by something of one's own.
    OwnSignIn,
    /// To choose a password, with which one goes on.
    NewPassword,
}

/// What somebody gives to accept an invitation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Accepting {
    /// Nothing: they are signed in.
    SignedIn,
    /// A password of their own, which they need besides the single sign-on by which they are signed in.
    Password(Hidden),
    /// What makes an account.
    New(NewAccount),
}

/// What somebody without an account gives of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAccount {
    /// The name that others are to see.
    pub name: String,
    /// The password to sign in with from now on.
    pub password: Hidden,
}

/// The invitation of that link; an unknown, an expired and a used one are one answer (R3).
#[server(prefix = "/api", endpoint = "see-invitation", protocol = Rpc)]
pub async fn see_invitation(token: Hidden) -> Result<Invitation, ApiError> {
    answer(async |context| {
        let token = InvitationToken::from_text(&token).ok_or(ApiError::NotFound)?;
        let found = invitation::find(&context.db, token, context.now).await?;
        let needs = match &context.actor {
            Some(actor) => {
                invitation::needs(&context.db, token, actor.user, context.home, context.now).await?
            }
            None => invitation::Needs::Nothing,
        };
        let needs = match needs {
            invitation::Needs::Nothing => Needs::Nothing,
            invitation::Needs::OwnSignIn => Needs::OwnSignIn,
            invitation::Needs::NewPassword => Needs::NewPassword,
        };
        Ok(Invitation {
            email: found.email,
            organization: found.organization,
            role: found.role,
            inviter: found.inviter,
            expires_at: found.expires_at,
            has_account: found.has_account,
            needs,
        })
    })
    .await
}

/// Accepts the invitation of that link: as who is signed in, or with a new account, which is signed in then. The session
/// acts for the organization from now on; where that asks for a second factor, a new account sets one up first. Who is signed in by
/// the single sign-on of another organization goes on with something of their own.
#[server(prefix = "/api", endpoint = "accept-invitation", protocol = Rpc)]
pub async fn accept_invitation(token: Hidden, given: Accepting) -> Result<SignedIn, ApiError> {
    answer(async |context| {
        let token = InvitationToken::from_text(&token).ok_or(ApiError::NotFound)?;
        // Before anything else is told, or a password hashed.
        let found = invitation::find(&context.db, token, context.now).await?;
        match (&context.actor, given) {
            (Some(actor), Accepting::Password(password)) => {
                by_new_password(&context, actor, token, password).await
            }
            (Some(actor), _) => {
                let session = context.session_token()?;
                let by = match context.home {
                    Some(home) => By::Guest { user: actor.user, home, password_hash: None, session },
                    None => By::Person(actor.user),
                };
                let accepted = invitation::accept(&context.db, token, by, context.now).await?;
                session::switch(&context.db, actor, session, accepted.organization).await?;
                Ok(SignedIn::Done)
            }
            (None, Accepting::New(account)) if !found.has_account => {
                let name =
                    checked(&account.name).map_err(|error| ApiError::invalid("name", error.to_string()))?;
                let known = [name.as_str(), &found.email, &found.organization];
                let password_hash = hashed(&context, account.password, &known).await?;
                let by = By::New { name: &name, password_hash };
                let accepted = invitation::accept(&context.db, token, by, context.now).await?;
                by_password(&context, accepted.user).await
            }
            (None, _) => Err(ApiError::SignedOut),
        }
    })
    .await
}

/// Accepts as who is signed in by single sign-on and has chosen a password: the session that it opens is for all organizations.
#[cfg(feature = "ssr")]
async fn by_new_password(
    context: &Context,
    actor: &Actor,
    token: InvitationToken,
    password: Hidden,
) -> Result<SignedIn, ApiError> {
    let session = context.session_token()?;
    let home = context.home.ok_or(ApiError::NotFound)?;
    // Before a password is hashed.
    let needs = invitation::needs(&context.db, token, actor.user, context.home, context.now).await?;
    if needs != invitation::Needs::NewPassword {
        return Err(ApiError::NotFound);
    }
    let person = session::person(&context.db, actor).await?.ok_or(ApiError::SignedOut)?;
    let known = [person.name.as_str(), &person.email];
    let password_hash = Some(hashed(context, password, &known).await?);
    let by = By::Guest { user: actor.user, home, password_hash, session };
    let accepted = invitation::accept(&context.db, token, by, context.now).await?;
    let signed_in = by_password(context, accepted.user).await?;
    if signed_in == SignedIn::Done {
        // The session that was opened has this request's random bytes.
        session::switch(&context.db, actor, Token(*context.random), accepted.organization).await?;
    }
    Ok(signed_in)
}

#[cfg(feature = "ssr")]
async fn hashed(context: &Context, password: Hidden, known: &[&str]) -> Result<Hidden, ApiError> {
    check_new(&password, known).map_err(|error| ApiError::invalid("password", error.to_string()))?;
    Ok(hash_password(password.into_inner(), salt(&context.random)).await?)
}
