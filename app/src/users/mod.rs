//! User Management: an organization's members with their roles, and invited people.

mod api;

#[cfg(feature = "csr")]
mod change_role;
#[cfg(feature = "csr")]
mod confirmations;
#[cfg(feature = "csr")]
mod filters;
#[cfg(feature = "csr")]
mod invite;
#[cfg(feature = "csr")]
mod page;
#[cfg(feature = "csr")]
mod role_field;
#[cfg(feature = "csr")]
mod state;
#[cfg(feature = "csr")]
mod table;
#[cfg(feature = "csr")]
mod transfer;

pub use api::*;

#[cfg(feature = "csr")]
pub use page::UsersPage;
#[cfg(feature = "csr")]
pub(crate) use role_field::{RoleField, chosen, is_missing};
