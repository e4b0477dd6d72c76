//! Why nobody signed in.

/// Why nobody signed in.
#[derive(Debug, thiserror::Error)]
pub enum OpenIdError {
    /// The issuer identifier, or another address of the provider's, can't be one.
    #[error("an address can't be one: {0}")]
    Address(String),
    /// What the provider says of itself could not be had, or is not right.
    #[error("discovery: {0}")]
    Discovery(String),
    /// The provider calls itself otherwise. Issuers are compared to the letter.
    #[error("the provider at “{given}” calls itself “{told}”")]
    Issuer {
        /// As it is set up here.
        given: String,
        /// As the provider's own document has it.
        told: String,
    },
    /// The provider took the code for nobody's.
    #[error("the code was not taken: {0}")]
    Code(String),
    /// The ID token is missing, or not right: by whom, for whom, when, signed with what.
    #[error("the ID token is not taken: {0}")]
    Token(String),
    /// There is no e-mail address that the provider has checked.
    #[error("the provider tells no e-mail address that it has checked")]
    Email,
}

impl OpenIdError {
    pub(crate) fn discovery(error: impl std::error::Error) -> Self {
        Self::Discovery(chain(&error))
    }
}

/// An error with all that caused it.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}
