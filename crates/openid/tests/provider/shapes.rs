//! Responses in the form that well-known providers document, with made-up values: people can sign in.

use openid::OpenIdError;
use serde_json::{Value, json};

use crate::forge::{NOW, finish, finish_with, provider, provider_called};

/// A provider's responses, and the result.
struct Shape {
    name: &'static str,
    metadata: Value,
    tokens: Value,
    claims: Value,
    userinfo: Value,
    /// The claim whose values are wanted.
    claim: &'static str,
    vouches: bool,
    /// The address, the values and the strength; None if its address is refused.
    expected: Option<(&'static str, Option<Texts>, Texts)>,
    is_elsewhere: bool,
    /// Whether userinfo is requested.
    is_asked: bool,
}

type Texts = &'static [&'static str];

const SOON: i64 = NOW / 1_000 + 3_600;

fn entra() -> Shape {
    Shape {
        name: "Entra ID",
        metadata: json!({
            "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
            "response_modes_supported": ["query", "fragment", "form_post"],
            "subject_types_supported": ["pairwise"],
            "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "request_uri_parameter_supported": false,
            "http_logout_supported": true,
            "kerberos_endpoint": "https://login.example/t/kerberos",
            "tenant_region_scope": "EU",
            "cloud_instance_name": "example",
        }),
        tokens: json!({ "scope": "email openid profile", "expires_in": "4311", "ext_expires_in": 4311, "not_before": "1" }),
        claims: json!({
            "aio": "AWQAm", "groups": ["0b6d1f0e-9f6c", "5a3f2a7d-11aa"], "name": "Dora Meyer", "nbf": NOW / 1_000,
            "oid": "7f2e4c91", "preferred_username": "dora@contoso.example", "rh": "0.ARoA", "sub": "Qx7vB",
            "tid": "aa11bb22", "uti": "zz", "ver": "2.0", "email": "dora@contoso.example", "email_verified": null,
            "amr": "[\"pwd\"]", "xms_edov": "1",
        }),
        userinfo: json!({
            "sub": "Qx7vB", "name": "Dora Meyer", "picture": "https://graph.example/v1.0/me/photo/$value",
            "email": "dora@contoso.example",
        }),
        claim: "groups",
        vouches: false,
        expected: None,
        is_elsewhere: false,
        is_asked: true,
    }
}

