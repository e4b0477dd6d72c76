//! Errors about signing in.

use store::sign_in::SignInError;
use store::sign_in::factor::FactorError;
use store::sign_in::openid::OpenIdError;
use store::sign_in::passkey::PasskeyError;
use store::sign_in::password::ChangeError;
use store::sign_in::security::SecurityError;
use store::sign_in::setup::SetUpError;
use store::sign_in::token::TokenError;
use store::sign_in::viewing::ViewingError;

use crate::ApiError;

impl From<SignInError> for ApiError {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Wrong => Self::invalid("password", error.to_string()),
            SignInError::Throttled(_) => Self::Throttled(error.to_string()),
            SignInError::Busy => Self::Unavailable,
            SignInError::Database(_) | SignInError::Hash(_) => Self::failed(&error),
        }
    }
}

impl From<ChangeError> for ApiError {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::New(_) => Self::invalid("new", error.to_string()),
            ChangeError::Current => Self::invalid("current", error.to_string()),
            // Expired links and links that never existed get one answer (R3).
            ChangeError::Link => Self::NotFound,
            ChangeError::Throttled(throttled) => Self::Throttled(throttled.to_string()),
            ChangeError::Check(SignInError::Busy) => Self::Unavailable,
            ChangeError::Check(_) | ChangeError::Database(_) => Self::failed(&error),
        }
    }
}

impl From<FactorError> for ApiError {
    fn from(error: FactorError) -> Self {
        match error {
            FactorError::Wrong => Self::invalid("code", error.to_string()),
            FactorError::Nothing | FactorError::Required(_) => Self::invalid("", error.to_string()),
            FactorError::Throttled(throttled) => Self::Throttled(throttled.to_string()),
            FactorError::Sealed | FactorError::Database(_) => Self::failed(&error),
        }
    }
}

impl From<PasskeyError> for ApiError {
    fn from(error: PasskeyError) -> Self {
        match error {
            PasskeyError::Refused(refused) => refused.into(),
            PasskeyError::Name(error) => Self::invalid("name", error.to_string()),
            PasskeyError::Throttled(throttled) => Self::Throttled(throttled.to_string()),
            PasskeyError::Json(_) | PasskeyError::Database(_) => Self::failed(&error),
            told => Self::invalid("", told.to_string()),
        }
    }
}

impl From<OpenIdError> for ApiError {
    fn from(error: OpenIdError) -> Self {
        match error {
            OpenIdError::Refused(refused) => refused.into(),
            OpenIdError::Database(error) => Self::failed(&error),
            OpenIdError::Setting { field, message } => Self::invalid(field, message),
            OpenIdError::NotAdmin => Self::invalid("", error.to_string()),
            OpenIdError::Forbidden(_) => Self::invalid("default_role", error.to_string()),
            OpenIdError::Changed => Self::invalid("before", error.to_string()),
            OpenIdError::Sealed => Self::invalid("secret", error.to_string()),
            OpenIdError::Throttled(throttled) => Self::Throttled(throttled.to_string()),
            told => Self::invalid("", told.to_string()),
        }
    }
}

impl From<SecurityError> for ApiError {
    fn from(error: SecurityError) -> Self {
        match error {
            SecurityError::Refused(refused) => refused.into(),
            SecurityError::Idle(_) => Self::invalid("idle", error.to_string()),
            SecurityError::Changed => Self::invalid("before", error.to_string()),
            SecurityError::Database(error) => Self::failed(&error),
        }
    }
}

impl From<SetUpError> for ApiError {
    fn from(error: SetUpError) -> Self {
        match error {
            SetUpError::Refused(refused) => refused.into(),
            SetUpError::Code => Self::invalid("code", error.to_string()),
            SetUpError::Field { field, .. } => Self::invalid(field, error.to_string()),
            SetUpError::Database(error) => Self::failed(&error),
        }
    }
}

impl From<TokenError> for ApiError {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Refused(refused) => refused.into(),
            TokenError::Name(error) => Self::invalid("name", error.to_string()),
            TokenError::AnyName(error) => Self::invalid("name", error.to_string()),
            TokenError::Over => Self::invalid("last_day", error.to_string()),
            TokenError::TooMany => Self::invalid("", error.to_string()),
            TokenError::Database(error) => Self::failed(&error),
        }
    }
}

impl From<ViewingError> for ApiError {
    fn from(error: ViewingError) -> Self {
        match error {
            ViewingError::Refused(refused) => refused.into(),
            ViewingError::Database(error) => Self::failed(&error),
        }
    }
}
