//! Signatures over responses: a product knows that Grantry answered, and that it answered this very request.

use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};

use crate::SigningKey;

/// The signed parts of a response and of its request.
#[derive(Clone, Copy, Debug)]
pub struct Response<'a> {
    /// The account's slug: Keygen's `keyid`. No quotes or commas.
    pub account: &'a str,
    /// The request's method, in any case.
    pub method: &'a str,
    /// The request's path and query as sent, `/v1/me?x=1`.
    pub path_and_query: &'a str,
    /// The request's `Host`, with the port unless it is the scheme's default.
    pub host: &'a str,
    /// The response's date as in HTTP's `Date`, `Wed, 09 Jun 2021 16:08:15 GMT`.
    pub date: &'a str,
    /// The response's body, before any compression.
    pub body: &'a [u8],
}

/// Signs a response, and returns the headers to send with it. Date and digest have both names that Keygen publishes: proxies
/// may rewrite `Date` and `Digest`, so newer clients, keygen-rs among them, read `Keygen-…`.
pub fn sign_response(key: &SigningKey, response: &Response<'_>) -> [(&'static str, String); 5] {
    let Response { account, method, path_and_query, host, date, body } = response;
    let digest = format!("sha-256={}", BASE64_STANDARD.encode(Sha256::digest(body)));
    let method = method.to_ascii_lowercase();
    let message =
        format!("(request-target): {method} {path_and_query}\nhost: {host}\ndate: {date}\ndigest: {digest}");
    let signature = BASE64_STANDARD.encode(key.sign(message.as_bytes()));
    let signature = format!(
        r#"keyid="{account}", algorithm="ed25519", signature="{signature}", headers="(request-target) host date digest""#
    );
    [
        ("keygen-signature", signature),
        ("keygen-date", (*date).to_owned()),
        ("keygen-digest", digest.clone()),
        ("date", (*date).to_owned()),
        ("digest", digest),
    ]
}

#[cfg(test)]
mod tests {
    use base64::{Engine, prelude::BASE64_STANDARD};

    use super::{Response, sign_response};
    use crate::SigningKey;

    #[test]
    fn an_answer_is_signed_with_its_request() {
        let key = SigningKey::from_seed(&[3; 32]);
        let response = Response {
            account: "demo",
            method: "GET",
            path_and_query: "/v1/me?limit=1",
            host: "localhost:3000",
            date: "Wed, 09 Jun 2021 16:08:15 GMT",
            body: b"{}",
        };
        let [(name, signature), date, digest, ..] = sign_response(&key, &response);
        assert_eq!(name, "keygen-signature");
        assert_eq!(date, ("keygen-date", response.date.to_owned()));
        assert_eq!(digest.1, "sha-256=RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=");
        let message = "(request-target): get /v1/me?limit=1\nhost: localhost:3000\n\
                       date: Wed, 09 Jun 2021 16:08:15 GMT\n\
                       digest: sha-256=RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=";
        let start = r#"keyid="demo", algorithm="ed25519", signature=""#;
        let end = r#"", headers="(request-target) host date digest""#;
        let encoded = signature.strip_prefix(start).unwrap().strip_suffix(end).unwrap();
        let bytes = BASE64_STANDARD.decode(encoded).unwrap();
        assert!(key.public().verifies(message.as_bytes(), &bytes.try_into().unwrap()));
    }
}
