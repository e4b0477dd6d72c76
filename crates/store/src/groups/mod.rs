//! Access groups and pools: which licenses of an organization lie where in its tree.

mod place;
mod root;
mod within;

pub(crate) use place::placed;
pub(crate) use root::{insert_roots, roots};
pub(crate) use within::is_within;

#[cfg(test)]
mod tests;
