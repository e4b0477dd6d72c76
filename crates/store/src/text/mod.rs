//! Text typed by people: how to search, compare and sort it, and which names are taken. The same for both databases, whose own
//! `lower` and LIKE agree on nothing beyond ASCII.

mod email;
mod fold;
mod key;
mod name;
mod order;
mod search_text;

pub(crate) use email::{ascii_domain, stored_email};
pub use email::{sendable_email, spelled_email};
pub(crate) use fold::{fold, is_beside};
pub use key::folded_key;
pub(crate) use key::tidy_key;
pub use name::same;
pub use name::{NameError, checked};
pub(crate) use name::{NameKeys, invisible, is_name_taken, reads_alike};
pub(crate) use order::{bytes, order_key};
pub(crate) use search_text::Sought;

#[cfg(test)]
mod saved_tests;
#[cfg(test)]
mod search_tests;
