//! Check-out: license and machine files for products without a network.

use std::collections::{BTreeMap, BTreeSet};

use axum::response::{IntoResponse as _, Response};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use license_file::{Algorithm, Document, Encryption, Kind, Meta, NONCE, sign_file};
use model::activation::{Problem, standing_problem};
use model::{Day, Hidden};
use serde::{Deserialize, Serialize};
use store::deployments::Change;
use store::licenses::License;
use utoipa::ToSchema;

use super::body::change;
use super::document::{JsonApi, One, Relationship, Resource};
use super::error::ApiError;
use super::query::{Parameters, parameter_error};
use super::timestamp::Timestamp;
use crate::Portal;

/// A file's default lifetime, in seconds: a month.
const USUAL_TTL: u32 = 2_629_746;
/// The shortest lifetime, in seconds: an hour.
const LEAST_TTL: u32 = 3_600;
/// The longest lifetime, in seconds, also for a file without an end: 68 years, which clients can still read.
const MOST_TTL: u32 = i32::MAX.unsigned_abs();
/// Keygen's includes that don't exist here.
const NOT_HERE: [&str; 10] = [
    "account",
    "product",
    "environment",
    "policy",
    "owner",
    "users",
    "group",
    "machines",
    "components",
    "processes",
];

/// How to make a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckOut {
    is_encrypted: bool,
    ttl: u32,
    /// The names of what to include.
    include: BTreeSet<String>,
    /// The file ends with its license, because the request named no other time.
    ends_with_license: bool,
}

/// The same as a request's body.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct CheckOutRequest {
    #[serde(default)]
    meta: CheckOutMeta,
}

/// How to make a file; parameters of the query with the same names mean the same.
#[derive(Debug, Default, Deserialize, ToSchema)]
struct CheckOutMeta {
    /// Whether it is encrypted.
    encrypt: Option<bool>,
    /// Lifetime in seconds; null for 68 years, the longest that clients can read.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<i64>)]
    ttl: Change<i64>,
    /// What to include.
    include: Option<Vec<String>>,
    /// `base64+ed25519` or `aes-256-gcm+ed25519`.
    algorithm: Option<String>,
}

impl CheckOut {
    /// Reads the query and the body; the body takes precedence. `includes` names what can be included.
    pub fn asked(query: &Parameters, body: CheckOutRequest, includes: &[&str]) -> Result<Self, ApiError> {
        let meta = body.meta;
        let encrypt = match (meta.encrypt, query.get("encrypt")) {
            (Some(encrypt), _) => encrypt,
            (None, None | Some("false" | "0")) => false,
            (None, Some("true" | "1")) => true,
            (None, Some(_)) => return Err(parameter_error("encrypt", "it is true or false")),
        };
        // An error about a value from the body points there.
        let wrong = |is_in_body: bool, name: &str, problem: &str| {
            if is_in_body {
                let detail = format!("“{name}” can't be accepted: {problem}.");
                ApiError::bad_request("META_INVALID", detail).at_pointer(&format!("/meta/{name}"))
            } else {
                parameter_error(name, problem)
            }
        };
        let algorithm = meta.algorithm.as_deref().or(query.get("algorithm"));
        let is_encrypted = match algorithm {
            None => encrypt,
            Some(code) if code == Algorithm::Base64.code() && !encrypt => false,
            Some(code) if code == Algorithm::Aes256Gcm.code() => true,
            Some(_) => {
                let [plain, encrypted] = [Algorithm::Base64, Algorithm::Aes256Gcm].map(Algorithm::code);
                let problem = format!("it is {plain}, or {encrypted} for an encrypted file");
                return Err(wrong(meta.algorithm.is_some(), "algorithm", &problem));
            }
        };
        let is_ttl_in_body = matches!(meta.ttl, Change::Set(_));
        let ttl = match (meta.ttl, query.get("ttl")) {
            (Change::Set(seconds), _) => Some(seconds.to_string()),
            (Change::Clear, _) | (Change::Keep, Some("null")) => None,
            (Change::Keep, Some(text)) => Some(text.to_owned()),
            (Change::Keep, None) => Some(USUAL_TTL.to_string()),
        };
        let ttl = match ttl {
            None => MOST_TTL,
            Some(text) => {
                let seconds = text.parse().ok().filter(|seconds| (LEAST_TTL..=MOST_TTL).contains(seconds));
                let problem = format!("it is a number of seconds from {LEAST_TTL} to {MOST_TTL}, or null");
                seconds.ok_or_else(|| wrong(is_ttl_in_body, "ttl", &problem))?
            }
        };
        let is_include_in_body = meta.include.is_some();
        let given = match meta.include {
            Some(names) => names,
            None => query.get("include").unwrap_or_default().split(',').map(str::to_owned).collect(),
        };
        let mut include = BTreeSet::new();
        for name in given.iter().map(|name| name.trim()).filter(|name| !name.is_empty()) {
            if includes.contains(&name) {
                include.insert(name.to_owned());
            } else if !NOT_HERE.contains(&name.strip_prefix("license.").unwrap_or(name)) {
                let problem = format!("“{name}” can't be included; these can: {}", includes.join(", "));
                return Err(wrong(is_include_in_body, "include", &problem));
            }
        }
        Ok(Self { is_encrypted, ttl, include, ends_with_license: false })
    }

