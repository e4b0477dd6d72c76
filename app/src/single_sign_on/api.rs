//! Server functions of single sign-on.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::{Hidden, RoleId};
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::{Context, answer},
    crate::cookie::ATTEMPTS_LIMIT,
    model::{Action, Target},
    store::db::secret::Secret,
    store::sign_in::openid::{self as stored, Saving},
};

/// An organization's single sign-on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The provider's issuer identifier: an address.
    pub issuer: String,
    /// What the provider calls this portal.
    pub client_id: String,
    /// The claim that tells roles; empty: all have the default role.
    pub role_claim: String,
    /// The role of those whose claim says nothing of one.
    pub default_role: RoleId,
    /// Values of the claim, and the role of each.
    pub roles: Vec<(String, RoleId)>,
    /// What `acr` or `amr` says of those of whom the provider has asked for a second factor; empty: it tells nothing.
    pub factor_value: String,
    /// Audiences that a token may name which does not say that it was made for this portal (`azp`), with blanks between.
    pub trusted_audiences: String,
    /// Whether an address is taken of which the provider does not say whether it has checked it.
    pub vouches_for_addresses: bool,
    /// Whether people sign in by it.
    pub enabled: bool,
}

#[cfg(feature = "ssr")]
impl Settings {
    fn stored(self) -> stored::Settings {
        stored::Settings {
            issuer: self.issuer,
            client_id: self.client_id,
            role_claim: self.role_claim,
            default_role: self.default_role,
            roles: self.roles,
            factor_value: self.factor_value,
            trusted_audiences: self.trusted_audiences,
            vouches_for_addresses: self.vouches_for_addresses,
            enabled: self.enabled,
        }
    }
}

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SingleSignOn {
    /// As it is set; none while it never was.
    pub settings: Option<Settings>,
    /// Where the provider is to send people back to.
    pub redirect: String,
}

/// Where providers send people back to: the route that takes them.
pub const CALLBACK: &str = "/openid/callback";

/// The provider, and this portal as it knows it.
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

/// The organization's single sign-on, without its secret.
#[server(prefix = "/api", endpoint = "see-single-sign-on", protocol = Rpc)]
pub async fn see_single_sign_on() -> Result<SingleSignOn, ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::SeeSecurity, Target::MyOrganization)?;
        let seen = |found: stored::Settings| Settings {
            issuer: found.issuer,
            client_id: found.client_id,
            role_claim: found.role_claim,
            default_role: found.default_role,
            roles: found.roles,
            factor_value: found.factor_value,
            trusted_audiences: found.trusted_audiences,
            vouches_for_addresses: found.vouches_for_addresses,
            enabled: found.enabled,
        };
        let settings = stored::see(&context.db, &permit).await?.map(seen);
        Ok(SingleSignOn { settings, redirect: format!("{}{CALLBACK}", context.site) })
    })
    .await
}

/// Sets it, from what it was when it was opened. A provider that is to be enabled is asked first whether it is one; an empty secret
/// leaves the one that is there. Where somebody else has changed it since, `before` is what is wrong.
#[server(prefix = "/api", endpoint = "save-single-sign-on", protocol = Rpc)]
pub async fn save_single_sign_on(
    before: Option<Settings>,
    settings: Settings,
    secret: Hidden,
) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ManageSecurity, Target::MyOrganization)?;
        context.proved()?;
        let settings = Settings { issuer: settings.issuer.trim().to_owned(), ..settings }.stored();
        let before = before.map(Settings::stored);
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
                tracing::info!(%error, "a provider was not taken");
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

/// Why a provider is not taken. Of what it answered nothing is told but what it calls itself: the address might be anybody's.
#[cfg(feature = "ssr")]
fn refusal(error: &openid::OpenIdError) -> String {
    match error {
        openid::OpenIdError::Address(_) => {
            "A provider is at an https address outside of this server's own network, such as https://login.example.org.".to_owned()
        }
        openid::OpenIdError::Issuer { given, told } => {
            format!(
                "The provider at this address calls itself “{told}”; you entered “{given}”. The two have to be the same, to the last \
                 slash."
            )
        }
        _ => {
            "There is no provider that calls itself so: its address followed by /.well-known/openid-configuration says what it is."
                .to_owned()
        }
    }
}

/// Why nobody can be sent to a provider.
#[cfg(feature = "ssr")]
fn unreachable(error: &openid::OpenIdError) -> String {
    match error {
        openid::OpenIdError::Issuer { given, told } => {
            format!(
                "Your organization's provider is set up here as “{given}”, but calls itself “{told}”. Ask your admin to correct the \
                 issuer."
            )
        }
        _ => "Your organization's provider can't be reached. Try again in a while.".to_owned(),
    }
}

/// Where to sign in with that address: at the provider of the organization whose verified mail domain it is in. Ties the attempt to
/// this browser by a cookie of its own, so that several go on side by side; of too many the oldest end.
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
