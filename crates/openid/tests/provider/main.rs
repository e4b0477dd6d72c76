//! Tests against a provider on this machine, which answers as a test wants.

#![expect(clippy::unwrap_used, reason = "a test that can't go on is to fail")]

mod forge;
mod refusals;
mod shapes;
