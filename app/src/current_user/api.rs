//! Server functions about the signed-in person.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::{Actor, OrganizationId};
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use store::sign_in::viewing::ViewingError;

properties! {
    WhoAmI: AboutOneself, WhileViewing;
    SwitchOrganization: AboutOneself;
    EndViewing: WhileViewing;
}

/// The signed-in person, and facts about the portal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// None if nobody is signed in.
    pub person: Option<Person>,
    /// Whether this is the demo, whose people the sign-in page offers.
    pub demo: bool,
    /// Whether people can sign up: an organization has a verified mail domain.
    pub sign_up: bool,
    /// Whether the portal sends e-mails; otherwise they become files, which its operator can read.
    pub sends_mails: bool,
}

/// A signed-in person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The name that other people see.
    pub name: String,
    /// The address that they sign in with.
    pub email: String,
    /// The IANA name of the time zone for times; None means UTC.
    pub time_zone: Option<String>,
    /// Their organizations, by name; while viewing, only the viewed one.
    pub organizations: Vec<(OrganizationId, String)>,
    /// Their rights, by the server's own table (R2).
    pub actor: Actor,
}

/// Returns who is signed in.
#[server(prefix = "/api", endpoint = "who-am-i", protocol = Rpc)]
pub async fn who_am_i() -> Result<Who, ApiError> {
    crate::context::answer(async |context| {
        let (demo, sends_mails) = (context.demo, !context.mails_are_files);
        let Some(actor) = context.actor.clone() else {
            let sign_up = store::organizations::mail_domains::is_any_verified(&context.db).await?;
            return Ok(Who { person: None, demo, sign_up, sends_mails });
        };
        let found = store::sign_in::session::person(&context.db, &actor).await?.ok_or(ApiError::SignedOut)?;
        // Staff who view an organization see only that one.
        let organizations = match (store::sign_in::viewing::viewed(&context.db, &actor).await?, context.token)
        {
            (Some(viewed), _) => vec![viewed],
            (None, Some(token)) => store::sign_in::session::offered(&context.db, actor.user, token).await?,
            (None, None) => store::sign_in::session::organizations(&context.db, actor.user).await?,
        };
        let store::sign_in::session::Person { name, email, time_zone } = found;
        let person = Person { name, email, time_zone, organizations, actor };
        Ok(Who { person: Some(person), demo, sign_up: false, sends_mails })
    })
    .await
}

/// Switches to another of the person's organizations.
#[server(prefix = "/api", endpoint = "switch-organization", protocol = Rpc)]
pub async fn switch_organization(to: OrganizationId) -> Result<(), ApiError> {
    crate::context::answer(async |context| {
        let token = context.token.ok_or(ApiError::SignedOut)?;
        let switched = store::sign_in::session::switch(&context.db, context.actor()?, token, to).await?;
        if switched { Ok(()) } else { Err(ApiError::NotFound) }
    })
    .await
}

/// Ends viewing an organization.
#[server(prefix = "/api", endpoint = "end-viewing", protocol = Rpc)]
pub async fn end_viewing() -> Result<(), ApiError> {
    crate::context::answer(async |context| {
        let actor = context.actor()?;
        let token = context.token.ok_or(ApiError::NotFound)?;
        Ok(store::sign_in::viewing::end(&context.db, actor, token, context.now).await?)
    })
    .await
}

#[cfg(feature = "ssr")]
impl From<ViewingError> for ApiError {
    fn from(error: ViewingError) -> Self {
        match error {
            ViewingError::Refused(refused) => refused.into(),
            ViewingError::Database(error) => Self::failed(&error),
        }
    }
}
