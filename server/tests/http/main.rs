//! The portal over HTTP, without a network: each test calls the router on a real database.

mod browser;
mod csrf;
mod export;
mod headers;
mod hidden;
mod limits;
mod matrix;
mod session;
mod world;
