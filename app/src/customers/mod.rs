//! License Management → Customer Organizations.

mod details;
mod groups;
mod overview;
mod page;
mod picker;
mod select;

pub use page::CustomersPage;
