//! Requests of products: whatever their path, parameters, headers and bodies contain, the response is a signed document and
//! never a failure of the server. The whole portal answers, on a database in memory.

#![no_main]

use std::cell::RefCell;

use axum::Router;
use axum::body::Body;
use grantry_fuzz::api::{KEY, TOKEN, portal};
use grantry_fuzz::{plant, wait};
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Request, Response};
use http_body_util::BodyExt as _;
use libfuzzer_sys::{Corpus, fuzz_target};
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_encode};
use serde_json::Value;
use tower::ServiceExt as _;

/// All operations, as in `server::product_api::ROUTES`.
const OPERATIONS: [(&str, &str); 25] = [
    ("GET", "/v1/ping"),
    ("GET", "/v1/me"),
    ("GET", "/v1/licenses"),
    ("POST", "/v1/licenses/actions/validate-key"),
    ("GET", "/v1/licenses/{}"),
    ("GET", "/v1/licenses/{}/actions/validate"),
    ("POST", "/v1/licenses/{}/actions/validate"),
    ("GET", "/v1/licenses/{}/actions/check-out"),
    ("POST", "/v1/licenses/{}/actions/check-out"),
    ("GET", "/v1/licenses/{}/machines"),
    ("GET", "/v1/licenses/{}/entitlements"),
    ("GET", "/v1/licenses/L-KEY-1/entitlements/{}"),
    ("GET", "/v1/machines"),
    ("POST", "/v1/machines"),
    ("GET", "/v1/machines/{}"),
    ("PATCH", "/v1/machines/{}"),
    ("DELETE", "/v1/machines/{}"),
    ("GET", "/v1/machines/{}/actions/check-out"),
    ("POST", "/v1/machines/{}/actions/check-out"),
    ("POST", "/v1/machines/{}/actions/ping"),
    ("POST", "/v1/machines/{}/actions/ping-heartbeat"),
    ("POST", "/v1/machines/{}/actions/reset"),
    ("POST", "/v1/machines/{}/actions/reset-heartbeat"),
    ("GET", "/v1/openapi.json"),
    ("GET", "/v1/accounts/{}/me"),
];

/// The portal is recreated after this many requests: what they leave in it would fill the memory.
const LIFE: u32 = 20_000;
/// Characters that a query must encode.
const QUERY: &AsciiSet = &CONTROLS.add(b' ').add(b'#').add(b'"').add(b'<').add(b'>');

thread_local! {
    /// The portal, and how many requests it has answered.
    static PORTAL: RefCell<Option<(Router, u32)>> = const { RefCell::new(None) };
}

fuzz_target!(init: plant(seeds()), |data: &[u8]| -> Corpus {
    let Some(request) = request(data) else { return Corpus::Reject };
    let told = format!("{request:?}");
    let router = PORTAL.with_borrow_mut(|portal_of| {
        let portal_of = portal_of.get_or_insert_with(|| (wait(portal()), 0));
        if portal_of.1 == LIFE {
            *portal_of = (wait(portal()), 0);
        }
        portal_of.1 += 1;
        portal_of.0.clone()
    });
    let (parts, body) = wait(async {
        let response: Response<Body> = router.oneshot(request).await.expect("the router never fails");
        let (parts, body) = response.into_parts();
        (parts, body.collect().await.expect("a response is complete").to_bytes())
    });
    let text = String::from_utf8_lossy(&body);
    assert!(!parts.status.is_server_error(), "{told}\n{}: {text}", parts.status);
    assert!(parts.headers.contains_key("keygen-signature"), "{told}\nis answered without a signature");
    let is_document = parts.headers.get(CONTENT_TYPE).is_some_and(|kind| kind == "application/vnd.api+json");
    if is_document && !body.is_empty() {
        let document: Value = serde_json::from_slice(&body).expect("a document is JSON");
        let is_refusal = parts.status.is_client_error();
        assert_eq!(document.get("errors").is_some(), is_refusal, "{told}\n{}: {text}", parts.status);
    }
    Corpus::Keep
});

