//! The errors of server functions.

use model::edit::Note;
use serde::{Deserialize, Serialize};
use server_fn::codec::PostcardEncoding;
use server_fn::error::{FromServerFnError, ServerFnErrorErr};

use crate::foreign::Foreign;

/// An error as the browser gets it. [`status`](Self::status) is its HTTP status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum ApiError {
    /// Hidden or missing: both get this answer (R3).
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
        "You no longer act for this organization: you switched in another tab, or were removed from it. Reload this page to \
         continue."
    )]
    Switched,
    /// Too many attempts; says when to try again.
    #[error("{0}")]
    Throttled(String),
    /// The server failed; the cause is in its log.
    #[error("The server could not do this. Try again. If it keeps failing, tell the portal's operator.")]
    Failed,
    /// No answer came.
    #[error("The server can't be reached. Check the connection and try again.")]
    Offline,
    /// Page and server have different versions: the server was upgraded while the page was open.
    #[error("The portal has been upgraded. Reload the page to continue.")]
    Outdated,
    /// The database is busy, full or unreachable, with the cause in the server's log; or the server is doing too much of this already.
    #[error(
        "The portal can't do this at the moment. Try again in a few seconds. If it keeps failing, tell the portal's operator."
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
            // Arguments that the server can't read. For answers, see the transport.
            ServerFnErrorErr::Deserialization(_)
            | ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::UnsupportedRequestMethod(_) => Self::Outdated,
            _ => Self::Failed,
        }
    }
}

#[cfg(feature = "ssr")]
pub(crate) use from_store::activation_field;

#[cfg(feature = "ssr")]
mod from_store {
    use model::Refused;
    use model::activation::Refusal;
    use store::alerts::AlertError;
    use store::console::ConsoleError;
    use store::deployments::{ActivateError, DeploymentError};
    use store::events::{EventError, RetentionError};
    use store::licenses::installer::InstallerError;
    use store::licenses::link::LinkError;
    use store::licenses::product::ProductError;
    use store::licenses::report::OpenError;
    use store::licenses::{LicenseError, NoteSaveError};
    use store::organizations::OrganizationError;
    use store::organizations::domain::DomainError;
    use store::people::invitation::InvitationError;
    use store::people::joining::JoinError;
    use store::people::member::{MemberError, TransferError};
    use store::people::profile::ProfileError;
    use store::people::role::RoleError;
    use store::sign_in::SignInError;
    use store::sign_in::factor::FactorError;
    use store::sign_in::openid::OpenIdError;
    use store::sign_in::passkey::PasskeyError;
    use store::sign_in::password::ChangeError;
    use store::sign_in::security::SecurityError;
    use store::sign_in::setup::SetUpError;
    use store::sign_in::token::TokenError;
    use store::sign_in::viewing::ViewingError;

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

    impl From<OpenError> for ApiError {
        fn from(error: OpenError) -> Self {
            match error {
                OpenError::Refused(refused) => refused.into(),
                OpenError::Database(_) | OpenError::Damaged(_) => Self::failed(&error),
            }
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

    impl From<LinkError> for ApiError {
        fn from(error: LinkError) -> Self {
            match error {
                LinkError::Refused(refused) => refused.into(),
                LinkError::State(error) => Self::invalid("state", error.to_string()),
                LinkError::Throttled(throttled) => Self::Throttled(throttled.to_string()),
                LinkError::Database(error) => Self::failed(&error),
            }
        }
    }

    impl From<DeploymentError> for ApiError {
        fn from(error: DeploymentError) -> Self {
            match error {
                DeploymentError::Refused(refused) => refused.into(),
                DeploymentError::Database(error) => Self::failed(&error),
            }
        }
    }

    /// Returns the form's field that shows a refused activation.
    pub fn activation_field(refusal: &Refusal) -> &'static str {
        match refusal {
            Refusal::BadDeploymentId(_) | Refusal::NumberOfAnother => "deployment",
            Refusal::BadQuantity(_) | Refusal::NoUnitLeft { .. } => "quantity",
            _ => "key",
        }
    }

    impl From<ActivateError> for ApiError {
        fn from(error: ActivateError) -> Self {
            match error {
                ActivateError::Hidden(refused) => refused.into(),
                ActivateError::Refused(refusal) => {
                    Self::invalid(activation_field(&refusal), refusal.to_string())
                }
                ActivateError::Throttled(throttled) => Self::Throttled(throttled.to_string()),
                ActivateError::Database(error) => Self::failed(&error),
            }
        }
    }

    impl From<NoteSaveError> for ApiError {
        fn from(error: NoteSaveError) -> Self {
            match error {
                NoteSaveError::Refused(refused) => refused.into(),
                NoteSaveError::Invalid(error) => Self::invalid("note", error.to_string()),
                NoteSaveError::Conflict(there) => Self::Conflict(there),
                NoteSaveError::Database(error) => Self::failed(&error),
            }
        }
    }

    impl From<ProductError> for ApiError {
        fn from(error: ProductError) -> Self {
            match error {
                ProductError::Refused(refused) => refused.into(),
                ProductError::Database(error) => Self::failed(&error),
            }
        }
    }

