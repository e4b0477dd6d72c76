//! A provider's claims about a person. Claims that nobody here needs may have any form.

use serde_json::{Map, Value};
use url::Host;

/// Claims as the provider sent them.
pub(crate) type Claims = Map<String, Value>;

/// The person who signed in, according to the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// The provider's permanent ID for the person.
    pub subject: String,
    /// Their e-mail address, which the provider has checked or vouches for.
    pub email: String,
    /// Their name, if the provider sent it.
    pub name: Option<String>,
    /// The values of the requested claim: one, several or an empty list. None if the provider did not send it.
    pub values: Option<Vec<String>>,
    /// Whether the provider says that it keeps that claim's values elsewhere (OpenID Connect Core 5.6.2), as Entra ID does for
    /// people in more than 200 groups.
    pub is_elsewhere: bool,
    /// How strongly the provider authenticated the person, by the ID token: the values of `acr` and `amr`.
    pub strength: Vec<String>,
}

/// The claims of an ID token, and those from the provider's userinfo endpoint.
#[derive(Debug)]
pub(crate) struct Told {
    pub token: Claims,
    pub more: Claims,
}

impl Told {
    /// Returns whether the ID token lacks something needed, so that the userinfo endpoint must be asked.
    pub fn is_missing(token: &Claims, claim: Option<&str>) -> bool {
        text(token, "email").is_none()
            || flag(token, "email_verified").is_none()
            || claim.is_some_and(|claim| values(token, claim).is_none())
    }

    /// The address, if the provider says that it has checked it. If it says neither yes nor no, `vouches` decides.
    /// `email_verified` does not count from a source that names another address.
    pub fn email(&self, vouches: bool) -> Option<String> {
        let sources = [&self.token, &self.more];
        let email = sources.iter().find_map(|claims| text(claims, "email"))?;
        let is_same = |other: &str| spelled(other) == spelled(email);
        let told = sources.map(|claims| {
            let is_about_it = text(claims, "email").is_none_or(is_same);
            flag(claims, "email_verified").filter(|_| is_about_it)
        });
        let is_checked = !told.contains(&Some(false)) && (told.contains(&Some(true)) || vouches);
        is_checked.then(|| email.to_owned())
    }

    /// The person's name, if known.
    pub fn name(&self) -> Option<String> {
        [&self.token, &self.more].into_iter().find_map(|claims| text(claims, "name")).map(str::to_owned)
    }

    /// The values of a claim. None if neither source has it.
    pub fn values(&self, claim: &str) -> Option<Vec<String>> {
        values(&self.token, claim).or_else(|| values(&self.more, claim))
    }

    /// Returns whether the provider says that it keeps a claim elsewhere.
    pub fn is_elsewhere(&self, claim: &str) -> bool {
        [&self.token, &self.more].into_iter().any(|claims| {
            let names = claims.get("_claim_names").and_then(Value::as_object);
            let is_it = |name: &String| {
                claim.strip_prefix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            names.is_some_and(|names| names.keys().any(is_it))
                // The same, in Entra ID's shorter form.
                || (claim == "groups" && flag(claims, "hasgroups") == Some(true))
        })
    }

    /// How strongly the provider authenticated the person. Only the ID token says so.
    pub fn strength(&self) -> Vec<String> {
        ["acr", "amr"].iter().filter_map(|name| self.token.get(*name).and_then(listed)).flatten().collect()
    }
}

/// Normalizes an address for comparison: in lower case, and with its domain in ASCII if possible.
fn spelled(email: &str) -> String {
    let lower = email.to_lowercase();
    let spelled = lower.rsplit_once('@').and_then(|(name, domain)| {
        let domain = Host::parse(domain).ok()?;
        Some(format!("{name}@{domain}"))
    });
    spelled.unwrap_or(lower)
}

/// A text claim. An empty text counts as missing.
pub(crate) fn text<'a>(claims: &'a Claims, name: &str) -> Option<&'a str> {
    claims.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
}

/// Returns whether a string anywhere in the claims has a NUL character, which PostgreSQL does not store.
pub(crate) fn has_nul(claims: &Claims) -> bool {
    claims.iter().any(|(name, value)| name.contains('\0') || value_has_nul(value))
}

fn value_has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(values) => values.iter().any(value_has_nul),
        Value::Object(fields) => has_nul(fields),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// A boolean claim; some providers write it as text (Cognito).
fn flag(claims: &Claims, name: &str) -> Option<bool> {
    match claims.get(name)? {
        Value::Bool(flag) => Some(*flag),
        Value::String(text) if text.trim().eq_ignore_ascii_case("true") => Some(true),
        Value::String(text) if text.trim().eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// The values of a claim: a string, a number, a list of these, or the names in an object of objects, as Zitadel writes roles.
/// None if it is missing or has any other form.
fn values(claims: &Claims, claim: &str) -> Option<Vec<String>> {
    let told = find(claims, claim)?;
    match told {
        Value::Object(names) if names.values().all(Value::is_object) => Some(names.keys().cloned().collect()),
        told => listed(told),
    }
}

/// Finds a claim by its name, or by a path into nested ones, such as `realm_access.roles`. At each step, a name that itself
/// contains dots, as in `https://portal.example/roles`, wins over a path.
fn find<'a>(claims: &'a Claims, path: &str) -> Option<&'a Value> {
    if let Some(told) = claims.get(path) {
        return Some(told);
    }
    path.rmatch_indices('.').find_map(|(at, _)| find(claims.get(&path[..at])?.as_object()?, &path[at + 1..]))
}