    /// A file for an installation that is never online: encrypted, with everything included, valid until its license ends.
    pub fn offline() -> Self {
        let include = BTreeSet::from(["license.entitlements".to_owned()]);
        Self { is_encrypted: true, ttl: MOST_TTL, include, ends_with_license: true }
    }

    /// Returns whether the file includes that.
    pub fn includes(&self, name: &str) -> bool {
        self.include.contains(name)
    }

    /// Limits the file to the last day of its license, if it is to end then.
    #[must_use]
    pub fn no_longer_than(mut self, last: Option<Day>, now: i64) -> Self {
        if let (true, Some(last)) = (self.ends_with_license, last) {
            let left = (i64::from(last.plus(1).0) * 86_400_000 - now) / 1_000;
            self.ttl = u32::try_from(left).unwrap_or(0).clamp(1, MOST_TTL);
        }
        self
    }
}

/// Refuses a file for a license that products may not use.
pub fn check_standing(license: &License, now: i64) -> Result<(), ApiError> {
    let Some(problem) = standing_problem(&license.terms, Day::of_instant(now)) else { return Ok(()) };
    let code = match problem {
        Problem::Suspended => "LICENSE_SUSPENDED",
        Problem::Expired(_) => "LICENSE_EXPIRED",
        Problem::NotRegistered | Problem::NotYetValid(_) => "LICENSE_NOT_ALLOWED",
    };
    let refusal = model::activation::Refusal::from(problem).code();
    let error = ApiError::new(StatusCode::FORBIDDEN, code, "Access denied", problem.to_string());
    Err(error.refusal(refusal))
}

/// A finished file.
#[derive(Debug)]
pub struct SignedFile {
    text: Hidden,
    meta: Meta,
    algorithm: Algorithm,
    include: BTreeSet<String>,
}

/// Signs a file of that kind about `data` with the current key. `secret` opens it if it is encrypted.
pub fn sign(
    portal: &Portal,
    kind: Kind,
    data: &impl Serialize,
    included: Vec<serde_json::Value>,
    secret: &str,
    asked: CheckOut,
    now: i64,
) -> Result<SignedFile, ApiError> {
    let failed = |error: &dyn std::error::Error| {
        tracing::error!(%error, "a file can't be signed");
        ApiError::failed()
    };
    let data = serde_json::to_value(data).map_err(|error| failed(&error))?;
    let meta = Meta::new(now, asked.ttl);
    let mut nonce = [0; NONCE];
    nonce.copy_from_slice(&(portal.dice)()[..NONCE]);
    let encryption = asked.is_encrypted.then_some(Encryption { secret, nonce });
    let algorithm = if asked.is_encrypted { Algorithm::Aes256Gcm } else { Algorithm::Base64 };
    let document = Document { data, included, meta };
    let signed = portal
        .product
        .with_keyring(|keyring| sign_file(kind, &document, encryption.as_ref(), keyring.current()));
    let text = signed.map_err(|error| failed(&error))?;
    Ok(SignedFile { text: text.into(), meta, algorithm, include: asked.include })
}

