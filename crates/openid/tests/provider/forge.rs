//! A provider that says whatever a test wants.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::{Form, State};
use axum::http::HeaderMap;
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openid::{Attempt, Client, OpenIdError, Provider, Who};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// Milliseconds since the Unix epoch.
pub const NOW: i64 = 1_795_000_000_000;

/// How the next ID token is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signature {
    /// By the published key.
    Right,
    /// By another key under the same name.
    OtherKey,
    /// Not at all: `alg` is `none`.
    None,
    /// Changed after it was signed.
    Broken,
    /// Changed after it was signed, in a claim that does not decide whether it is accepted.
    Touched,
}

/// Changes what the ID token says.
pub type Lie = fn(&mut Value);

pub struct Forge {
    address: String,
    pub key: EcdsaKeyPair,
    pub key_id: &'static str,
    pub signature: Signature,
    pub lie: Lie,
    /// Further claims of the next ID token; null removes a claim.
    pub claims: Value,
    /// Further metadata; null removes a value.
    pub metadata: Value,
    /// Further parts of its response to a code.
    pub tokens: Value,
    /// Its userinfo. With null it answers with an error.
    pub more: Value,
    /// How often userinfo was requested.
    pub asked: usize,
    /// Where the client secret last came: `header` or `body`.
    pub secret_in: &'static str,
    pub challenge: String,
}

pub type Shared = Arc<Mutex<Forge>>;

pub fn fresh() -> EcdsaKeyPair {
    let (algorithm, random) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random).unwrap()
}

