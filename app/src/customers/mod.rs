//! License Management → Customer Organizations.

mod customer_groups;
mod details;
mod organization_list;
mod overview;
mod page;
mod select_organizations;

pub use page::CustomersPage;
