//! Codes of an authenticator app: TOTP with the parameters that all apps support, SHA-1, six digits, 30 seconds.

use totp_rs::{Builder, Secret, Totp};

use super::FactorError;

/// Bytes of a secret, as many as SHA-1's output (RFC 4226, section 4).
pub(super) const SECRET: usize = 20;
/// The issuer that the app shows.
const ISSUER: &str = "Grantry";

/// The codes of that secret, for a person with that address.
pub(super) fn of(secret: &[u8], email: &str) -> Result<Totp, FactorError> {
    Builder::new()
        .with_secret(Secret::new(secret.into()))
        // A colon would separate issuer and account.
        .with_account_name(email.replace(':', "_"))
        .with_issuer(Some(ISSUER))
        .build()
        .map_err(|_| FactorError::Sealed)
}

/// The step of that code, if it is the one at `now` (milliseconds since the Unix epoch) or next to it: a phone's clock may be
/// one step off.
pub(super) fn step_of(totp: &Totp, code: &str, now: i64) -> Option<i64> {
    let seconds = u64::try_from(now / 1_000).ok()?;
    i64::try_from(totp.check(code, seconds)?).ok()
}

/// The code that an app with that secret shows.
#[cfg(any(test, feature = "testing"))]
pub fn code_at(secret: &str, now: i64) -> Option<String> {
    let secret = Secret::try_from_base32(secret).ok()?;
    let totp = of(secret.as_bytes(), "").ok()?;
    Some(totp.generate(u64::try_from(now / 1_000).ok()?).to_string())
}
