//! Errors about licenses, deployments and products.

use model::activation::Refusal;
use store::console::ConsoleError;
use store::deployments::{ActivateError, DeploymentError};
use store::licenses::installer::InstallerError;
use store::licenses::link::LinkError;
use store::licenses::product::ProductError;
use store::licenses::report::OpenError;
use store::licenses::{LicenseError, NoteSaveError};

use crate::ApiError;

impl From<OpenError> for ApiError {
    fn from(error: OpenError) -> Self {
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
            ActivateError::Refused(refusal) => Self::invalid(activation_field(&refusal), refusal.to_string()),
            ActivateError::Throttled(throttled) => Self::Throttled(throttled.to_string()),
            ActivateError::Database(error) => Self::failed(&error),
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

impl From<InstallerError> for ApiError {
    fn from(error: InstallerError) -> Self {
        match error {
            InstallerError::Refused(refused) => refused.into(),
            InstallerError::Database(error) => Self::failed(&error),
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
