//! Server functions for the vendor's console.

mod licenses;
mod organizations;
mod products;

#[cfg(feature = "ssr")]
use {crate::ApiError, store::console::ConsoleError};

pub use licenses::*;
pub use organizations::*;
pub use products::*;

#[cfg(feature = "ssr")]
impl From<ConsoleError> for ApiError {
    fn from(error: ConsoleError) -> Self {
        match error {
            ConsoleError::Refused(refused) => refused.into(),
            ConsoleError::Field { field, message } => Self::invalid(field, message),
            ConsoleError::Database(error) => Self::failed(&error),
        }
    }
}
