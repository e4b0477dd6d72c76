//! The caller: a product with its license's key, or a program with an API token. Cookies are ignored.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use http::request::Parts;
use model::{Action, Actor, Hidden, Target};
use store::deployments::{HeldLicense, Holder};

use super::error::{ApiError, Source};
use crate::Portal;

/// The sender of a request.
#[derive(Clone, Debug)]
pub enum Caller {
    /// Anyone who holds the key of a license.
    License(HeldLicense),
    /// The person for whom an API token acts.
    Person(Actor),
}

/// The proof of identity that a request presents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// The key of a license.
    Key(Hidden),
    /// An API token.
    Token(Hidden),
}

impl Credential {
    /// Reads `Authorization`: `License KEY`, `Bearer TOKEN`, or `Basic` with the user `license` or `token` and the key or token
    /// as the password. None if the header is missing.
    pub fn presented(headers: &HeaderMap) -> Result<Option<Self>, ApiError> {
        let mut all = headers.get_all(AUTHORIZATION).iter();
        let Some(first) = all.next() else { return Ok(None) };
        let text = first.to_str().ok().filter(|_| all.next().is_none());
        let read = text.and_then(|text| {
            let (scheme, rest) = text.trim().split_once(' ')?;
            let rest = rest.trim();
            match scheme.to_ascii_lowercase().as_str() {
                "license" => Some(Self::Key(rest.into())),
                "bearer" => Some(Self::Token(rest.into())),
                "basic" => Self::basic(rest),
                _ => None,
            }
        });
        let presented =
            read.filter(|read| !matches!(read, Self::Key(text) | Self::Token(text) if text.is_empty()));
        presented.map(Some).ok_or_else(|| {
            let detail = "Send one Authorization header: `License KEY`, `Bearer TOKEN`, or `Basic` with license:KEY or token:TOKEN.";
            ApiError::unauthorized("TOKEN_FORMAT_INVALID", detail).at(Source::Header("Authorization"))
        })
    }

    fn basic(encoded: &str) -> Option<Self> {
        let text = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
        if text.contains('\0') {
            return None;
        }
        match text.split_once(':')? {
            ("license", key) => Some(Self::Key(key.into())),
            ("token", token) => Some(Self::Token(token.into())),
            _ => None,
        }
    }
}

impl Caller {
    /// The authority for `action`. A product may do everything that the API offers to its own license.
    pub fn holder(&self, action: Action) -> Result<Holder, ApiError> {
        match self {
            Self::License(held) => Ok(Holder::Key(held.clone())),
            Self::Person(actor) => Ok(Holder::Person(actor.permit(action, Target::Anything)?)),
        }
    }
}

impl FromRequestParts<Arc<Portal>> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, portal: &Arc<Portal>) -> Result<Self, ApiError> {
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let caller = match Credential::presented(&parts.headers)? {
            None => {
                let detail = "Authenticate: send a license's key or an API token in Authorization.";
                return Err(ApiError::unauthorized("TOKEN_MISSING", detail));
            }
            Some(Credential::Key(key)) => {
                let held = HeldLicense::of_key(&portal.db, &key, None).await?;
                let detail = "No license has this key. Compare it with your order, and enter the full key.";
                Self::License(held.ok_or_else(|| ApiError::unauthorized("LICENSE_INVALID", detail))?)
            }
            Some(Credential::Token(token)) => {
                let actor = store::sign_in::api_access::find(&portal.db, &token, (portal.clock)()).await?;
                let detail =
                    "This API token is unknown, revoked or expired, or its creator has lost API Access.";
                Self::Person(actor.ok_or_else(|| ApiError::unauthorized("TOKEN_INVALID", detail))?)
            }
        };
        parts.extensions.insert(caller.clone());
        Ok(caller)
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn a_request_proves_who_asks_in_one_of_four_ways() {
        let basic = |text: &str| format!("Basic {}", STANDARD.encode(text));
        let (key, token) = (Credential::Key("K-1".into()), Credential::Token("t".into()));
        for (values, expected) in [
            (vec![], Some(None)),
            (vec!["License K-1".to_owned()], Some(Some(key.clone()))),
            (vec!["license  K-1 ".to_owned()], Some(Some(key.clone()))),
            (vec!["Bearer t".to_owned()], Some(Some(token.clone()))),
            (vec![basic("license:K-1")], Some(Some(key))),
            (vec![basic("token:t")], Some(Some(token))),
            (vec![basic("ada@example.org:secret")], None),
            (vec![basic("license:")], None),
            (vec![basic("license:K\0")], None),
            (vec!["Basic ???".to_owned()], None),
            (vec!["License".to_owned()], None),
            (vec!["License ".to_owned()], None),
            (vec!["Digest x".to_owned()], None),
            (vec!["License K-1".to_owned(), "License K-1".to_owned()], None),
        ] {
            let mut headers = HeaderMap::new();
            for value in &values {
                headers.append(AUTHORIZATION, HeaderValue::from_str(value).unwrap());
            }
            assert_eq!(Credential::presented(&headers).ok(), expected, "{values:?}");
        }
    }
}
