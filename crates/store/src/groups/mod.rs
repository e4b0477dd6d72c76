//! Access groups and pools: which licenses of an organization lie where in its tree.

mod place;
mod root;

pub(crate) use place::placed;
pub(crate) use root::{insert_roots, roots};

#[cfg(test)]
mod tests;
