//! Why nobody signed in.

/// Why signing in failed.
#[derive(Debug, thiserror::Error)]
pub enum OpenIdError {
    /// The issuer identifier, or another address of the provider, is invalid.
    #[error("an address can't be one: {0}")]
    Address(String),
    /// The provider's metadata could not be read, or is wrong.
    #[error("discovery: {0}")]
    Discovery(String),
    /// The provider has another issuer identifier. Issuers are compared exactly.
    #[error("the provider at “{given}” calls itself “{told}”")]
    Issuer {
        /// The issuer in the settings.
        given: String,
        /// The issuer in the provider's own document.
        told: String,
    },
    /// The provider rejected the code.
    #[error("the code was not accepted: {0}")]
    Code(String),
    /// The ID token is missing or invalid: its issuer, audience, time or signature.
    #[error("the ID token is not accepted: {0}")]
    Token(String),
    /// The provider has no checked e-mail address.
    #[error("the provider did not send a verified e-mail address")]
    Email,
}

impl OpenIdError {
    pub(crate) fn discovery(error: impl std::error::Error) -> Self {
        Self::Discovery(chain(&error))
    }
}

/// An error and all its causes.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}
