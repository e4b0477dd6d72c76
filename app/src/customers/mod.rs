//! License Management → Customer Organizations (DOMAIN.md section 5).

mod details;
mod overview;
mod page;
mod select;
mod slices;

pub use page::CustomersPage;
