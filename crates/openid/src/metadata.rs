//! A provider's metadata (OpenID Connect Discovery 1.0). Reads only what is needed; the rest may have any form.

use oauth2::{AuthUrl, TokenUrl};
use openidconnect::IssuerUrl;
use openidconnect::core::CoreJsonWebKeySet;
use serde_json::Value;
use url::Url;

use crate::claims::{Claims, text};
use crate::error::OpenIdError;
use crate::fetch::Client;

const DOCUMENT: &str = ".well-known/openid-configuration";
const IN_HEADER: &str = "client_secret_basic";
const IN_BODY: &str = "client_secret_post";

/// A provider's addresses.
#[derive(Clone, Debug)]
pub(crate) struct Metadata {
    /// Where people sign in.
    pub authorization: AuthUrl,
    /// Where codes are exchanged.
    pub token: TokenUrl,
    /// Where to ask for more about a person, if anywhere.
    pub user_info: Option<Url>,
    /// Where its keys are.
    keys: Url,
    /// Whether the client secret belongs into a request's body, rather than its header.
    pub is_secret_in_body: bool,
}

impl Metadata {
    /// Fetches the metadata of the provider with that issuer identifier.
    pub async fn ask(client: &Client, issuer: &IssuerUrl) -> Result<Self, OpenIdError> {
        client.check(issuer.url()).map_err(|error| OpenIdError::Address(error.to_string()))?;
        let address = issuer.join(DOCUMENT).map_err(|error| OpenIdError::Address(error.to_string()))?;
        let told = client.document(&address, None).await.map_err(OpenIdError::discovery)?;
        let read = Self::read(issuer, &told)?;
        // People are sent there.
        client.check(read.authorization.url()).map_err(|error| OpenIdError::Address(error.to_string()))?;
        Ok(read)
    }

    /// Reads the document of the provider with that issuer identifier.
    fn read(issuer: &IssuerUrl, told: &Claims) -> Result<Self, OpenIdError> {
        let lacks = |name: &str| OpenIdError::Discovery(format!("there is no address {name}"));
        let address = |name: &str| text(told, name).and_then(|text| Url::parse(text).ok());
        let own = told.get("issuer").and_then(Value::as_str).unwrap_or_default();
        // Compared as typed: with and without a slash, an address leads to the same document.
        if own != issuer.as_str() {
            let (given, told) = (issuer.to_string(), shortened(own));
            return Err(OpenIdError::Issuer { given, told });
        }
        let methods = told.get("token_endpoint_auth_methods_supported").and_then(Value::as_array);
        let offers = |method: &str| methods.is_some_and(|all| all.iter().any(|one| one == method));
        Ok(Self {
            authorization: address("authorization_endpoint")
                .map(AuthUrl::from_url)
                .ok_or_else(|| lacks("authorization_endpoint"))?,
            token: address("token_endpoint")
                .map(TokenUrl::from_url)
                .ok_or_else(|| lacks("token_endpoint"))?,
            user_info: address("userinfo_endpoint"),
            keys: address("jwks_uri").ok_or_else(|| lacks("jwks_uri"))?,
            is_secret_in_body: offers(IN_BODY) && !offers(IN_HEADER),
        })
    }

    /// Fetches the provider's current keys. Leaves out keys of unknown types.
    pub async fn keys(&self, client: &Client) -> Result<CoreJsonWebKeySet, OpenIdError> {
        let told = client.document(&self.keys, None).await.map_err(OpenIdError::discovery)?;
        serde_json::from_value(Value::Object(told)).map_err(OpenIdError::discovery)
    }
}

/// A string from somebody else's document, shortened for a message.
fn shortened(told: &str) -> String {
    told.chars().filter(|sign| !sign.is_control()).take(200).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(issuer: &str, told: &Value) -> Result<Metadata, OpenIdError> {
        Metadata::read(&IssuerUrl::new(issuer.to_owned()).unwrap(), told.as_object().unwrap())
    }

    fn minimal() -> Value {
        json!({
            "issuer": "https://id.acme.example/t1",
            "authorization_endpoint": "https://id.acme.example/t1/auth",
            "token_endpoint": "https://id.acme.example/t1/token",
            "jwks_uri": "https://id.acme.example/t1/keys",
        })
    }

    #[test]
    fn what_nobody_needs_may_be_anything() {
        let issuer = "https://id.acme.example/t1";
        assert!(read(issuer, &minimal()).is_ok());
        for (name, odd) in [
            ("userinfo_endpoint", json!("")),
            ("userinfo_endpoint", json!(null)),
            ("userinfo_endpoint", json!("not an address")),
            ("registration_endpoint", json!("")),
            ("service_documentation", json!("")),
            ("op_policy_uri", json!(false)),
            ("op_tos_uri", json!("docs/terms")),
            ("response_types_supported", json!("code")),
            ("subject_types_supported", json!(null)),
            ("id_token_signing_alg_values_supported", json!(["RS256", "ML-DSA-65", 5])),
            ("id_token_encryption_alg_values_supported", json!("A256GCM")),
            ("token_endpoint_auth_methods_supported", json!("client_secret_post")),
            ("token_endpoint_auth_methods_supported", json!([7, "tls_client_auth"])),
            ("grant_types_supported", json!({})),
            ("ui_locales_supported", json!(["de_DE@euro", 1])),
            ("claims_parameter_supported", json!("true")),
            ("display_values_supported", json!([[]])),
        ] {
            let mut told = minimal();
            told[name] = odd;
            let metadata = read(issuer, &told).unwrap_or_else(|error| panic!("{told}: {error}"));
            assert_eq!(metadata.user_info, None, "{told}");
            assert!(!metadata.is_secret_in_body, "{told}");
        }
        for needed in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
            let mut told = minimal();
            told[needed] = json!("");
            assert!(matches!(read(issuer, &told), Err(OpenIdError::Discovery(_))), "{needed}");
        }
    }

    #[test]
    fn the_secret_goes_where_the_provider_takes_it() {
        for (methods, is_in_body) in [
            (json!(["client_secret_post"]), true),
            (json!(["private_key_jwt", "client_secret_post"]), true),
            (json!(["client_secret_post", "client_secret_basic"]), false),
            (json!(["client_secret_basic"]), false),
            (json!([]), false),
        ] {
            let mut told = minimal();
            told["token_endpoint_auth_methods_supported"] = methods;
            let metadata = read("https://id.acme.example/t1", &told).unwrap();
            assert_eq!(metadata.is_secret_in_body, is_in_body, "{told}");
        }
    }

    #[test]
    fn another_issuer_is_told_in_both_forms() {
        for (given, own) in [
            ("https://id.acme.example/t1/", json!("https://id.acme.example/t1")),
            ("https://id.acme.example/t1", json!("https://id.acme.example/t1/")),
            ("https://id.acme.example/all", json!("https://id.acme.example/{tenant}")),
            ("https://id.acme.example/t1", json!(["https://id.acme.example/t1"])),
        ] {
            let mut told = minimal();
            told["issuer"] = own.clone();
            let error = read(given, &told).unwrap_err();
            let own = own.as_str().unwrap_or_default();
            assert!(matches!(&error, OpenIdError::Issuer { given: a, told: b } if a == given && b == own));
            assert!(error.to_string().contains(given) && error.to_string().contains(own), "{error}");
        }
    }
}
