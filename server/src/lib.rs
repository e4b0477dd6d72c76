//! The binary `grantry`: configuration, router, sessions, import, export.
//!
//! A library besides, so that tests call the router without a network.

pub mod address;
mod api;
mod assets;
pub mod cli;
pub mod clock;
mod csp;
mod csrf;
pub mod dice;
mod export;
mod health;
mod log;
mod pages;
mod portal;
mod reply;
mod requester;
pub mod router;
mod security;

pub use portal::{Portal, Site};