fn encoded(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Merges `more` into `whole`; null removes a value.
fn merge(whole: &mut Value, more: &Value) {
    let whole = whole.as_object_mut().unwrap();
    for (name, value) in more.as_object().into_iter().flatten() {
        if value.is_null() {
            whole.remove(name);
        } else {
            whole.insert(name.clone(), value.clone());
        }
    }
}

impl Forge {
    fn token(&self) -> String {
        let mut claims = json!({
            "iss": self.address, "sub": "7", "aud": "grantry", "nonce": "nonce", "iat": NOW / 1_000, "exp": NOW / 1_000 + 60,
            "email": "nina@customer.example", "email_verified": true, "name": "Nina", "groups": ["staff", "it-admins"],
        });
        merge(&mut claims, &self.claims);
        (self.lie)(&mut claims);
        let is_signed = self.signature != Signature::None;
        let algorithm = if is_signed { "ES256" } else { "none" };
        let header = json!({ "alg": algorithm, "kid": self.key_id, "typ": "JWT" });
        let text = format!("{}.{}", encoded(header.to_string()), encoded(claims.to_string()));
        let random = SystemRandom::new();
        let sign = |key: &EcdsaKeyPair| encoded(key.sign(&random, text.as_bytes()).unwrap());
        let mut changed = |name: &str, value: &str| {
            let signature = sign(&self.key);
            claims[name] = value.into();
            let (header, _) = text.split_once('.').unwrap();
            format!("{header}.{}.{signature}", encoded(claims.to_string()))
        };
        match self.signature {
            Signature::Right => format!("{text}.{}", sign(&self.key)),
            Signature::OtherKey => format!("{text}.{}", sign(&fresh())),
            Signature::None => format!("{text}."),
            Signature::Broken => changed("sub", "8"),
            Signature::Touched => changed("email", "eve@customer.example"),
        }
    }
}

async fn discovery(State(forge): State<Shared>) -> Json<Value> {
    let forge = forge.lock().unwrap();
    let at = forge.address.trim_end_matches('/');
    let mut told = json!({
        "issuer": forge.address,
        "authorization_endpoint": format!("{at}/authorize"),
        "token_endpoint": format!("{at}/token"),
        "jwks_uri": format!("{at}/keys"),
        "userinfo_endpoint": format!("{at}/me"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256", "none"],
    });
    merge(&mut told, &forge.metadata);
    Json(told)
}

async fn keys(State(forge): State<Shared>) -> Json<Value> {
    let forge = forge.lock().unwrap();
    let point = forge.key.public_key().as_ref();
    let own = json!({
        "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": forge.key_id,
        "x": encoded(&point[1..33]), "y": encoded(&point[33..65]),
    });
    // Beside keys of types that are unknown here.
    Json(json!({ "keys": [
        { "kty": "AKP", "alg": "ML-DSA-44", "kid": "new", "pub": "AAAA" },
        { "kty": "EC", "crv": "secp256k1", "kid": "other", "x": "AAAA", "y": "AAAA" },
        own,
    ] }))
}

async fn token(
    State(forge): State<Shared>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Json<Value> {
    let mut forge = forge.lock().unwrap();
    // PKCE (RFC 7636): anyone who brings the code knows the verifier of its start.
    let is_own = encoded(Sha256::digest(&form["code_verifier"])) == forge.challenge && form["code"] == "code";
    if !is_own {
        return Json(json!({ "error": "invalid_grant" }));
    }
    let basic = headers.get("authorization").map(|value| value.to_str().unwrap());
    forge.secret_in = match (basic, form.get("client_secret").map(String::as_str)) {
        // grantry:secret
        (Some("Basic Z3JhbnRyeTpzZWNyZXQ="), None) => "header",
        (None, Some("secret")) => "body",
        _ => "nowhere",
    };
    let mut answer = json!({ "access_token": "access", "token_type": "Bearer", "id_token": forge.token() });
    merge(&mut answer, &forge.tokens);
    Json(answer)
}

async fn me(State(forge): State<Shared>, headers: HeaderMap) -> Json<Value> {
    let mut forge = forge.lock().unwrap();
    forge.asked += 1;
    assert_eq!(headers["authorization"], "Bearer access");
    Json(forge.more.clone())
}

pub fn attempt() -> Attempt {
    Attempt { state: "state".into(), nonce: "nonce".into(), verifier: "v".repeat(43) }
}

/// An honest provider, its settings and a client.
pub async fn provider() -> (Shared, Provider, Client) {
    provider_called("").await
}

/// The same, with that at the end of its address.
pub async fn provider_called(end: &str) -> (Shared, Provider, Client) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}{end}", listener.local_addr().unwrap());
    let forge = Forge {
        address: address.clone(),
        key: fresh(),
        key_id: "first",
        signature: Signature::Right,
        lie: |_| {},
        claims: json!({}),
        metadata: json!({}),
        tokens: json!({}),
        more: json!({}),
        asked: 0,
        secret_in: "nowhere",
        challenge: String::new(),
    };
    let forge = Arc::new(Mutex::new(forge));
    let router = Router::new()
        .route("/.well-known/openid-configuration", get(discovery))
        .route("/keys", get(keys))
        .route("/token", post(token))
        .route("/me", get(me))
        .with_state(Arc::clone(&forge));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let provider = Provider {
        issuer: address,
        client_id: "grantry".into(),
        client_secret: "secret".into(),
        redirect: "http://localhost:3000/openid/callback".into(),
        trusted_audiences: Vec::new(),
        vouches_for_addresses: false,
    };
    let client = Client::new(true).unwrap();
    let sent = provider.begin(&client, &attempt(), "nina@customer.example").await.unwrap();
    let sent: HashMap<String, String> = sent.query_pairs().into_owned().collect();
    assert_eq!((sent["state"].as_str(), sent["nonce"].as_str()), ("state", "nonce"));
    assert_eq!((sent["code_challenge_method"].as_str(), sent["response_type"].as_str()), ("S256", "code"));
    assert_eq!(sent["login_hint"], "nina@customer.example");
    assert_eq!((sent["client_id"].as_str(), sent["scope"].as_str()), ("grantry", "openid email profile"));
    assert_eq!(sent["redirect_uri"], "http://localhost:3000/openid/callback");
    forge.lock().unwrap().challenge.clone_from(&sent["code_challenge"]);
    (forge, provider, client)
}

pub async fn finish(provider: &Provider, client: &Client) -> Result<Who, OpenIdError> {
    finish_with(provider, client, Some("groups")).await
}

/// Comes back, asking for the values of that claim.
pub async fn finish_with(
    provider: &Provider,
    client: &Client,
    claim: Option<&str>,
) -> Result<Who, OpenIdError> {
    provider.finish(client, &attempt(), "code".into(), claim, NOW).await
}
