//! The binary `grantry`: configuration, router, sessions, import, export.
//!
//! Also a library, so that tests can call the router without a network.

// Both panic if nobody reads them; `cli::say` and the log don't.
#![deny(clippy::print_stdout, clippy::print_stderr)]

pub mod address;
mod api;
mod assets;
mod bearer;
pub mod cli;
pub mod clock;
mod csp;
mod csrf;
pub mod dice;
pub mod dns;
mod endpoint;
mod export;
mod health;
mod installers;
pub mod jobs;
mod large_bodies;
pub mod listen;
mod log;
pub mod mail;
mod pages;
mod parameters;
mod portal;
pub mod product_api;
pub mod proxies;
mod refusal;
mod reply;
mod request_id;
mod requester;
mod route;
pub mod router;
mod security_headers;
mod single_sign_on;
mod turns;
mod unsubscribe;
mod well_known;

pub use portal::{Portal, Site};
