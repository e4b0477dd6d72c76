//! License Management → Customer Organizations.

mod details;
mod overview;
mod page;
mod select;
mod slices;

pub use page::CustomersPage;
