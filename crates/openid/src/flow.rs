//! The sign-in flow: the address at which to sign in, and the person who comes back.

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

use crate::claims::{Claims, Told, Who, has_nul};
use crate::error::{OpenIdError, chain};
use crate::fetch::Client;
use crate::id_token::{Expected, subject, verified};
use crate::metadata::Metadata;

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

/// A provider, and how it knows this portal.
#[derive(Clone)]
pub struct Provider {
    /// The provider's issuer identifier.
    pub issuer: String,
    /// The provider's ID for this portal.
    pub client_id: String,
    /// The secret shared with the provider.
    pub client_secret: String,
    /// Where the provider sends people back to.
    pub redirect: String,
    /// Other audiences that its tokens may have, if they don't say that they were made for this portal.
    pub trusted_audiences: Vec<String>,
    /// Whether to accept an address if the provider does not say whether it has checked it.
    pub vouches_for_addresses: bool,
}

/// The secrets of one sign-in attempt: each is random, and used once.
#[derive(Clone)]
pub struct Attempt {
    /// Returned by the browser.
    pub state: String,
    /// Returned in the ID token.
    pub nonce: String,
    /// The code verifier of PKCE: at least 43 characters.
    pub verifier: String,
}

/// The needed part of the response to a code. The access token's lifetime and scope don't matter.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Tokens {
    access_token: AccessToken,
    #[serde(default)]
    id_token: Option<Raw>,
}

/// An ID token as received. It is never shown.
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

    /// The OAuth client for this provider.
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

    /// Checks that the provider answers with this issuer and with its keys.
    pub async fn check(&self, client: &Client) -> Result<(), OpenIdError> {
        let metadata = Metadata::ask(client, &self.issuer()?).await?;
        metadata.keys(client).await.map(|_| ())
    }

    /// The address at which to sign in; `email` fills in the provider's form.
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

    /// Returns who came back with that code. `claim` names the claim whose values are wanted, if any; `now` is in milliseconds
    /// since the Unix epoch. The caller has compared the state.
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
        // Many providers send more about a person only if the userinfo endpoint is asked.
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

/// Further claims about the person. Empty if the provider does not answer, because the ID token may be enough.
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
            tracing::warn!(%error, %address, "a provider's userinfo could not be fetched");
            return Ok(Claims::new());
        }
    };
    // It must not be used unless it is about the same person (OpenID Connect Core 5.3.2).
    match subject(&more) {
        _ if has_nul(&more) => {
            Err(OpenIdError::Token("a string in userinfo contains a NUL character".to_owned()))
        }
        Some(subject) if subject == expected => Ok(more),
        Some(_) => Err(OpenIdError::Token("userinfo is about somebody else".to_owned())),
        None => {
            tracing::warn!(%address, "a provider's userinfo does not say whom it is about, and is not used");
            Ok(Claims::new())
        }
    }
}
