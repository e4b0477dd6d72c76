//! Settings that people keep on the portal's pages: how they arranged the tables, and filter presets.

mod api;

#[cfg(feature = "csr")]
mod columns;
#[cfg(feature = "csr")]
mod list;
#[cfg(feature = "csr")]
mod presets;
#[cfg(feature = "csr")]
mod state;

pub use api::*;
#[cfg(feature = "csr")]
pub use columns::ColumnsButton;
#[cfg(feature = "csr")]
pub use list::{ListBar, ListOf, arranged, arranged_tree, small_list, values_menu};
#[cfg(feature = "csr")]
pub use presets::Presets;
#[cfg(feature = "csr")]
pub use state::{Arranging, Tables, provide_tables, use_tables};