/// The properties of a file.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FileAttributes {
    /// The file itself.
    certificate: String,
    /// `base64+ed25519` or `aes-256-gcm+ed25519`.
    algorithm: &'static str,
    /// What is included.
    includes: BTreeSet<String>,
    /// Lifetime in seconds.
    ttl: u32,
    /// When the file was made.
    issued: Timestamp,
    /// When the file stops being valid.
    expiry: Timestamp,
}

impl SignedFile {
    /// The file's text.
    pub fn into_text(self) -> String {
        self.text.into_inner()
    }

    /// The file as a download with that name.
    pub fn download(self, file_name: &str) -> Response {
        let mut response = (StatusCode::OK, self.text.into_inner()).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        let disposition = HeaderValue::try_from(format!("attachment; filename=\"{file_name}\""));
        headers.insert(CONTENT_DISPOSITION, disposition.unwrap_or(HeaderValue::from_static("attachment")));
        response
    }

    /// The file as a resource of that type. `id` must be unique; `of` is what the file is about.
    pub fn resource(
        self,
        kind: &'static str,
        id: [u8; 32],
        account: &str,
        of: (&'static str, Relationship),
    ) -> JsonApi<One<FileAttributes>> {
        let attributes = FileAttributes {
            certificate: self.text.into_inner(),
            algorithm: self.algorithm.code(),
            includes: self.include,
            ttl: self.meta.ttl,
            issued: Timestamp(self.meta.issued),
            expiry: Timestamp(self.meta.expiry),
        };
        let relationships = BTreeMap::from([("account", Relationship::to("accounts", account)), of]);
        let id = hex::encode(&id[..16]);
        let data = Resource { id, kind, attributes, relationships, links: None };
        JsonApi(StatusCode::OK, One { data })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn asked(query: &str, body: serde_json::Value) -> Result<CheckOut, ApiError> {
        let body = serde_json::from_value(json!({ "meta": body })).unwrap();
        CheckOut::asked(&Parameters::parse(query).unwrap(), body, &["entitlements", "license.entitlements"])
    }

    #[test]
    fn a_file_is_as_it_is_asked_for() {
        for (query, body, is_encrypted, ttl, include) in [
            ("", json!({}), false, USUAL_TTL, ""),
            ("encrypt=1&ttl=3600&include=entitlements,policy", json!({}), true, 3_600, "entitlements"),
            ("encrypt=true&ttl=null", json!({}), true, MOST_TTL, ""),
            ("algorithm=aes-256-gcm%2Bed25519", json!({}), true, USUAL_TTL, ""),
            ("algorithm=base64%2Bed25519", json!({}), false, USUAL_TTL, ""),
            ("ttl=9999", json!({"ttl": 7200, "encrypt": true}), true, 7_200, ""),
            (
                "",
                json!({"ttl": null, "include": ["license.entitlements"]}),
                false,
                MOST_TTL,
                "license.entitlements",
            ),
        ] {
            let read = asked(query, body).unwrap();
            assert_eq!((read.is_encrypted, read.ttl), (is_encrypted, ttl), "{query}");
            assert_eq!(read.include.into_iter().collect::<Vec<_>>().join(","), include, "{query}");
        }
    }

    #[test]
    fn what_no_file_can_be_is_refused() {
        for (query, name) in [
            ("ttl=3599", "ttl"),
            ("ttl=2147483648", "ttl"),
            ("ttl=x", "ttl"),
            ("encrypt=maybe", "encrypt"),
            ("encrypt=", "encrypt"),
            ("algorithm=base64%2Brsa-sha256", "algorithm"),
            ("encrypt=1&algorithm=base64%2Bed25519", "algorithm"),
            ("include=secrets", "include"),
        ] {
            let error = format!("{:?}", asked(query, json!({})).unwrap_err());
            assert!(error.contains(&format!("Parameter(\"{name}\")")), "{query}: {error}");
        }
        for (body, name) in [
            (json!({"ttl": 3_599}), "ttl"),
            (json!({"algorithm": "base64+rsa-sha256"}), "algorithm"),
            (json!({"include": ["secrets"]}), "include"),
        ] {
            // Although the query has a correct value for it.
            let error = format!("{:?}", asked("ttl=3600&include=entitlements", body).unwrap_err());
            assert!(error.contains(&format!("Pointer(\"/meta/{name}\")")), "{name}: {error}");
        }
    }
}
