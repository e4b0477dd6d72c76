//! Text that people typed: how it is searched, compared and sorted, and which names are taken. One place for both databases,
//! whose own `lower` and LIKE agree on nothing beyond ASCII.

mod fold;
mod name;
mod sought;

pub(crate) use fold::fold;
pub use name::{NameError, checked};
pub(crate) use name::{NameKeys, invisible, is_taken, same};
pub(crate) use sought::Sought;

#[cfg(test)]
mod saved_tests;
#[cfg(test)]
mod search_tests;
