//! Errors about people and their organizations.

use store::organizations::OrganizationError;
use store::organizations::domain::DomainError;
use store::people::invitation::InvitationError;
use store::people::joining::JoinError;
use store::people::member::{MemberError, TransferError};
use store::people::profile::ProfileError;
use store::people::role::RoleError;
use store::sign_in::SignInError;

use crate::ApiError;

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

impl From<InvitationError> for ApiError {
    fn from(error: InvitationError) -> Self {
        match error {
            InvitationError::Refused(refused) => refused.into(),
            InvitationError::Database(error) => Self::failed(&error),
            InvitationError::Address(_) | InvitationError::IsMember(_) | InvitationError::IsInvited(_) => {
                Self::invalid("email", error.to_string())
            }
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

impl From<JoinError> for ApiError {
    fn from(error: JoinError) -> Self {
        match error {
            JoinError::Refused(refused) => refused.into(),
            JoinError::Database(error) => Self::failed(&error),
            JoinError::Throttled(throttled) => Self::Throttled(throttled.to_string()),
            JoinError::Forbidden(_) | JoinError::HasSuperAdmin => Self::invalid("role", error.to_string()),
            JoinError::Text | JoinError::NoReason => Self::invalid("text", error.to_string()),
            JoinError::Address(_) => Self::invalid("email", error.to_string()),
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
