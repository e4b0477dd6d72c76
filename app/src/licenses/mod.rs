//! License Management → My Organization (DOMAIN.md section 4).

mod page;

pub use page::{LicensesPage, licenses};
