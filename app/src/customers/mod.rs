//! License Management → Customer Organizations.

mod details;
mod groups;
mod overview;
mod page;
mod picker;
mod select;
mod slices;

pub use page::CustomersPage;
