//! The first visit to an empty installation: its owner signs up.

mod api;
#[cfg(feature = "csr")]
mod page;

pub use api::*;
#[cfg(feature = "csr")]
pub use page::WelcomePage;
