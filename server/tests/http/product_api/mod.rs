//! The product API over HTTP, without a network.

mod callers;
mod clients;
mod cors;
mod documents;
mod idempotency;
mod identifiers;
mod limits;
mod matrix;
mod program;
mod signatures;
mod spellings;
mod validation;

pub use program::machine;
