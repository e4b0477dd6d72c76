//! Tags on pools and licenses.

mod change;
mod read;
mod suggest;

pub use change::{TagChange, set_license_tags, set_pool_tags};
pub(super) use read::{of_licenses, of_pools};
pub use suggest::suggest;
