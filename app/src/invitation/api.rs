//! Server functions for invited people.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::Hidden;
use model::invitation::{Invitation, Needs};
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::properties::properties;
use crate::sign_in::SignedIn;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::{Context, answer},
    crate::new_session::by_password,
    model::Actor,
    store::people::invitation::{self, By, InvitationError, InvitationToken},
    store::sign_in::password::check_new,
    store::sign_in::session::{self, Token},
    store::sign_in::{hash_password, salt},
    store::text::checked,
};

properties! {
    SeeInvitation;
    AcceptInvitation;
}

/// The input for accepting an invitation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Accepting {
    /// Nothing: they are signed in.
    SignedIn,
    /// A password of their own, needed besides the single sign-on that signed them in.
    Password(Hidden),
    /// The input for a new account.
    New(NewAccount),
}

/// The data of a new account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAccount {
    /// The name that other people see.
    pub name: String,
    /// Their password from now on.
    pub password: Hidden,
}

/// Returns the invitation of a link, and what the signed-in person must do first. Unknown, expired and used ones get the same
/// response (R3).
#[server(prefix = "/api", endpoint = "see-invitation", protocol = Rpc)]
pub async fn see_invitation(token: Hidden) -> Result<(Invitation, Needs), ApiError> {
    answer(async |context| {
        let token = InvitationToken::from_text(&token).ok_or(ApiError::NotFound)?;
        let found = invitation::find(&context.db, token, context.now).await?;
        let needs = match &context.actor {
            Some(actor) => {
                invitation::needs(&context.db, token, actor.user, context.home, context.now).await?
            }
            None => Needs::Nothing,
        };
        Ok((found, needs))
    })
    .await
}

/// Accepts the invitation of a link, as the signed-in person or with a new account, which is then signed in. The session now acts
/// for the organization; if it requires a second factor, a new account sets one up first. A person signed in by another
/// organization's single sign-on first needs something of their own.
#[server(prefix = "/api", endpoint = "accept-invitation", protocol = Rpc)]
pub async fn accept_invitation(token: Hidden, given: Accepting) -> Result<SignedIn, ApiError> {
    answer(async |context| {
        let token = InvitationToken::from_text(&token).ok_or(ApiError::NotFound)?;
        // Checked before anything else is revealed or a password is hashed.
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

/// Accepts for a person who is signed in by single sign-on and has chosen a password. This opens a session for all organizations.
#[cfg(feature = "ssr")]
async fn by_new_password(
    context: &Context,
    actor: &Actor,
    token: InvitationToken,
    password: Hidden,
) -> Result<SignedIn, ApiError> {
    let session = context.session_token()?;
    let home = context.home.ok_or(ApiError::NotFound)?;
    // Checked before a password is hashed.
    let needs = invitation::needs(&context.db, token, actor.user, context.home, context.now).await?;
    if needs != Needs::NewPassword {
        return Err(ApiError::NotFound);
    }
    let person = session::person(&context.db, actor).await?.ok_or(ApiError::SignedOut)?;
    let known = [person.name.as_str(), &person.email];
    let password_hash = Some(hashed(context, password, &known).await?);
    let by = By::Guest { user: actor.user, home, password_hash, session };
    let accepted = invitation::accept(&context.db, token, by, context.now).await?;
    let signed_in = by_password(context, accepted.user).await?;
    if signed_in == SignedIn::Done {
        // The new session has this request's random bytes.
        session::switch(&context.db, actor, Token(*context.random), accepted.organization).await?;
    }
    Ok(signed_in)
}

#[cfg(feature = "ssr")]
async fn hashed(context: &Context, password: Hidden, known: &[&str]) -> Result<Hidden, ApiError> {
    check_new(&password, known).map_err(|error| ApiError::invalid("password", error.to_string()))?;
    Ok(hash_password(password.into_inner(), salt(&context.random)).await?)
}

#[cfg(feature = "ssr")]
impl From<InvitationError> for ApiError {
    fn from(error: InvitationError) -> Self {
        match error {
            InvitationError::Refused(refused) => refused.into(),
            InvitationError::Database(error) => Self::failed(&error),
            InvitationError::Address(_) | InvitationError::IsMember(_) | InvitationError::IsInvited(_) => {
                Self::invalid("email", error.to_string())
            }
            InvitationError::Forbidden(_) | InvitationError::HasSuperAdmin => {
                Self::invalid("role", error.to_string())
            }
            InvitationError::Throttled(throttled) => Self::Throttled(throttled.to_string()),
            InvitationError::NoPassword(_) => Self::invalid("password", error.to_string()),
            InvitationError::HasInviters
            | InvitationError::OtherPerson(_)
            | InvitationError::HasAccount(_)
            | InvitationError::OwnSignIn => Self::invalid("", error.to_string()),
        }
    }
}
