//! ID tokens (OpenID Connect Core 3.1.3.7). Checks the signature over the whole token, and only the claims that are needed.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use chrono::{DateTime, Utc};
use openidconnect::core::{
    CoreGenderClaim, CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm,
};
use openidconnect::{
    ClientId, EmptyAdditionalClaims, IdToken, IdTokenVerifier, IssuerUrl, JsonWebKey as _, Nonce,
};
use serde_json::{Map, Value};

use crate::claims::{Claims, has_nul, text};
use crate::error::chain;

/// Accepted signatures. `none` is not a signature, and one made with the client secret proves only that its maker knows the
/// secret.
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

/// The claims that decide whether a token is accepted.
const NEEDED: [&str; 5] = ["iss", "sub", "aud", "exp", "nonce"];

/// How far a provider's clock may be ahead.
const LEEWAY: Duration = Duration::from_mins(5);

/// The base64 that providers write: without padding, and some leave bits after the last byte.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::URL_SAFE,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone)
        .with_decode_allow_trailing_bits(true),
);

type Needed = IdToken<
    EmptyAdditionalClaims,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;

/// The conditions that a token must meet.
pub(crate) struct Expected<'a> {
    /// Its issuer.
    pub issuer: &'a IssuerUrl,
    /// Its audience: this client.
    pub client_id: &'a str,
    /// Other audiences that it may have.
    pub trusted_audiences: &'a [String],
    /// The keys that may have signed it.
    pub keys: CoreJsonWebKeySet,
    /// The nonce of this attempt.
    pub nonce: &'a Nonce,
    /// The current time.
    pub now: DateTime<Utc>,
}

/// Returns the claims of an ID token that meets the conditions; otherwise, what is wrong with it.
///
/// The token came from the provider's own token endpoint, in response to a code bound to this attempt. So if it names this
/// client as its authorized party (`azp`), it was made for this client, whatever other audiences it names. Without `azp`, all
/// its other audiences must be trusted. A token made for another client is refused unless that client is trusted.
pub(crate) fn verified(token: &str, expected: &Expected<'_>) -> Result<Claims, String> {
    let mut parts = token.split('.');
    let (Some(header), Some(payload), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err("it is not a signed token".to_owned());
    };
    let claims: Claims = serde_json::from_slice(&decoded(payload)?).map_err(|error| error.to_string())?;
    if has_nul(&claims) {
        return Err("a string in it contains a NUL character".to_owned());
    }
    check_begun(&claims, expected.now)?;
    let needed = needed(&claims).to_string();
    let reduced: Needed =
        format!("{header}.{}.{signature}", BASE64.encode(needed)).parse().map_err(|error| chain(&error))?;
    let is_trusted = |audience: &str| expected.trusted_audiences.iter().any(|trusted| trusted == audience);
    let made_for = text(&claims, "azp");
    if let Some(party) = made_for
        && party != expected.client_id
        && !is_trusted(party)
    {
        return Err(format!("it was made for the client “{party}”, not for “{}”", expected.client_id));
    }
    let is_ours = made_for == Some(expected.client_id);
    let now = expected.now;
    let verifier = IdTokenVerifier::new_public_client(
        ClientId::new(expected.client_id.to_owned()),
        expected.issuer.clone(),
        expected.keys.clone(),
    )
    .set_other_audience_verifier_fn(|audience| is_ours || is_trusted(audience.as_str()))
    .set_time_fn(move || now);
    let algorithm = reduced.signing_alg().map_err(|error| chain(&error))?;
    if !ALGORITHMS.contains(algorithm) {
        return Err(format!("it is signed with {algorithm:?}, which is not accepted"));
    }
    let key = reduced.signing_key(&verifier).map_err(|error| chain(&error))?;
    key.verify_signature(algorithm, format!("{header}.{payload}").as_bytes(), &decoded(signature)?)
        .map_err(|error| chain(&error))?;
    // The signature of the whole token was checked above.
    let verifier = verifier.insecure_disable_signature_check();
    reduced.claims(&verifier, expected.nonce).map_err(|error| chain(&error))?;
    Ok(claims)
}

/// Refuses a token that was made in the future, or is not valid yet. Providers may leave both times out, and what is not a number
/// says nothing.
fn check_begun(claims: &Claims, now: DateTime<Utc>) -> Result<(), String> {
    let latest = Duration::from_secs(u64::try_from(now.timestamp()).unwrap_or(0)) + LEEWAY;
    let is_ahead = |name: &&str| {
        let seconds = claims.get(*name).and_then(Value::as_f64).filter(|seconds| *seconds > 0.0);
        // Too many seconds for a duration are ahead, too.
        seconds.is_some_and(|told| Duration::try_from_secs_f64(told).map_or(true, |time| time > latest))
    };
    match ["iat", "nbf"].into_iter().find(is_ahead) {
        Some(name) => Err(format!("its time “{name}” is in the future")),
        None => Ok(()),
    }
}

/// The checked claims, in the standard's form. [`check_begun`] checks when the token was made, and the verifier wants that claim.
fn needed(claims: &Claims) -> Value {
    let mut needed: Map<_, _> =
        NEEDED.into_iter().filter_map(|name| Some((name.to_owned(), claims.get(name)?.clone()))).collect();
    needed.insert("iat".to_owned(), 0.into());
    // Some providers use numbers for people.
    if let Some(Value::Number(number)) = needed.get("sub") {
        let number = number.to_string();
        needed.insert("sub".to_owned(), number.into());
    }
    needed.into()
}

/// The provider's permanent ID for the person.
pub(crate) fn subject(claims: &Claims) -> Option<String> {
    match claims.get("sub") {
        Some(Value::String(text)) if !text.is_empty() => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    }
}

fn decoded(part: &str) -> Result<Vec<u8>, String> {
    BASE64.decode(part).map_err(|error| error.to_string())
}
