//! The product API over HTTP, without a network.

mod clients;
mod cors;
mod documents;
mod idempotency;
mod identifiers;
mod limits;
mod matrix;
mod program;
mod spellings;

pub use program::machine;
