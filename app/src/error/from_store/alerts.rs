//! Errors about critical alerts and events.

use store::alerts::AlertError;
use store::events::{EventError, RetentionError};

use crate::ApiError;

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