fn shapes() -> Vec<Shape> {
    vec![
        entra(),
        Shape {
            name: "Entra ID that vouches for its addresses",
            vouches: true,
            expected: Some((
                "dora@contoso.example",
                Some(&["0b6d1f0e-9f6c", "5a3f2a7d-11aa"]),
                &["[\"pwd\"]"],
            )),
            ..entra()
        },
        {
            let mut shape = entra();
            shape.name = "Entra ID for somebody in too many groups";
            shape.claims["groups"] = Value::Null;
            shape.claims["_claim_names"] = json!({ "groups": "src1" });
            shape.claims["_claim_sources"] = json!({ "src1": { "endpoint": "https://graph.example/v1.0/users/7f2e4c91/getMemberObjects" } });
            shape.vouches = true;
            shape.expected = Some(("dora@contoso.example", None, &["[\"pwd\"]"]));
            shape.is_elsewhere = true;
            shape
        },
        Shape {
            name: "Auth0",
            metadata: json!({
                "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "private_key_jwt"],
                "registration_endpoint": "",
                "mfa_challenge_endpoint": "https://acme.example/mfa/challenge",
                "id_token_signing_alg_values_supported": ["HS256", "RS256", "PS256", "ES256"],
                "global_token_revocation_endpoint_auth_methods_supported": ["global-token-revocation+jwt"],
            }),
            tokens: json!({ "expires_in": 86_400, "scope": "openid profile email" }),
            claims: json!({
                "nickname": "pat", "name": "Pat Lind", "picture": "//s.example/avatar?d=x y", "sub": "auth0|64ff",
                "updated_at": "2026-10-30T07:41:09.118Z", "email": "pat@lind.example", "sid": "Lk",
                "https://lind.example/roles": ["warehouse"], "amr": ["mfa"],
                "acr": "http://schemas.openid.net/pape/policies/2007/06/multi-factor",
            }),
            userinfo: json!(null),
            claim: "https://lind.example/roles",
            vouches: false,
            expected: Some((
                "pat@lind.example",
                Some(&["warehouse"]),
                &["http://schemas.openid.net/pape/policies/2007/06/multi-factor", "mfa"],
            )),
            is_elsewhere: false,
            is_asked: false,
        },
        Shape {
            name: "Okta, whose ID token is thin",
            metadata: json!({
                "token_endpoint_auth_methods_supported":
                    ["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"],
                "grant_types_supported": ["authorization_code", "urn:openid:params:grant-type:ciba"],
                "dpop_signing_alg_values_supported": ["RS256", "ES256"],
                "backchannel_token_delivery_modes_supported": ["poll"],
                "response_types_supported": ["code", "code id_token token"],
            }),
            tokens: json!({ "expires_in": 3_600, "scope": "openid email profile" }),
            claims: json!({
                "sub": "00u9kd", "email": null, "email_verified": null, "name": null, "groups": null, "ver": 1,
                "jti": "ID.x", "amr": ["pwd", "mfa", "otp"], "idp": "00o1", "auth_time": NOW / 1_000, "at_hash": "q",
                "preferred_username": "li@okta.example",
            }),
            userinfo: json!({
                "sub": "00u9kd", "name": "Li Wei", "locale": "en_US", "email": "li@okta.example", "email_verified": true,
                "preferred_username": "li@okta.example", "zoneinfo": "Europe/Oslo", "updated_at": 1_790_000_000,
                "groups": ["Everyone", "Portal buyers"], "address": {},
            }),
            claim: "groups",
            vouches: false,
            expected: Some(("li@okta.example", Some(&["Everyone", "Portal buyers"]), &["pwd", "mfa", "otp"])),
            is_elsewhere: false,
            is_asked: true,
        },
        Shape {
            name: "Keycloak",
            metadata: json!({
                "token_endpoint_auth_methods_supported": ["private_key_jwt", "client_secret_post", "tls_client_auth"],
                "id_token_signing_alg_values_supported": ["PS384", "EdDSA", "none", "ES256"],
                "id_token_encryption_enc_values_supported": ["A256GCM", "A128CBC-HS256"],
                "acr_values_supported": ["0", "1"],
                "mtls_endpoint_aliases": { "token_endpoint": "" },
                "tls_client_certificate_bound_access_tokens": true,
                "backchannel_authentication_endpoint": "",
            }),
            tokens: json!({ "expires_in": 300, "refresh_expires_in": 0, "not-before-policy": 0, "session_state": "s", "scope": "" }),
            claims: json!({
                "auth_time": 0, "jti": "c1", "sub": "2d1c5f6a", "typ": "ID", "azp": "grantry", "sid": "e", "at_hash": "a",
                "acr": 1, "email": "noa@bank.example", "name": "Noa Levi", "preferred_username": "noa", "groups": null,
                "realm_access": { "roles": ["offline_access", "approver"] },
                "resource_access": { "account": { "roles": ["view-profile"] } },
            }),
            userinfo: json!(null),
            claim: "realm_access.roles",
            vouches: false,
            expected: Some(("noa@bank.example", Some(&["offline_access", "approver"]), &["1"])),
            is_elsewhere: false,
            is_asked: false,
        },
        Shape {
            name: "Zitadel, with sister clients among the audiences",
            metadata: json!({
                "token_endpoint_auth_methods_supported": ["none", "client_secret_basic", "client_secret_post", "private_key_jwt"],
                "ui_locales_supported": ["bg", "zh", "zz-ZZ-invalid-tag-here"],
                "device_authorization_endpoint": "https://z.example/device",
                "request_parameter_supported": true,
            }),
            tokens: json!({ "expires_in": 43_199, "token_type": "bearer" }),
            claims: json!({
                "sub": "311207449025708041", "aud": ["grantry", "other@shop", "299102837465"], "azp": "grantry",
                "client_id": "grantry", "amr": ["user", "mfa"], "sid": "V1_2", "email": null, "email_verified": null,
                "name": null, "groups": null,
            }),
            userinfo: json!({
                "sub": "311207449025708041", "email": "kai@farm.example", "email_verified": true, "name": "Kai Berg",
                "locale": "und", "updated_at": 1_791_234_567,
                "urn:zitadel:iam:org:project:roles": { "grower": { "299100000000": "farm.example" } },
            }),
            claim: "urn:zitadel:iam:org:project:roles",
            vouches: false,
            expected: Some(("kai@farm.example", Some(&["grower"]), &["user", "mfa"])),
            is_elsewhere: false,
            is_asked: true,
        },
        Shape {
            name: "Cognito, which writes a yes as a string",
            metadata: json!({
                "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
                "end_session_endpoint": "https://pool.example/logout",
                "scopes_supported": ["openid", "email", "phone", "profile"],
            }),
            tokens: json!({ "expires_in": 3_600 }),
            claims: json!({
                "at_hash": "a", "sub": "5c0a-11ee", "cognito:groups": ["eu-west-1_buyers"], "cognito:username": "5c0a-11ee",
                "origin_jti": "o", "event_id": "e", "token_use": "id", "auth_time": 1, "jti": "j", "email": null,
                "email_verified": null, "name": null, "groups": null, "exp": SOON,
            }),
            userinfo: json!({
                "sub": "5c0a-11ee", "email_verified": "true", "email": "amy@shop.example", "username": "5c0a-11ee",
                "phone_number_verified": "false", "updated_at": "1791234567000",
            }),
            claim: "cognito:groups",
            vouches: false,
            expected: Some(("amy@shop.example", Some(&["eu-west-1_buyers"]), &[])),
            is_elsewhere: false,
            is_asked: true,
        },
        Shape {
            name: "Google",
            metadata: json!({
                "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
                "revocation_endpoint": "https://oauth2.example/revoke",
                "response_types_supported": ["code", "token", "none", "code token id_token"],
                "code_challenge_methods_supported": ["plain", "S256"],
            }),
            tokens: json!({ "expires_in": 3_599, "scope": "openid https://www.example/auth/userinfo.email" }),
            claims: json!({
                "azp": "grantry", "sub": "104827395610482739561", "hd": "studio.example", "email": "uma@studio.example",
                "at_hash": "h", "name": "Uma Rao", "picture": "https://lh3.example/a/x=s96-c", "given_name": "Uma",
                "family_name": null, "locale": "en-GB", "groups": null, "exp": SOON,
            }),
            // It does not know groups at all.
            userinfo: json!({ "sub": "104827395610482739561", "email": "uma@studio.example", "email_verified": true }),
            claim: "groups",
            vouches: false,
            expected: Some(("uma@studio.example", None, &[])),
            is_elsewhere: false,
            is_asked: true,
        },
    ]
}