    impl From<ConsoleError> for ApiError {
        fn from(error: ConsoleError) -> Self {
            match error {
                ConsoleError::Refused(refused) => refused.into(),
                ConsoleError::Field { field, message } => Self::invalid(field, message),
                ConsoleError::Database(error) => Self::failed(&error),
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

    impl From<EventError> for ApiError {
        fn from(error: EventError) -> Self {
            match error {
                EventError::Refused(refused) => refused.into(),
                EventError::Database(error) => Self::failed(&error),
            }
        }
    }

    impl From<RetentionError> for ApiError {
        fn from(error: RetentionError) -> Self {
            match error {
                RetentionError::Refused(refused) => refused.into(),
                RetentionError::Days => Self::invalid("days", error.to_string()),
                RetentionError::Database(error) => Self::failed(&error),
            }
        }
    }

    impl From<InstallerError> for ApiError {
        fn from(error: InstallerError) -> Self {
            match error {
                InstallerError::Refused(refused) => refused.into(),
                InstallerError::Database(error) => Self::failed(&error),
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

    impl From<MemberError> for ApiError {
        fn from(error: MemberError) -> Self {
            match error {
                MemberError::Refused(refused) => refused.into(),
                MemberError::Database(error) => Self::failed(&error),
                told => Self::invalid("", told.to_string()),
            }
        }
    }

    impl From<TransferError> for ApiError {
        fn from(error: TransferError) -> Self {
            match error {
                TransferError::Refused(refused) => refused.into(),
                TransferError::NotAdmin => Self::invalid("", error.to_string()),
                TransferError::Password => Self::invalid("password", error.to_string()),
                TransferError::Throttled(throttled) => Self::Throttled(throttled.to_string()),
                TransferError::Check(SignInError::Busy) => Self::Unavailable,
                TransferError::Check(_) | TransferError::Database(_) => Self::failed(&error),
            }
        }
    }

    impl From<InvitationError> for ApiError {
        fn from(error: InvitationError) -> Self {
            match error {
                InvitationError::Refused(refused) => refused.into(),
                InvitationError::Database(error) => Self::failed(&error),
                InvitationError::Address(_)
                | InvitationError::IsMember(_)
                | InvitationError::IsInvited(_) => Self::invalid("email", error.to_string()),
                InvitationError::Forbidden(_) | InvitationError::HasSuperAdmin => {
                    Self::invalid("role", error.to_string())
                }
                InvitationError::Throttled(throttled) => Self::Throttled(throttled.to_string()),
                InvitationError::NoPassword(_) => Self::invalid("password", error.to_string()),
                InvitationError::HasInviters
                | InvitationError::OtherPerson(_)
                | InvitationError::HasAccount(_)
                | InvitationError::OwnSignIn => Self::invalid("", error.to_string()),
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

    impl From<OrganizationError> for ApiError {
        fn from(error: OrganizationError) -> Self {
            match error {
                OrganizationError::Refused(refused) => refused.into(),
                OrganizationError::Database(error) => Self::failed(&error),
                OrganizationError::Throttled(throttled) => Self::Throttled(throttled.to_string()),
                OrganizationError::Name(_) | OrganizationError::Exists(_) | OrganizationError::NotFree => {
                    Self::invalid("name", error.to_string())
                }
                told => Self::invalid("", told.to_string()),
            }
        }
    }

    impl From<RoleError> for ApiError {
        fn from(error: RoleError) -> Self {
            match error {
                RoleError::Refused(refused) => refused.into(),
                RoleError::Database(error) => Self::failed(&error),
                RoleError::Name(_) | RoleError::Exists(_) => Self::invalid("name", error.to_string()),
                RoleError::Description => Self::invalid("description", error.to_string()),
                RoleError::Changed => Self::invalid("before", error.to_string()),
                told => Self::invalid("", told.to_string()),
            }
        }
    }

    impl From<AlertError> for ApiError {
        fn from(error: AlertError) -> Self {
            match error {
                AlertError::Refused(refused) => refused.into(),
                AlertError::Email(_) | AlertError::Exists(_) | AlertError::TooMany => {
                    Self::invalid("email", error.to_string())
                }
                AlertError::LeadTimes(error) => Self::invalid("days", error.to_string()),
                AlertError::NoLicense => Self::invalid("license", error.to_string()),
                AlertError::Database(error) => Self::failed(&error),
            }
        }
    }

    impl From<DomainError> for ApiError {
        fn from(error: DomainError) -> Self {
            match error {
                DomainError::Refused(refused) => refused.into(),
                DomainError::Database(error) => Self::failed(&error),
                DomainError::Name(_) | DomainError::Exists(_) | DomainError::TooMany => {
                    Self::invalid("domain", error.to_string())
                }
                told => Self::invalid("", told.to_string()),
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

    impl From<JoinError> for ApiError {
        fn from(error: JoinError) -> Self {
            match error {
                JoinError::Refused(refused) => refused.into(),
                JoinError::Database(error) => Self::failed(&error),
                JoinError::Throttled(throttled) => Self::Throttled(throttled.to_string()),
                JoinError::Forbidden(_) | JoinError::HasSuperAdmin => {
                    Self::invalid("role", error.to_string())
                }
                JoinError::Text | JoinError::NoReason => Self::invalid("text", error.to_string()),
                JoinError::Address(_) => Self::invalid("email", error.to_string()),
                told => Self::invalid("", told.to_string()),
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

    impl From<ProfileError> for ApiError {
        fn from(error: ProfileError) -> Self {
            match error {
                // The person's account was deleted.
                ProfileError::Refused(_) => Self::SignedOut,
                ProfileError::Name(_) => Self::invalid("name", error.to_string()),
                ProfileError::TimeZone(_) => Self::invalid("time_zone", error.to_string()),
                ProfileError::Unconfirmed(_) => Self::invalid("email", error.to_string()),
                ProfileError::SuperAdmin(_) => Self::invalid("", error.to_string()),
                ProfileError::Database(error) => Self::failed(&error),
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
