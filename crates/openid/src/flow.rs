//! There and back: the provider's address to sign in at, and who comes back from it.

use chrono::DateTime;
use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse, BasicTokenType,
};
use oauth2::{
    AccessToken, AuthType, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointNotSet, EndpointSet,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RefreshToken, Scope, StandardRevocableToken,
    TokenResponse,
};
use openidconnect::{IssuerUrl, Nonce};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::claims::{Claims, Told, Who};
use crate::error::{OpenIdError, chain};
use crate::fetch::Client;
use crate::metadata::Metadata;
use crate::token::{Expected, subject, verified};

type Flow = oauth2::Client<
    BasicErrorResponse,
    Tokens,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// A provider, and what it knows this portal by.
#[derive(Clone)]
pub struct Provider {
    /// Its issuer identifier.
    pub issuer: String,
    /// What it calls this portal.
    pub client_id: String,
    /// The secret between the two.
    pub client_secret: String,
    /// Where it sends people back to.
    pub redirect: String,
    /// Who besides this portal its tokens may be for, where they don't say that they were made for this portal.
    pub trusted_audiences: Vec<String>,
    /// Whether an address is taken where it does not say whether it has checked it.
    pub vouches_for_addresses: bool,
}

/// What one attempt to sign in is known by: each is random, and used once.
#[derive(Clone)]
pub struct Attempt {
    /// Comes back with the browser.
    pub state: String,
    /// Comes back in the ID token.
    pub nonce: String,
    /// The code verifier of PKCE: 43 signs or more.
    pub verifier: String,
}

/// What a code is exchanged for, as far as it is needed: how long the access token is good for does not matter, nor for what.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Tokens {
    access_token: AccessToken,
    #[serde(default)]
    id_token: Option<Raw>,
}

/// An ID token as it came. It is shown nowhere.
#[derive(Clone, Deserialize, Serialize)]
struct Raw(String);

impl std::fmt::Debug for Raw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Raw")
    }
}

impl TokenResponse for Tokens {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &BasicTokenType {
        &BasicTokenType::Bearer
    }

    fn expires_in(&self) -> Option<std::time::Duration> {
        None
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        None
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        None
    }
}

impl Provider {
    fn issuer(&self) -> Result<IssuerUrl, OpenIdError> {
        IssuerUrl::new(self.issuer.clone()).map_err(|error| OpenIdError::Address(error.to_string()))
    }

    /// What goes between the two.
    fn flow(&self, metadata: &Metadata) -> Result<Flow, OpenIdError> {
        let redirect = RedirectUrl::new(self.redirect.clone())
            .map_err(|error| OpenIdError::Address(error.to_string()))?;
        let place = if metadata.is_secret_in_body { AuthType::RequestBody } else { AuthType::BasicAuth };
        Ok(oauth2::Client::new(ClientId::new(self.client_id.clone()))
            .set_client_secret(ClientSecret::new(self.client_secret.clone()))
            .set_auth_uri(metadata.authorization.clone())
            .set_token_uri(metadata.token.clone())
            .set_redirect_uri(redirect)
            .set_auth_type(place))
    }

    /// Whether the provider can be asked, and is what it says.
    pub async fn check(&self, client: &Client) -> Result<(), OpenIdError> {
        let metadata = Metadata::ask(client, &self.issuer()?).await?;
        metadata.keys(client).await.map(|_| ())
    }

    /// Where to sign in at the provider; `email` fills in its form.
    pub async fn begin(&self, client: &Client, attempt: &Attempt, email: &str) -> Result<Url, OpenIdError> {
        let metadata = Metadata::ask(client, &self.issuer()?).await?;
        let challenge =
            PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(attempt.verifier.clone()));
        let state = attempt.state.clone();
        let (address, _) = self
            .flow(&metadata)?
            .authorize_url(move || CsrfToken::new(state))
            .add_scopes(["openid", "email", "profile"].map(|scope| Scope::new(scope.to_owned())))
            .set_pkce_challenge(challenge)
            .add_extra_param("nonce", attempt.nonce.clone())
            .add_extra_param("login_hint", email.to_owned())
            .url();
        Ok(address)
    }

    /// Who came back with that code. `claim` is the one whose values are wanted, if any; `now` in milliseconds since the Unix
    /// epoch. The state was compared by the caller.
    pub async fn finish(
        &self,
        client: &Client,
        attempt: &Attempt,
        code: String,
        claim: Option<&str>,
        now: i64,
    ) -> Result<Who, OpenIdError> {
        let issuer = self.issuer()?;
        let metadata = Metadata::ask(client, &issuer).await?;
        let tokens = self
            .flow(&metadata)?
            .exchange_code(AuthorizationCode::new(code))
            .set_pkce_verifier(PkceCodeVerifier::new(attempt.verifier.clone()))
            .request_async(client)
            .await
            .map_err(|error| OpenIdError::Code(chain(&error)))?;
        let Some(Raw(token)) = &tokens.id_token else {
            return Err(OpenIdError::Token("there is none".to_owned()));
        };
        let expected = Expected {
            issuer: &issuer,
            client_id: &self.client_id,
            trusted_audiences: &self.trusted_audiences,
            keys: metadata.keys(client).await?,
            nonce: &Nonce::new(attempt.nonce.clone()),
            now: DateTime::from_timestamp_millis(now).unwrap_or_default(),
        };
        let token = verified(token, &expected).map_err(OpenIdError::Token)?;
        let subject = subject(&token).ok_or_else(|| OpenIdError::Token("it is about nobody".to_owned()))?;
        // Many providers tell more of a person only where they are asked for it.
        let more = match &metadata.user_info {
            Some(address) if Told::is_missing(&token, claim) => {
                user_info(client, address, &tokens, &subject).await?
            }
            _ => Claims::new(),
        };
        let told = Told { token, more };
        let values = claim.and_then(|claim| told.values(claim));
        Ok(Who {
            subject,
            email: told.email(self.vouches_for_addresses).ok_or(OpenIdError::Email)?,
            name: told.name(),
            is_elsewhere: values.is_none() && claim.is_some_and(|claim| told.is_elsewhere(claim)),
            values,
            strength: told.strength(),
        })
    }
}

/// What the provider tells of the person besides; nothing if it does not answer, for the ID token may be enough.
async fn user_info(
    client: &Client,
    address: &Url,
    tokens: &Tokens,
    expected: &str,
) -> Result<Claims, OpenIdError> {
    let more = match client.document(address, Some(tokens.access_token.secret())).await {
        Ok(more) => more,
        Err(error) => {
            let error = chain(&error);
            tracing::warn!(%error, %address, "a provider's userinfo could not be had");
            return Ok(Claims::new());
        }
    };
    // Unless it is about the same person it must not be used (OpenID Connect Core 5.3.2).
    match subject(&more) {
        Some(subject) if subject == expected => Ok(more),
        Some(_) => Err(OpenIdError::Token("userinfo is about somebody else".to_owned())),
        None => {
            tracing::warn!(%address, "a provider's userinfo does not say whom it is about, and is not used");
            Ok(Claims::new())
        }
    }
}
