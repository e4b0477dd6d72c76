//! Server functions for single sign-on.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::Hidden;
use model::single_sign_on::Settings;
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::{Context, answer},
    crate::cookie::ATTEMPTS_LIMIT,
    model::{Action, Target},
    store::db::secret::Secret,
    store::sign_in::single_sign_on::{self as stored, Saving},
};

properties! {
    SeeSingleSignOn: WhileViewing;
    SaveSingleSignOn;
    StartSingleSignOn: AboutOneself;
}

/// The content of the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SingleSignOn {
    /// The saved settings; None if there are none yet.
    pub settings: Option<Settings>,
    /// The address to which the provider sends people back.
    pub redirect: String,
}

/// The route to which providers send people back.
pub const CALLBACK: &str = "/openid/callback";

/// Returns the provider, with this portal as it knows it.
#[cfg(feature = "ssr")]
pub fn provider(site: &str, found: &stored::Provider) -> openid::Provider {
    openid::Provider {
        issuer: found.issuer.clone(),
        client_id: found.client_id.clone(),
        client_secret: found.client_secret.to_string(),
        redirect: format!("{site}{CALLBACK}"),
        trusted_audiences: found.trusted_audiences.clone(),
        vouches_for_addresses: found.vouches_for_addresses,
    }
}

#[cfg(feature = "ssr")]
fn client(context: &Context) -> Result<&openid::Client, ApiError> {
    context.openid.as_ref().ok_or_else(|| {
        tracing::error!("there is no client for single sign-on");
        ApiError::Failed
    })
}

/// Returns the organization's single sign-on, without its secret.
#[server(prefix = "/api", endpoint = "see-single-sign-on", protocol = Rpc)]
pub async fn see_single_sign_on() -> Result<SingleSignOn, ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::SeeSecurity, Target::MyOrganization)?;
        let settings = stored::see(&context.db, &permit).await?;
        Ok(SingleSignOn { settings, redirect: format!("{}{CALLBACK}", context.site) })
    })
    .await
}

/// Saves single sign-on, starting from `before`. Before it is enabled, the provider is checked; an empty secret keeps the present
/// one. If somebody else has changed the settings in the meantime, the error is about `before`.
#[server(prefix = "/api", endpoint = "save-single-sign-on", protocol = Rpc)]
pub async fn save_single_sign_on(
    before: Option<Settings>,
    settings: Settings,
    secret: Hidden,
) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ManageSecurity, Target::MyOrganization)?;
        context.proved()?;
        let settings = Settings { issuer: settings.issuer.trim().to_owned(), ..settings };
        if settings.enabled && !settings.issuer.is_empty() {
            let asked = openid::Provider {
                issuer: settings.issuer.clone(),
                client_id: settings.client_id.clone(),
                client_secret: String::new(),
                redirect: format!("{}{CALLBACK}", context.site),
                trusted_audiences: Vec::new(),
                vouches_for_addresses: false,
            };
            asked.check(client(&context)?).await.map_err(|error| {
                tracing::info!(%error, "a provider was not accepted");
                ApiError::invalid("issuer", refusal(&error))
            })?;
        }
        let random = Secret::derived(&context.random, "client secret").0;
        let secret = Some(secret.as_str()).filter(|secret| !secret.is_empty());
        let before = before.as_ref();
        let saving = Saving { before, settings: &settings, secret, sealer: &context.sealer, random: &random };
        Ok(stored::save(&context.db, &permit, saving, context.now).await?)
    })
    .await
}

/// Returns why a provider is refused. Of its response, the message repeats only its name for itself: the address might be
/// anybody's.
#[cfg(feature = "ssr")]
fn refusal(error: &openid::OpenIdError) -> String {
    match error {
        openid::OpenIdError::Address(_) => {
            "A provider must have an https address outside this server's own network, such as \
             https://login.example.org.".to_owned()
        }
        openid::OpenIdError::Issuer { given, told } => {
            format!(
                "The provider at this address calls itself “{told}”; you entered “{given}”. They must be identical, including \
                 the last slash."
            )
        }
        _ => {
            "No provider has this issuer. To find it, open the provider's address followed by /.well-known/openid-configuration."
                .to_owned()
        }
    }
}

/// Returns why nobody can be sent to a provider.
#[cfg(feature = "ssr")]
fn unreachable(error: &openid::OpenIdError) -> String {
    match error {
        openid::OpenIdError::Issuer { given, told } => {
            format!(
                "Your organization's provider is set up here as “{given}”, but calls itself “{told}”. Ask your admin to correct the \
                 issuer."
            )
        }
        _ => "Your organization's provider can't be reached. Try again later.".to_owned(),
    }
}

/// Returns the address of the provider for signing in: that of the organization whose verified mail domain `email` is in. A
/// cookie of its own ties the attempt to this browser, so several can run side by side; with too many, the oldest end.
#[server(prefix = "/api", endpoint = "start-single-sign-on", protocol = Rpc)]
pub async fn start_single_sign_on(email: String, next: String) -> Result<String, ApiError> {
    answer(async |context| {
        let email = email.trim();
        let none = || {
            ApiError::invalid(
                "email",
                "There is no single sign-on for this address. Sign in another way, or ask the admin of your organization.",
            )
        };
        let found = stored::of_address(&context.db, email, &context.sealer).await?.ok_or_else(none)?;
        let secret = |label| Secret::derived(&context.random, label);
        let (state, browser) = (secret("openid state"), secret("openid browser"));
        let attempt = openid::Attempt {
            state: state.to_text(),
            nonce: secret("openid nonce").to_text(),
            verifier: secret("openid verifier").to_text(),
        };
        let kept = stored::Attempt {
            organization: found.organization,
            issuer: found.issuer.clone(),
            nonce: attempt.nonce.clone().into(),
            verifier: attempt.verifier.clone().into(),
            next,
        };
        stored::begin(&context.db, (state, browser), kept, &context.network_address, context.now).await?;
        let address = provider(&context.site, &found).begin(client(&context)?, &attempt, email).await;
        let address = address.map_err(|error| {
            tracing::warn!(%error, issuer = found.issuer, "a provider can't be asked");
            ApiError::invalid("", unreachable(&error))
        })?;
        for oldest in context.attempts.iter().rev().skip(ATTEMPTS_LIMIT - 1) {
            context.give(|cookie| cookie.end_attempt(oldest));
        }
        context.give(|cookie| cookie.attempt(state, browser));
        Ok(address.into())
    })
    .await
}

#[cfg(feature = "ssr")]
impl From<stored::OpenIdError> for ApiError {
    fn from(error: stored::OpenIdError) -> Self {
        match error {
            stored::OpenIdError::Refused(refused) => refused.into(),
            stored::OpenIdError::Database(error) => Self::failed(&error),
            stored::OpenIdError::Setting { field, message } => Self::invalid(field, message),
            stored::OpenIdError::NotAdmin => Self::invalid("", error.to_string()),
            stored::OpenIdError::Forbidden(_) => Self::invalid("default_role", error.to_string()),
            stored::OpenIdError::Changed => Self::invalid("before", error.to_string()),
            stored::OpenIdError::Sealed => Self::invalid("secret", error.to_string()),
            stored::OpenIdError::Throttled(throttled) => Self::Throttled(throttled.to_string()),
            told => Self::invalid("", told.to_string()),
        }
    }
}
