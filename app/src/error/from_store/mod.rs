//! What the errors of `store` are to the browser.

mod alerts;
mod licenses;
mod people;
mod sign_in;

use model::Refused;

use crate::ApiError;

pub use licenses::activation_field;

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

#[cfg(test)]
mod tests {
    use store::people::member::TransferError;
    use store::sign_in::SignInError;
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
