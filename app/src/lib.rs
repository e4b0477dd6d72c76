//! Pages, components, and the server functions they call.
//!
//! The same crate compiles twice: with `csr` for the browser, where components live and server functions are
//! requests; with `ssr` for the server, where server functions run. What only the browser has is behind `csr`.

#[cfg(feature = "ssr")]
pub mod context;
mod error;
pub mod import;
pub mod list;
pub mod sign_in;
pub mod who;

#[cfg(feature = "csr")]
mod address;
#[cfg(feature = "csr")]
mod customers;
#[cfg(feature = "csr")]
mod licenses;
#[cfg(feature = "csr")]
mod shell;
#[cfg(feature = "csr")]
mod ui;

pub use error::ApiError;
#[cfg(feature = "csr")]
pub use shell::App;
