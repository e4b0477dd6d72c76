//! The product API over HTTP, without a network.

mod documents;
mod idempotency;
mod limits;
mod matrix;
mod program;

pub use program::machine;
