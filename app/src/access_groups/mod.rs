//! Access Groups: an organization's tree, the homes of its members, and permission sets.

mod api;
#[cfg(feature = "csr")]
mod details;
#[cfg(feature = "csr")]
mod group_dialogs;
#[cfg(feature = "csr")]
mod home;
#[cfg(feature = "csr")]
mod members;
#[cfg(feature = "csr")]
mod page;
#[cfg(feature = "csr")]
mod picker;
#[cfg(feature = "csr")]
mod preview;
#[cfg(feature = "csr")]
mod set_entries;
#[cfg(feature = "csr")]
mod set_form;
#[cfg(feature = "csr")]
mod set_people;
#[cfg(feature = "csr")]
mod sets;
#[cfg(feature = "csr")]
mod state;
#[cfg(feature = "csr")]
mod tree;

pub use api::*;
#[cfg(feature = "csr")]
pub use page::AccessGroupsPage;
#[cfg(feature = "csr")]
pub use picker::GroupPicker;
