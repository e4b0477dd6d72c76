//! A provider that lies: every forgery is refused, and a rotated key is known immediately.

use openid::{Attempt, Client, OpenIdError, Provider, Who};
use serde_json::{Value, json};

use crate::forge::{Lie, NOW, Signature, attempt, finish, fresh, provider};

#[tokio::test]
async fn an_honest_provider_tells_who_it_is() {
    let (forge, provider, client) = provider().await;
    let who = finish(&provider, &client).await.unwrap();
    let expected = Who {
        subject: "7".into(),
        email: "nina@customer.example".into(),
        name: Some("Nina".into()),
        values: Some(vec!["staff".into(), "it-admins".into()]),
        is_elsewhere: false,
        strength: Vec::new(),
    };
    assert_eq!(who, expected);
    // It also says how strongly it asked.
    forge.lock().unwrap().lie = |claims| {
        claims["acr"] = "gold".into();
        claims["amr"] = json!(["pwd", "mfa"]);
    };
    assert_eq!(finish(&provider, &client).await.unwrap().strength, ["gold", "pwd", "mfa"]);
    forge.lock().unwrap().lie = |_| {};
    // It has a different key the next time.
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
    // About a different person than the token.
    forge.lock().unwrap().more["sub"] = "8".into();
    assert!(matches!(finish(&provider, &client).await, Err(OpenIdError::Token(_))));
    // About nobody in particular, it does not count.
    forge.lock().unwrap().more.as_object_mut().unwrap().remove("sub");
    assert!(matches!(finish(&provider, &client).await, Err(OpenIdError::Email)));
}

#[tokio::test]
async fn who_else_a_token_is_for_matters_where_it_was_not_made_for_this_portal() {
    let (forge, mut provider, client) = provider().await;
    let taken = async |provider: &Provider, audience: Value, party: Value| {
        forge.lock().unwrap().claims = json!({ "aud": audience, "azp": party });
        finish(provider, &client).await.is_ok()
    };
    for (audience, party, is_taken) in [
        (json!("grantry"), json!("grantry"), true),
        (json!(["shop", "grantry"]), json!("grantry"), true),
        (json!(["shop", "grantry"]), json!(null), false),
        (json!(["shop", "grantry"]), json!(""), false),
        (json!(["shop", "grantry"]), json!("shop"), false),
        (json!("grantry"), json!("shop"), false),
        // It must be for this portal, whoever it was made for.
        (json!(["shop"]), json!("grantry"), false),
        (json!([]), json!("grantry"), false),
    ] {
        assert_eq!(taken(&provider, audience.clone(), party.clone()).await, is_taken, "{audience} {party}");
    }
    provider.trusted_audiences = vec!["shop".into(), "stock".into()];
    for (audience, party, is_taken) in [
        (json!(["shop", "grantry", "stock"]), json!(null), true),
        (json!(["shop", "grantry"]), json!("stock"), true),
        (json!(["shop", "grantry", "news"]), json!(null), false),
        (json!(["shop", "grantry", "news"]), json!("stock"), false),
        (json!(["shop", "grantry", "news"]), json!("grantry"), true),
        (json!(["shop", "stock"]), json!("shop"), false),
        (json!("grantry"), json!("news"), false),
    ] {
        assert_eq!(taken(&provider, audience.clone(), party.clone()).await, is_taken, "{audience} {party}");
    }
}

#[tokio::test]
async fn whatever_is_forged_is_refused() {
    let (forge, provider, client) = provider().await;
    let lies: [(&str, Lie); 17] = [
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
        ("an address about which nothing is said", |claims| {
            drop(claims.as_object_mut().unwrap().remove("email_verified"));
        }),
        ("a string that is no yes", |claims| claims["email_verified"] = "yes".into()),
        ("made in the future", |claims| claims["iat"] = (NOW / 1_000 + 301).into()),
        ("made in the far future", |claims| claims["iat"] = json!(1e300)),
        ("not valid yet", |claims| claims["nbf"] = (NOW / 1_000 + 301).into()),
        ("a NUL in the name", |claims| claims["name"] = "Nina\0".into()),
        ("a NUL in a group", |claims| claims["groups"] = json!([{ "a\0": {} }])),
    ];
    for (what, lie) in lies {
        forge.lock().unwrap().lie = lie;
        let answer = finish(&provider, &client).await;
        assert!(answer.is_err(), "{what}: {answer:?}");
    }
    // A provider's clock may be ahead by five minutes.
    forge.lock().unwrap().lie = |claims| {
        claims["iat"] = (NOW / 1_000 + 300).into();
        claims["nbf"] = json!(-0.5);
    };
    assert!(finish(&provider, &client).await.is_ok());
    forge.lock().unwrap().lie = |claims| {
        drop(claims.as_object_mut().unwrap().remove("iat"));
    };
    assert!(finish(&provider, &client).await.is_ok());
    forge.lock().unwrap().lie = |_| {};
    for signature in [Signature::OtherKey, Signature::None, Signature::Broken, Signature::Touched] {
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
    forge.lock().unwrap().metadata = json!({ "issuer": "https://evil.example" });
    assert!(matches!(provider.check(&client).await, Err(OpenIdError::Issuer { .. })));
    assert!(matches!(finish(&provider, &client).await, Err(OpenIdError::Issuer { .. })));
    let nobody = Provider { issuer: "http://127.0.0.1:9".into(), ..provider };
    assert!(matches!(nobody.check(&client).await, Err(OpenIdError::Discovery(_))));
}
