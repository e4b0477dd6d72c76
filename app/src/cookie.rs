//! The cookies of the portal: one writer, so that none is laxer than another.

use http::HeaderValue;
use store::db::secret::Secret;
use store::sign_in::second_factor::STEP_LIFETIME;
use store::sign_in::session::{ABSOLUTE_LIMIT, Token};
use store::sign_in::single_sign_on::LIFETIME;

/// How long a browser is remembered after a sign-in, in milliseconds: a year.
const DEVICE_LIFETIME: i64 = 365 * 86_400_000;
/// The most single sign-ons that a browser has under way.
pub const ATTEMPTS_LIMIT: usize = 8;
/// The length of the mark at the end of an attempt's cookie name, which is derived from its state.
const MARK: usize = 16;

/// Settings of all cookies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CookieSettings {
    /// Whether the portal's public address is https. Browsers then send cookies over TLS only, and only to this host and path.
    pub secure: bool,
}

impl CookieSettings {
    /// Returns the name of the session's cookie.
    pub fn session_name(self) -> &'static str {
        if self.secure { "__Host-grantry-session" } else { "grantry-session" }
    }

    /// Returns the name of the cookie of a half-done sign-in.
    pub fn step_name(self) -> &'static str {
        if self.secure { "__Host-grantry-step" } else { "grantry-step" }
    }

    /// Returns the name of the cookie that ties a single sign-on to the browser that began it. Each has its own, so that two tabs
    /// can sign in immediately.
    pub fn attempt_name(self, state: Secret) -> String {
        let mark = Secret::derived(&state.0, "openid cookie").to_text();
        format!("{}{}", self.attempts_name(), mark.get(..MARK).unwrap_or_default())
    }

    /// Returns the prefix of these names.
    fn attempts_name(self) -> &'static str {
        if self.secure { "__Host-grantry-openid-" } else { "grantry-openid-" }
    }

    /// Returns whether `name` is such a name.
    pub fn is_attempt(self, name: &str) -> bool {
        let is_sign = |sign: u8| sign.is_ascii_alphanumeric() || matches!(sign, b'-' | b'_');
        let mark = name.strip_prefix(self.attempts_name());
        mark.is_some_and(|mark| mark.len() == MARK && mark.bytes().all(is_sign))
    }

    /// Returns the name of the device cookie, which a browser has once somebody has signed in there.
    pub fn device_name(self) -> &'static str {
        if self.secure { "__Host-grantry-device" } else { "grantry-device" }
    }

    /// Remembers the browser: guesses from elsewhere don't lock out its people.
    pub fn device(self, secret: Secret) -> HeaderValue {
        self.header(self.device_name(), Some(secret.to_text()), DEVICE_LIFETIME)
    }

    /// Gives the browser a session; None takes it away.
    pub fn session(self, token: Option<Token>) -> HeaderValue {
        self.header(self.session_name(), token.map(|token| token.to_cookie()), ABSOLUTE_LIMIT)
    }

    /// Gives the browser a half-done sign-in; None takes it away.
    pub fn step(self, token: Option<Token>) -> HeaderValue {
        self.header(self.step_name(), token.map(|token| token.to_cookie()), STEP_LIFETIME)
    }

    /// Ties a single sign-on to the browser.
    pub fn attempt(self, state: Secret, browser: Secret) -> HeaderValue {
        self.header(&self.attempt_name(state), Some(browser.to_text()), LIFETIME)
    }

    /// Removes the cookie of that name, which must be one of [`is_attempt`](Self::is_attempt).
    pub fn end_attempt(self, name: &str) -> HeaderValue {
        self.header(name, None, LIFETIME)
    }

    /// Returns a cookie for `lifetime` milliseconds; without a value it removes the current one.
    fn header(self, name: &str, value: Option<String>, lifetime: i64) -> HeaderValue {
        let seconds = if value.is_some() { lifetime / 1_000 } else { 0 };
        let secure = if self.secure { "; Secure" } else { "" };
        let value = value.unwrap_or_default();
        let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
        // Never fails: names and values are letters, digits, hyphens and underscores.
        HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cookie_is_lax_over_tls() {
        let over_tls = CookieSettings { secure: true };
        let token = Token([7; 32]);
        for header in [
            over_tls.session(Some(token)),
            over_tls.step(Some(token)),
            over_tls.attempt(Secret([8; 32]), Secret([7; 32])),
            over_tls.end_attempt(&over_tls.attempt_name(Secret([8; 32]))),
            over_tls.device(Secret([7; 32])),
        ] {
            let text = header.to_str().unwrap();
            assert!(
                text.starts_with("__Host-grantry-")
                    && text.contains("Path=/; HttpOnly; SameSite=Lax; Max-Age="),
                "{text}"
            );
            assert!(text.ends_with("; Secure"), "{text}");
        }
        let plain = CookieSettings { secure: false };
        let (one, other) = (plain.attempt_name(Secret([1; 32])), plain.attempt_name(Secret([2; 32])));
        assert!(plain.is_attempt(&one) && plain.is_attempt(&other) && one != other, "{one} {other}");
        for foreign in
            ["grantry-openid-", "grantry-openid", "grantry-session", &format!("{one}0"), &format!("x{one}")]
        {
            assert!(!plain.is_attempt(foreign), "{foreign}");
        }
        assert!(!over_tls.is_attempt(&one) && !plain.is_attempt("grantry-openid-00112233\r\n445566"));
        assert_eq!(plain.session(None), "grantry-session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    }
}
