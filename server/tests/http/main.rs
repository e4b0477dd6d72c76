//! The portal over HTTP, without a network: each test calls the router on a real database.

#![expect(clippy::unwrap_used, reason = "a test that can't go on is to fail")]

mod browser;
mod csrf;
mod export;
mod headers;
mod hidden;
mod limits;
mod matrix;
mod session;
mod world;
