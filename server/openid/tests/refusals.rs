//! Against a provider that lies: whatever it forges is refused, and a key that it rotates is known at once.

#![expect(clippy::unwrap_used, reason = "a test that can't go on is to fail")]

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::{Form, State};
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
const NOW: i64 = 1_795_000_000_000;

/// How the next ID token is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Signature {
    /// By the key that is published.
    Right,
    /// By another key under the same name.
    OtherKey,
    /// By none: `alg` is `none`.
    None,
    /// Changed after it was signed.
    Broken,
}

/// Changes what the ID token says.
type Lie = fn(&mut Value);

struct Forge {
    address: String,
    key: EcdsaKeyPair,
    key_id: &'static str,
    signature: Signature,
    lie: Lie,
    /// What discovery says that it is called; its address unless it lies.
    issuer: Option<String>,
    more: Value,
    challenge: String,
}

type Shared = Arc<Mutex<Forge>>;

fn fresh() -> EcdsaKeyPair {
    let (algorithm, random) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random).unwrap()
}

fn encoded(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Forge {
    fn token(&self) -> String {
        let mut claims = json!({
            "iss": self.address, "sub": "7", "aud": "grantry", "nonce": "nonce", "iat": NOW / 1_000, "exp": NOW / 1_000 + 60,
            "email": "nina@customer.example", "email_verified": true, "name": "Nina", "groups": ["staff", "it-admins"],
        });
        (self.lie)(&mut claims);
        let is_signed = self.signature != Signature::None;
        let algorithm = if is_signed { "ES256" } else { "none" };
        let header = json!({ "alg": algorithm, "kid": self.key_id, "typ": "JWT" });
        let text = format!("{}.{}", encoded(header.to_string()), encoded(claims.to_string()));
        let random = SystemRandom::new();
        let sign = |key: &EcdsaKeyPair| encoded(key.sign(&random, text.as_bytes()).unwrap());
        match self.signature {
            Signature::Right => format!("{text}.{}", sign(&self.key)),
            Signature::OtherKey => format!("{text}.{}", sign(&fresh())),
            Signature::None => format!("{text}."),
            Signature::Broken => {
                let signature = sign(&self.key);
                claims["email"] = "eve@customer.example".into();
                let (header, _) = text.split_once('.').unwrap();
                format!("{header}.{}.{signature}", encoded(claims.to_string()))
            }
        }
    }
}

async fn discovery(State(forge): State<Shared>) -> Json<Value> {
    let forge = forge.lock().unwrap();
    let at = &forge.address;
    Json(json!({
        "issuer": forge.issuer.as_ref().unwrap_or(at),
        "authorization_endpoint": format!("{at}/authorize"),
        "token_endpoint": format!("{at}/token"),
        "jwks_uri": format!("{at}/keys"),
        "userinfo_endpoint": format!("{at}/me"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256", "none"],
    }))
}

async fn keys(State(forge): State<Shared>) -> Json<Value> {
    let forge = forge.lock().unwrap();
    let point = forge.key.public_key().as_ref();
    Json(json!({ "keys": [{
        "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": forge.key_id,
        "x": encoded(&point[1..33]), "y": encoded(&point[33..65]),
    }] }))
}

async fn token(State(forge): State<Shared>, Form(form): Form<HashMap<String, String>>) -> Json<Value> {
    let forge = forge.lock().unwrap();
    // PKCE (RFC 7636): who brings the code knows what it began with.
    let is_own = encoded(Sha256::digest(&form["code_verifier"])) == forge.challenge && form["code"] == "code";
    if !is_own {
        return Json(json!({ "error": "invalid_grant" }));
    }
    Json(json!({ "access_token": "access", "token_type": "Bearer", "id_token": forge.token() }))
}

async fn me(State(forge): State<Shared>) -> Json<Value> {
    Json(forge.lock().unwrap().more.clone())
}

fn attempt() -> Attempt {
    Attempt { state: "state".into(), nonce: "nonce".into(), verifier: "v".repeat(43) }
}

/// A provider that is honest so far, and what knows it.
async fn provider() -> (Shared, Provider, Client) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let forge = Forge {
        address: address.clone(),
        key: fresh(),
        key_id: "first",
        signature: Signature::Right,
        lie: |_| {},
        issuer: None,
        more: json!({}),
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
    };
    let client = Client::new(true).unwrap();
    let sent = provider.begin(&client, &attempt(), "nina@customer.example").await.unwrap();
    let sent: HashMap<String, String> = sent.query_pairs().into_owned().collect();
    assert_eq!((sent["state"].as_str(), sent["nonce"].as_str()), ("state", "nonce"));
    assert_eq!((sent["code_challenge_method"].as_str(), sent["response_type"].as_str()), ("S256", "code"));
    assert_eq!(sent["login_hint"], "nina@customer.example");
    forge.lock().unwrap().challenge.clone_from(&sent["code_challenge"]);
    (forge, provider, client)
}

async fn finish(provider: &Provider, client: &Client) -> Result<Who, OpenIdError> {
    provider.finish(client, &attempt(), "code".into(), Some("groups"), NOW).await
}

#[tokio::test]
async fn an_honest_provider_tells_who_it_is() {
    let (forge, provider, client) = provider().await;
    let who = finish(&provider, &client).await.unwrap();
    let expected = Who {
        subject: "7".into(),
        email: "nina@customer.example".into(),
        name: Some("Nina".into()),
        values: Some(vec!["staff".into(), "it-admins".into()]),
        strength: Vec::new(),
    };
    assert_eq!(who, expected);
    // How it asked, it tells, too.
    forge.lock().unwrap().lie = |claims| {
        claims["acr"] = "gold".into();
        claims["amr"] = json!(["pwd", "mfa"]);
    };
    assert_eq!(finish(&provider, &client).await.unwrap().strength, ["gold", "pwd", "mfa"]);
    forge.lock().unwrap().lie = |_| {};
    // Its key is another by the next time.
    {
        let mut forge = forge.lock().unwrap();
        (forge.key, forge.key_id) = (fresh(), "second");
    }
    assert_eq!(finish(&provider, &client).await.unwrap(), expected);
}

#[tokio::test]
async fn what_the_token_leaves_out_is_asked_for() {
    let (forge, provider, client) = provider().await;
    {
        let mut forge = forge.lock().unwrap();
        forge.lie = |claims| {
            let claims = claims.as_object_mut().unwrap();
            claims.retain(|name, _| !["email", "email_verified", "groups", "name"].contains(&name.as_str()));
        };
        forge.more = json!({
            "sub": "7", "email": "nina@customer.example", "email_verified": true, "name": "Nina", "groups": "staff",
        });
    }
    let who = finish(&provider, &client).await.unwrap();
    assert_eq!((who.email.as_str(), who.values), ("nina@customer.example", Some(vec!["staff".to_owned()])));
    // Of another person than the token is about.
    forge.lock().unwrap().more["sub"] = "8".into();
    assert!(matches!(finish(&provider, &client).await, Err(OpenIdError::Token(_))));
}

#[tokio::test]
async fn whatever_is_forged_is_refused() {
    let (forge, provider, client) = provider().await;
    let lies: [(&str, Lie); 12] = [
        ("another issuer", |claims| claims["iss"] = "https://evil.example".into()),
        ("another audience", |claims| claims["aud"] = "another-portal".into()),
        ("several audiences", |claims| claims["aud"] = json!(["grantry", "another-portal"])),
        ("no audience", |claims| drop(claims.as_object_mut().unwrap().remove("aud"))),
        ("another nonce", |claims| claims["nonce"] = "of another attempt".into()),
        ("no nonce", |claims| drop(claims.as_object_mut().unwrap().remove("nonce"))),
        ("expired", |claims| claims["exp"] = (NOW / 1_000 - 1).into()),
        ("without end", |claims| drop(claims.as_object_mut().unwrap().remove("exp"))),
        ("of nobody", |claims| drop(claims.as_object_mut().unwrap().remove("sub"))),
        ("an address not checked", |claims| claims["email_verified"] = false.into()),
        ("an address of which nothing is told", |claims| {
            drop(claims.as_object_mut().unwrap().remove("email_verified"));
        }),
        ("a text for a yes", |claims| claims["email_verified"] = "true".into()),
    ];
    for (what, lie) in lies {
        forge.lock().unwrap().lie = lie;
        let answer = finish(&provider, &client).await;
        assert!(answer.is_err(), "{what}: {answer:?}");
    }
    forge.lock().unwrap().lie = |_| {};
    for signature in [Signature::OtherKey, Signature::None, Signature::Broken] {
        forge.lock().unwrap().signature = signature;
        let answer = finish(&provider, &client).await;
        assert!(answer.is_err(), "{signature:?}: {answer:?}");
    }
    forge.lock().unwrap().signature = Signature::Right;
    assert!(finish(&provider, &client).await.is_ok());
}

#[tokio::test]
async fn a_code_is_for_whom_it_was_given() {
    let (_forge, provider, client) = provider().await;
    let stolen = Attempt { verifier: "x".repeat(43), ..attempt() };
    let answer = provider.finish(&client, &stolen, "code".into(), None, NOW).await;
    assert!(matches!(answer, Err(OpenIdError::Code(_))), "{answer:?}");
    let other = provider.finish(&client, &attempt(), "another".into(), None, NOW).await;
    assert!(matches!(other, Err(OpenIdError::Code(_))), "{other:?}");
}

#[tokio::test]
async fn a_provider_is_what_it_calls_itself_and_outside() {
    let (forge, provider, client) = provider().await;
    assert!(provider.check(&client).await.is_ok());
    let careful = Client::new(false).unwrap();
    assert!(matches!(provider.check(&careful).await, Err(OpenIdError::Address(_))));
    forge.lock().unwrap().issuer = Some("https://evil.example".into());
    assert!(matches!(provider.check(&client).await, Err(OpenIdError::Discovery(_))));
    let nobody = Provider { issuer: "http://127.0.0.1:9".into(), ..provider };
    assert!(matches!(nobody.check(&client).await, Err(OpenIdError::Discovery(_))));
}
