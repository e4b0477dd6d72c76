//! The address to which providers send people back: somebody who signed in there is signed in here.

use std::borrow::Cow;
use std::sync::Arc;

use app::ApiError;
use app::context::Context;
use app::new_session::{Entry, entry};
use app::single_sign_on::provider;
use axum::extract::{FromRequestParts as _, Request, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum_extra::extract::CookieJar;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, SET_COOKIE};
use http::request::Parts;
use model::link::{Next, after_sign_in};
use openid::OpenIdError as Answered;
use store::db::secret::Secret;
use store::people::spelled_email;
use store::sign_in::note_failed_sign_in;
use store::sign_in::second_factor::Beginning;
use store::sign_in::single_sign_on::{Coming, OpenIdError, admit, of_organization, succeed, take};

use crate::requester::Requester;
use crate::{Portal, parameters};

/// Why nobody is signed in: the word for the page, and the reason for the event.
struct Refused {
    word: &'static str,
    why: Cow<'static, str>,
    email: String,
}

/// `/openid/callback`: for people who were sent to a provider. Providers link here, so it is a GET that changes something;
/// its state and this browser's cookie prove that the browser started the sign-in.
pub async fn callback(State(portal): State<Arc<Portal>>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let Requester(context) = match Requester::from_request_parts(&mut parts, &portal).await {
        Ok(requester) => requester,
        Err(response) => return response,
    };
    // Providers send each parameter once (RFC 6749, 3.1). Which of several is theirs is anybody's guess.
    let is_clear = !parameters::repeats(parts.uri.query().unwrap_or_default());
    let state = value(&parts, "state").filter(|_| is_clear).and_then(|state| Secret::from_text(&state));
    let came = if is_clear {
        come_back(&context, &parts, state).await
    } else {
        Err(refused("answer", "Single sign-on: the response repeats a parameter"))
    };
    let mut response = match came {
        Ok((next, cookie)) => {
            let mut response = Redirect::to(&next).into_response();
            let device = context.cookie.device(context.device_or_new());
            response.headers_mut().append(SET_COOKIE, cookie);
            response.headers_mut().append(SET_COOKIE, device);
            response
        }
        Err(refused) => {
            // It remains a refusal, whether or not it can be recorded.
            if let Err(error) =
                note_failed_sign_in(&context.db, &refused.email, &refused.why, context.now).await
            {
                tracing::warn!(%error, "a failed sign-in could not be recorded");
            }
            Redirect::to(&format!("/sso?refused={}", refused.word)).into_response()
        }
    };
    if let Some(state) = state {
        let name = context.cookie.attempt_name(state);
        response.headers_mut().append(SET_COOKIE, context.cookie.end_attempt(&name));
    }
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn refused(word: &'static str, why: impl Into<Cow<'static, str>>) -> Refused {
    Refused { word, why: why.into(), email: String::new() }
}

/// The value of that name in the address.
fn value(parts: &Parts, name: &str) -> Option<String> {
    let query = parts.uri.query().unwrap_or_default();
    form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// The server failed. Logs the cause.
fn failed(error: &dyn std::error::Error) -> Refused {
    tracing::error!(%error, "single sign-on failed");
    refused("failed", "Single sign-on: the server failed")
}

/// The page to continue to, and the cookie of the session, or of a half-finished sign-in.
async fn come_back(
    context: &Context,
    parts: &Parts,
    state: Option<Secret>,
) -> Result<(String, HeaderValue), Refused> {
    let over = || refused("over", "Single sign-on: unknown, used or expired");
    let state = state.ok_or_else(over)?;
    let jar = CookieJar::from_headers(&parts.headers);
    let browser = jar.get(&context.cookie.attempt_name(state));
    let browser = browser.and_then(|cookie| Secret::from_text(cookie.value())).ok_or_else(over)?;
    let attempt = match take(&context.db, state, browser, context.now).await {
        Err(OpenIdError::Over) => return Err(over()),
        taken => taken.map_err(|error| failed(&error))?,
    };
    let found = of_organization(&context.db, attempt.organization, &context.sealer).await;
    let found = found.map_err(|error| failed(&error))?;
    let found = found.filter(|found| found.issuer == attempt.issuer).ok_or_else(over)?;
    // Providers that can, say who they are (RFC 9207).
    if let Some(told) = value(parts, "iss").filter(|told| *told != found.issuer) {
        // The event leaves out what the address says, because anybody may write it.
        tracing::warn!(
            given = found.issuer,
            told,
            "a response comes from a different issuer than the one set up"
        );
        return Err(refused("issuer", "Single sign-on: the response comes from a different issuer"));
    }
    let Some(code) = value(parts, "code") else {
        return Err(refused("declined", "Single sign-on: declined by the provider"));
    };
    let client = context.openid.as_ref().ok_or_else(|| failed(&ApiError::Failed))?;
    let asked = openid::Attempt {
        state: state.to_text(),
        nonce: attempt.nonce.into_inner(),
        verifier: attempt.verifier.into_inner(),
    };
    let claim = found.role_claim.as_deref();
    let who = provider(&context.site, &found).finish(client, &asked, code, claim, context.now).await;
    let who = who.map_err(|error| {
        tracing::warn!(%error, issuer = found.issuer, "a provider's response was refused");
        match error {
            Answered::Email => refused("email", "Single sign-on: no checked address"),
            Answered::Issuer { given, told } => {
                let why =
                    format!("Single sign-on: the issuer calls itself “{told}” and is set up as “{given}”");
                refused("issuer", why)
            }
            _ => refused("answer", "Single sign-on: the response is invalid"),
        }
    })?;
    let is_own = context.token.is_some() && context.home.is_none();
    let coming = Coming {
        organization: found.organization,
        issuer: &found.issuer,
        subject: &who.subject,
        email: &who.email,
        name: who.name.as_deref(),
        values: who.values.as_deref(),
        elsewhere: claim.filter(|_| who.is_elsewhere),
        // A provider's word about somebody is not their own, nor is an API token.
        signed_in: context.actor.as_ref().filter(|_| is_own).map(|actor| actor.user),
    };
    let user = admit(&context.db, coming, context.now).await.map_err(|error| {
        tracing::info!(%error, issuer = found.issuer, "somebody was not admitted");
        let refused = match &error {
            OpenIdError::ForeignDomain => refused("domain", "Single sign-on: foreign domain"),
            OpenIdError::Administers => {
                refused("administers", "Single sign-on: an administrator's account that is not linked")
            }
            OpenIdError::OtherSubject => refused("subject", "Single sign-on: the account of another subject"),
            OpenIdError::OtherOrganization => {
                refused("account", "Single sign-on: another organization's account")
            }
            OpenIdError::Database(_) => failed(&error),
            _ => refused("answer", "Single sign-on: failed"),
        };
        Refused { email: spelled_email(&who.email), ..refused }
    })?;
    // It remains a sign-in, whether or not the attempt is taken back.
    if let Err(error) = succeed(&context.db, &context.network_address).await {
        tracing::warn!(%error, "a sign-in still counts as begun");
    }
    let next = after_sign_in(Some(&attempt.next));
    let encoded = || form_urlencoded::byte_serialize(next.address().as_bytes()).collect::<String>();
    // A provider that does not say how strongly it asked has asked for one factor (OWASP ASVS 5.0, V6.8.4).
    let is_strong = found.factor_value.is_some_and(|value| who.strength.contains(&value));
    match entry(context, user, Beginning::OpenId(found.organization), is_strong).await {
        Ok(Entry::Session(token)) => {
            let to = match next {
                Next::Page(page) => page.to_owned(),
                // The sign-in page starts the download, and opens the start page.
                Next::Download(_) => format!("/sign-in?next={}", encoded()),
            };
            Ok((to, context.cookie.session(Some(token))))
        }
        Ok(Entry::HalfWay(step)) => {
            Ok((format!("/second-factor?next={}", encoded()), context.cookie.step(Some(step))))
        }
        Err(error) => Err(failed(&error)),
    }
}
