//! License Management → My Organization.

mod page;

pub use page::{LicensesPage, licenses};