/// A value or a list of values. Drops list items that are not values; None if nothing else is in the list.
fn listed(told: &Value) -> Option<Vec<String>> {
    let value = |told: &Value| match told {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    match told {
        Value::Array(all) => {
            let values: Vec<String> = all.iter().filter_map(value).collect();
            (all.is_empty() || !values.is_empty()).then_some(values)
        }
        told => value(told).map(|value| vec![value]),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn claims(told: &Value) -> Claims {
        told.as_object().unwrap().clone()
    }

    #[test]
    fn a_claim_is_found_by_its_name_or_by_a_path() {
        let told = claims(&json!({
            "departments": ["sales", 7, null],
            "https://acme.example/claims/team": ["by name"],
            "https://acme": { "example/claims/team": ["by path"] },
            "tenant": { "access.list": { "granted": ["dotted"] }, "access": { "granted": ["nested"] } },
            "urn:acme:roles": { "buyer": { "71": "acme.example" }, "reader": {} },
            "single": "one", "nothing": null, "empty": [], "none": {}, "odd": [{ "name": "x" }], "flag": true,
            "mixed": { "roles": ["x"] },
        }));
        for (claim, expected) in [
            ("departments", Some(vec!["sales", "7"])),
            ("https://acme.example/claims/team", Some(vec!["by name"])),
            ("tenant.access.list.granted", Some(vec!["dotted"])),
            ("tenant.access.granted", Some(vec!["nested"])),
            ("urn:acme:roles", Some(vec!["buyer", "reader"])),
            ("single", Some(vec!["one"])),
            ("empty", Some(vec![])),
            ("none", Some(vec![])),
            ("nothing", None),
            ("odd", None),
            ("flag", None),
            ("mixed", None),
            ("mixed.roles", Some(vec!["x"])),
            ("mixed.roles.x", None),
            ("tenant.other.granted", None),
            ("single.", None),
            (".", None),
            ("absent", None),
        ] {
            let expected = expected.map(|all| all.into_iter().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(values(&told, claim), expected, "{claim}");
        }
    }

    #[test]
    fn an_address_counts_as_it_was_checked() {
        let one = "otto@acme.example";
        let other = "else@acme.example";
        for (token, more, vouches, expected) in [
            (json!({ "email": one, "email_verified": true }), json!({}), false, Some(one)),
            (json!({ "email": one, "email_verified": "true" }), json!({}), false, Some(one)),
            (json!({ "email": one, "email_verified": "yes" }), json!({}), false, None),
            (json!({ "email": one, "email_verified": 1 }), json!({}), false, None),
            (json!({ "email": one }), json!({ "email_verified": "True" }), false, Some(one)),
            (
                json!({ "email": one }),
                json!({ "email": "Otto@Acme.example", "email_verified": true }),
                false,
                Some(one),
            ),
            (
                json!({ "email": "eva@grüezi-mail.example" }),
                json!({ "email": "Eva@XN--GREZI-MAIL-BEB.example", "email_verified": true }),
                false,
                Some("eva@grüezi-mail.example"),
            ),
            // The provider checked another address, not this one.
            (
                json!({ "email": "eva@grüezi-mail.example" }),
                json!({ "email": "eva@gruezi-mail.example", "email_verified": true }),
                false,
                None,
            ),
            // An invalid domain is not the same as no other domain.
            (
                json!({ "email": "eva@a b.example" }),
                json!({ "email": "eva@c d.example", "email_verified": true }),
                false,
                None,
            ),
            (json!({ "email": one }), json!({ "email": other, "email_verified": true }), false, None),
            (json!({}), json!({ "email": other, "email_verified": true }), false, Some(other)),
            (json!({ "email": " " }), json!({ "email": other, "email_verified": true }), false, Some(other)),
            (json!({ "email": one }), json!({}), false, None),
            (json!({ "email": one }), json!({}), true, Some(one)),
            // A no is a no, even if somebody vouches.
            (json!({ "email": one, "email_verified": false }), json!({ "email_verified": true }), true, None),
            (json!({ "email": one }), json!({ "email_verified": "false" }), true, None),
            (json!({}), json!({ "email_verified": true }), true, None),
        ] {
            let told = Told { token: claims(&token), more: claims(&more) };
            assert_eq!(told.email(vouches).as_deref(), expected, "{token} {more} {vouches}");
        }
    }

    #[test]
    fn a_claim_that_is_kept_elsewhere_is_known() {
        let told = |token| Told { token: claims(&token), more: Claims::new() };
        let overage = told(json!({ "_claim_names": { "memberships": "a" }, "_claim_sources": { "a": {} } }));
        assert!(overage.is_elsewhere("memberships") && overage.is_elsewhere("memberships.ids"));
        assert!(!overage.is_elsewhere("member") && !overage.is_elsewhere("membershipsx"));
        assert!(told(json!({ "hasgroups": true })).is_elsewhere("groups"));
        assert!(!told(json!({ "hasgroups": true })).is_elsewhere("roles"));
        assert!(!told(json!({ "_claim_names": "x" })).is_elsewhere("x"));
    }
}
