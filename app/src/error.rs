//! The errors of server functions.

use model::note::Note;
use serde::{Deserialize, Serialize};
use server_fn::codec::PostcardEncoding;
use server_fn::error::{FromServerFnError, ServerFnErrorErr};

use crate::foreign_answer::Foreign;

/// An error as the browser gets it. [`status`](Self::status) is its HTTP status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum ApiError {
    /// Hidden or missing: both get this response (R3).
    #[error("There is nothing here, or you don't have access to it.")]
    NotFound,
    /// Nobody is signed in, or the session has ended.
    #[error("You are signed out. Sign in to continue.")]
    SignedOut,
    /// The action is dangerous, and the person's last proof of who they are is too old.
    #[error("Confirm your identity to continue.")]
    ProveAgain,
    /// The input is not valid: says what is wrong, where, and what is allowed (R19).
    #[error("{message}")]
    Invalid {
        /// The field's name in the request; empty for an error about the whole.
        field: String,
        /// The sentence for the person.
        message: String,
    },
    /// Somebody else saved in between; contains the current note (R19).
    #[error("Someone else has changed this note in the meantime.")]
    Conflict(Note),
    /// The person no longer acts for the organization that the page shows: they switched in another tab, or were removed.
    #[error(
        "You no longer act for this organization: you switched organizations in another tab, or were removed from this one. \
         Reload this page to continue."
    )]
    Switched,
    /// Too many attempts; says when to try again.
    #[error("{0}")]
    Throttled(String),
    /// The server failed; the cause is in its log.
    #[error("The server could not do this. Try again. If it keeps failing, contact the portal's operator.")]
    Failed,
    /// There was no response.
    #[error("The server can't be reached. Check the connection and try again.")]
    Offline,
    /// Page and server have different versions: the server was upgraded while the page was open.
    #[error("The portal has been upgraded. Reload the page to continue.")]
    Outdated,
    /// The database is busy, full or unreachable, with the cause in the server's log; or the server is doing too much of this
    /// already.
    #[error(
        "The portal can't do this at the moment. Try again in a few seconds. If it keeps failing, contact the portal's operator."
    )]
    Unavailable,
    /// Other requests come first; says when to try again.
    #[error("{message}")]
    Busy {
        /// The sentence for the person.
        message: String,
        /// Seconds to wait before the next attempt.
        retry_after: u32,
    },
    /// Something other than the portal answered.
    #[error(transparent)]
    Foreign(Foreign),
}

impl ApiError {
    /// Returns an error about one field.
    pub fn invalid(field: &str, message: impl Into<String>) -> Self {
        Self::Invalid { field: field.to_owned(), message: message.into() }
    }

    /// Returns whether the same request may succeed a moment later.
    pub fn may_pass(&self) -> bool {
        self.status() == 503
    }

    /// Returns its HTTP status.
    pub fn status(&self) -> u16 {
        match self {
            Self::NotFound => 404,
            Self::SignedOut => 401,
            Self::ProveAgain => 403,
            Self::Invalid { .. } => 422,
            Self::Conflict(_) | Self::Switched => 409,
            Self::Throttled(_) => 429,
            Self::Failed => 500,
            Self::Offline | Self::Unavailable | Self::Busy { .. } => 503,
            Self::Outdated => 400,
            Self::Foreign(_) => 502,
        }
    }
}

impl FromServerFnError for ApiError {
    type Encoder = PostcardEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Self::Offline,
            // Arguments that the server can't read. For responses, see the transport.
            ServerFnErrorErr::Deserialization(_)
            | ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::UnsupportedRequestMethod(_) => Self::Outdated,
            _ => Self::Failed,
        }
    }
}

/// The responses for errors that several features meet. Others are beside the server functions, in `api.rs`.
#[cfg(feature = "ssr")]
mod from_store {
    use model::Refused;
    use store::licenses::LicenseError;
    use store::sign_in::SignInError;

    use super::ApiError;

    /// The message when another request has just taken the same unique value.
    const RACED: &str =
        "Somebody else did the same at the same time. Check the current state, and try again if needed.";

    impl ApiError {
        /// The server failed, or can't serve now. The cause goes to the log, never to the browser. A uniqueness conflict that the
        /// operation did not expect is reported as `RACED`.
        pub fn failed(error: &(dyn std::error::Error + 'static)) -> Self {
            let mut causes = std::iter::successors(Some(error), |error| error.source());
            if causes.any(|cause| cause.downcast_ref().is_some_and(store::is_taken)) {
                tracing::warn!(%error, "a request came second");
                return Self::invalid("", RACED);
            }
            if let Some(reason) = store::Unavailable::of(error) {
                tracing::warn!(%error, %reason, "a request was not served");
                Self::Unavailable
            } else {
                tracing::error!(%error, "a request failed");
                Self::Failed
            }
        }
    }

    impl From<Refused> for ApiError {
        fn from(_: Refused) -> Self {
            Self::NotFound
        }
    }

    impl From<store::DbErr> for ApiError {
        fn from(error: store::DbErr) -> Self {
            Self::failed(&error)
        }
    }

    impl From<LicenseError> for ApiError {
        fn from(error: LicenseError) -> Self {
            match error {
                LicenseError::Refused(refused) => refused.into(),
                LicenseError::Database(error) => Self::failed(&error),
            }
        }
    }

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

    #[cfg(test)]
    mod tests {
        use store::people::users::TransferError;
        use store::sign_in::password::ChangeError;

        use super::*;

        #[test]
        fn who_gets_no_turn_to_hash_is_told_to_try_again() {
            for told in [
                ApiError::from(SignInError::Busy),
                ApiError::from(TransferError::Check(SignInError::Busy)),
                ApiError::from(ChangeError::from(SignInError::Busy)),
            ] {
                assert_eq!((&told, told.status()), (&ApiError::Unavailable, 503));
            }
        }
    }
}