/// Reads an operation, a kind of proof, and four lines: the name in the path, the query, a header, the body.
fn request(data: &[u8]) -> Option<Request<Body>> {
    let (&[operation, proof], rest) = data.split_first_chunk()?;
    let mut lines = rest.splitn(4, |byte| *byte == b'\n');
    let [name, query, header, body] = std::array::from_fn(|_| lines.next().unwrap_or_default());
    let (method, path) = OPERATIONS[usize::from(operation) % OPERATIONS.len()];
    let path = path.replace("{}", &percent_encode(name, NON_ALPHANUMERIC).to_string());
    let mut request = Request::builder().method(method);
    request = match query {
        b"" => request.uri(path),
        _ => request.uri(format!("{path}?{}", percent_encode(query, QUERY))),
    };
    let header = HeaderValue::from_bytes(header).ok()?;
    request = match proof % 6 {
        0 => request.header(AUTHORIZATION, format!("License {KEY}")),
        1 => request.header(AUTHORIZATION, format!("Bearer {}", TOKEN.to_text())),
        2 => request.header(AUTHORIZATION, header),
        3 => request.header(AUTHORIZATION, format!("License {KEY}")).header("idempotency-key", header),
        4 => request.header(AUTHORIZATION, format!("License {KEY}")).header("accept", header),
        _ => request,
    };
    if !body.is_empty() {
        let json_api = proof < 128;
        let kind = if json_api { "application/vnd.api+json" } else { "application/json; charset=utf-8" };
        request = request.header(CONTENT_TYPE, kind);
    }
    request.body(Body::from(body.to_vec())).ok()
}

fn seeds() -> Vec<Vec<u8>> {
    let machine = r#"{"data":{"type":"machines","attributes":{"fingerprint":"seat-9","quantity":2,"name":"Office","hostname":"host","platform":"linux","ip":"192.0.2.1","cores":8,"metadata":{"a":[1,null]},"version":"1.0"},"relationships":{"license":{"data":{"type":"licenses","id":"L-KEY-1"}},"product":{"data":{"type":"products","id":"1"}}}}}"#;
    let changed = r#"{"data":{"type":"machines","attributes":{"name":null,"cores":0,"metadata":{}}}}"#;
    let scope = r#""scope":{"product":"1","fingerprint":"KEY-1-0","fingerprints":["KEY-1-0","b"],"machine":"1","entitlements":["SIMULATION"],"components":[],"policy":"p","user":"u","checksum":"c","version":"1.0","environment":null}"#;
    let of_key = format!(r#"{{"meta":{{"key":"KEY-1","nonce":7,{scope}}}}}"#);
    let of_id = format!(r#"{{"meta":{{"nonce":-7,{scope}}}}}"#);
    let out = r#"{"meta":{"encrypt":true,"ttl":3600,"include":["entitlements","license.entitlements"],"algorithm":"aes-256-gcm+ed25519"}}"#;
    let pages = "limit=5&page[size]=2&page[number]=1&page[cursor]=9";
    let filters =
        "license=L-KEY-1&key=KEY-1&product=1&fingerprint=KEY-1-0&hostname=host-0&platform=linux&name=a&ip=b";
    let file = "encrypt=1&ttl=7200&algorithm=base64%2Bed25519&include=license,entitlements";
    let asked = |operation: u8| match OPERATIONS[usize::from(operation)] {
        ("POST", "/v1/machines") => ("", "", machine),
        ("PATCH", _) => ("1", "", changed),
        ("POST", path) if path.ends_with("validate-key") => ("", "", of_key.as_str()),
        ("POST", path) if path.ends_with("validate") => ("L-KEY-1", "", of_id.as_str()),
        ("POST", path) if path.ends_with("licenses/{}/actions/check-out") => ("L-KEY-1", "", out),
        ("POST", path) if path.ends_with("check-out") => ("KEY-1-0", "", out),
        (_, path) if path.ends_with("check-out") => ("KEY-1", file, ""),
        ("GET", "/v1/machines") => ("", filters, ""),
        (_, path) if path.starts_with("/v1/machines") => ("KEY-1-1", pages, ""),
        (_, path) if path.starts_with("/v1/accounts") => ("demo", pages, ""),
        _ => ("L-KEY-1", pages, ""),
    };
    let all = (0..).zip(OPERATIONS).flat_map(|(operation, _)| [0, 1, 3].map(|proof| (operation, proof)));
    all.map(|(operation, proof)| {
        let (name, query, body) = asked(operation);
        let header = if proof == 3 { format!("once-{operation}") } else { String::new() };
        [&[operation, proof][..], format!("{name}\n{query}\n{header}\n{body}").as_bytes()].concat()
    })
    .collect()
}
