//! There and back: the provider's address to sign in at, and who comes back from it.

use chrono::DateTime;
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreErrorResponseType, CoreGenderClaim,
    CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata,
    CoreRevocableToken, CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, EmptyExtraTokenFields, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, IdTokenFields, IssuerUrl, Nonce, OAuth2TokenResponse as _,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, StandardErrorResponse, StandardTokenResponse,
    TokenResponse as _, UserInfoClaims,
};
use url::Url;

use crate::claims::{Others, Who, values};
use crate::fetch::Client;

/// Signatures that are taken. `none` is no signature, and those made with the client secret prove no more than to know it.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

type Tokens = StandardTokenResponse<
    IdTokenFields<
        Others,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;

type Flow = openidconnect::Client<
    Others,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
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

/// Why nobody signed in.
#[derive(Debug, thiserror::Error)]
pub enum OpenIdError {
    /// The issuer identifier, or another address of the provider's, can't be one.
    #[error("an address can't be one: {0}")]
    Address(String),
    /// What the provider says of itself could not be had, or is not right.
    #[error("discovery: {0}")]
    Discovery(String),
    /// The provider took the code for nobody's.
    #[error("the code was not taken: {0}")]
    Code(String),
    /// The ID token is missing, or not right: by whom, for whom, when, signed with what.
    #[error("the ID token is not taken: {0}")]
    Token(String),
    /// There is no e-mail address that the provider has checked.
    #[error("the provider tells no e-mail address that it has checked")]
    Email,
}

/// An error with all that caused it.
fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

impl Provider {
    /// Asks the provider what it says of itself, and for its keys.
    async fn flow(&self, client: &Client) -> Result<Flow, OpenIdError> {
        let issuer =
            IssuerUrl::new(self.issuer.clone()).map_err(|error| OpenIdError::Address(error.to_string()))?;
        client.check(issuer.url()).map_err(|error| OpenIdError::Address(error.to_string()))?;
        let redirect = RedirectUrl::new(self.redirect.clone())
            .map_err(|error| OpenIdError::Address(error.to_string()))?;
        let metadata = CoreProviderMetadata::discover_async(issuer, client)
            .await
            .map_err(|error| OpenIdError::Discovery(told(&error)))?;
        // People are sent there.
        client
            .check(metadata.authorization_endpoint().url())
            .map_err(|error| OpenIdError::Address(error.to_string()))?;
        let (id, secret) =
            (ClientId::new(self.client_id.clone()), ClientSecret::new(self.client_secret.clone()));
        Ok(Flow::from_provider_metadata(metadata, id, Some(secret)).set_redirect_uri(redirect))
    }

    /// Whether the provider can be asked, and is what it says.
    pub async fn check(&self, client: &Client) -> Result<(), OpenIdError> {
        self.flow(client).await.map(|_| ())
    }

    /// Where to sign in at the provider; `email` fills in its form.
    pub async fn begin(&self, client: &Client, attempt: &Attempt, email: &str) -> Result<Url, OpenIdError> {
        let flow = self.flow(client).await?;
        let challenge =
            PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(attempt.verifier.clone()));
        let (state, nonce) = (attempt.state.clone(), attempt.nonce.clone());
        let (mut address, ..) = flow
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            .add_scopes(["email", "profile"].map(|scope| Scope::new(scope.to_owned())))
            .set_pkce_challenge(challenge)
            .url();
        address.query_pairs_mut().append_pair("login_hint", email);
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
        let flow = self.flow(client).await?;
        let tokens = flow
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|error| OpenIdError::Code(told(&error)))?
            .set_pkce_verifier(PkceCodeVerifier::new(attempt.verifier.clone()))
            .request_async(client)
            .await
            .map_err(|error| OpenIdError::Code(told(&error)))?;
        let token = tokens.id_token().ok_or_else(|| OpenIdError::Token("there is none".to_owned()))?;
        let moment = DateTime::from_timestamp_millis(now).unwrap_or_default();
        let verifier = flow.id_token_verifier().set_allowed_algs(ALGORITHMS).set_time_fn(move || moment);
        let claims = token
            .claims(&verifier, &Nonce::new(attempt.nonce.clone()))
            .map_err(|error| OpenIdError::Token(told(&error)))?;
        let mut others = claims.additional_claims().0.clone();
        let mut strength: Vec<String> =
            claims.auth_context_ref().map(|value| value.to_string()).into_iter().collect();
        strength.extend(claims.auth_method_refs().into_iter().flatten().map(|value| value.to_string()));
        let mut email = claims.email().cloned();
        let mut is_checked = claims.email_verified();
        let mut name = claims.name().and_then(|name| name.get(None)).map(|name| name.to_string());
        // Many providers tell more of a person only where they are asked for it.
        let is_missing = email.is_none() || claim.is_some_and(|claim| !others.contains_key(claim));
        if is_missing && flow.user_info_url().is_some() {
            let asked = flow
                .user_info(tokens.access_token().clone(), Some(claims.subject().clone()))
                .map_err(|error| OpenIdError::Token(told(&error)))?;
            let more: UserInfoClaims<Others, CoreGenderClaim> =
                asked.request_async(client).await.map_err(|error| OpenIdError::Token(told(&error)))?;
            if email.is_none() {
                (email, is_checked) = (more.email().cloned(), more.email_verified());
            }
            name = name.or_else(|| more.name().and_then(|name| name.get(None)).map(|name| name.to_string()));
            for (key, value) in &more.additional_claims().0 {
                others.entry(key.clone()).or_insert_with(|| value.clone());
            }
        }
        let email = email.filter(|_| is_checked == Some(true)).ok_or(OpenIdError::Email)?;
        Ok(Who {
            subject: claims.subject().to_string(),
            email: email.to_string(),
            name,
            values: claim.and_then(|claim| values(others.get(claim))),
            strength,
        })
    }
}
