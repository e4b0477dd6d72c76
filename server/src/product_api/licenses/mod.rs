//! Licenses.

pub mod check_out;
pub mod entitlements;
pub mod list;
pub mod machines;
pub mod read;
mod resource;
mod scope;
pub mod validate;
pub mod validate_key;

pub use entitlements::resource as entitlement_resource;
pub use resource::{LicenseAttributes, resource};