#[tokio::test]
async fn people_sign_in_by_answers_in_the_shape_of_well_known_providers() {
    let (forge, mut provider, client) = provider().await;
    for shape in shapes() {
        {
            let mut forge = forge.lock().unwrap();
            forge.metadata = shape.metadata;
            forge.tokens = shape.tokens;
            forge.claims = shape.claims;
            forge.more = shape.userinfo;
            forge.asked = 0;
        }
        provider.vouches_for_addresses = shape.vouches;
        assert!(provider.check(&client).await.is_ok(), "{}", shape.name);
        let found = finish_with(&provider, &client, Some(shape.claim)).await;
        match shape.expected {
            None => assert!(matches!(found, Err(OpenIdError::Email)), "{}: {found:?}", shape.name),
            Some((email, values, strength)) => {
                let who = found.unwrap_or_else(|error| panic!("{}: {error}", shape.name));
                let owned = |all: &[&str]| all.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
                assert_eq!((who.email.as_str(), who.values), (email, values.map(owned)), "{}", shape.name);
                assert_eq!(who.strength, owned(strength), "{}", shape.name);
                assert_eq!(who.is_elsewhere, shape.is_elsewhere, "{}", shape.name);
            }
        }
        let forge = forge.lock().unwrap();
        assert_eq!(forge.asked > 0, shape.is_asked, "{}", shape.name);
        let place = if shape.name == "Keycloak" { "body" } else { "header" };
        assert_eq!(forge.secret_in, place, "{}", shape.name);
    }
}

#[tokio::test]
async fn an_issuer_may_end_in_a_slash_and_is_its_own_then() {
    let (_, mut provider, client) = provider_called("/").await;
    assert!(finish(&provider, &client).await.is_ok());
    let given = provider.issuer.trim_end_matches('/').to_owned();
    provider.issuer.clone_from(&given);
    let error = provider.check(&client).await.unwrap_err();
    assert_eq!(error.to_string(), format!("the provider at “{given}” calls itself “{given}/”"));
}

#[tokio::test]
async fn claims_that_nobody_needs_refuse_nobody() {
    let (forge, provider, client) = provider().await;
    let odd =
        [json!(true), json!(-3.5), json!("x y"), json!(""), json!([]), json!([7, null]), json!({ "a": [] })];
    let unneeded = [
        "acr",
        "amr",
        "auth_time",
        "at_hash",
        "c_hash",
        "iat",
        "nbf",
        "jti",
        "name",
        "given_name",
        "picture",
        "profile",
        "website",
        "gender",
        "birthdate",
        "zoneinfo",
        "locale",
        "phone_number",
        "phone_number_verified",
        "address",
        "updated_at",
        "_claim_names",
        "name#de",
        "hasgroups",
    ];
    for name in unneeded {
        for value in &odd {
            forge.lock().unwrap().claims = json!({ name: value });
            let found = finish(&provider, &client).await;
            assert!(found.is_ok(), "{name}: {value}: {found:?}");
        }
    }
    forge.lock().unwrap().claims = json!({});
    for name in ["token_type", "expires_in", "refresh_token", "scope", "resource", "id_token_type"] {
        for value in &odd {
            forge.lock().unwrap().tokens = json!({ name: value });
            let found = finish(&provider, &client).await;
            assert!(found.is_ok(), "{name}: {value}: {found:?}");
        }
    }
    forge.lock().unwrap().tokens = json!({ "token_type": null });
    // Missing userinfo matters only if the ID token is not enough.
    forge.lock().unwrap().more = json!(null);
    forge.lock().unwrap().claims = json!({ "groups": null });
    let who = finish(&provider, &client).await.unwrap();
    assert_eq!((who.values, who.is_elsewhere), (None, false));
    forge.lock().unwrap().claims = json!({ "email_verified": null });
    assert!(matches!(finish(&provider, &client).await, Err(OpenIdError::Email)));
}
