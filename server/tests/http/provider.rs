//! An organization's OpenID Connect provider, which says about anybody whatever its operator wants.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::{Form, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};

/// The content of the next ID token.
struct Inner {
    key: EcdsaKeyPair,
    claims: Value,
}

/// A running provider.
pub struct Provider {
    /// Its issuer identifier.
    pub issuer: String,
    inner: Arc<Mutex<Inner>>,
}

fn encoded(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Provider {
    /// Starts it.
    pub async fn start() -> Self {
        let (algorithm, random) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random).unwrap();
        let inner = Arc::new(Mutex::new(Inner { key, claims: Value::Null }));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let about = json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/keys"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
        });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(move || async { Json(about) }))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(Arc::clone(&inner));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { issuer, inner }
    }

    /// Says, at `now`, that whoever comes with that nonce is that subject with that address.
    pub fn say(&self, nonce: &str, subject: &str, email: &str, now: i64) {
        self.inner.lock().unwrap().claims = json!({
            "iss": self.issuer, "sub": subject, "aud": "grantry", "nonce": nonce, "iat": now / 1_000,
            "exp": now / 1_000 + 60, "email": email, "email_verified": true, "name": "Nina",
        });
    }
}

async fn keys(State(inner): State<Arc<Mutex<Inner>>>) -> Json<Value> {
    let inner = inner.lock().unwrap();
    let point = inner.key.public_key().as_ref();
    Json(json!({ "keys": [{
        "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "key",
        "x": encoded(&point[1..33]), "y": encoded(&point[33..65]),
    }] }))
}

async fn token(
    State(inner): State<Arc<Mutex<Inner>>>,
    Form(_): Form<HashMap<String, String>>,
) -> Json<Value> {
    let inner = inner.lock().unwrap();
    let header = json!({ "alg": "ES256", "kid": "key", "typ": "JWT" });
    let text = format!("{}.{}", encoded(header.to_string()), encoded(inner.claims.to_string()));
    let signature = inner.key.sign(&SystemRandom::new(), text.as_bytes()).unwrap();
    let id_token = format!("{text}.{}", encoded(signature));
    Json(json!({ "access_token": "access", "token_type": "Bearer", "id_token": id_token }))
}
