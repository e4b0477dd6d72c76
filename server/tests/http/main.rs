//! The portal over HTTP, without a network: each test calls the router on a real database.

#![expect(clippy::unwrap_used, reason = "a test that can't go on is to fail")]

mod alerts_matrix;
#[path = "../../../crates/store/src/sign_in/passkey/tests/authenticator.rs"]
mod authenticator;
mod browser;
mod changes;
mod console_matrix;
mod crew;
mod csrf;
mod deployments;
mod deployments_matrix;
mod endpoints;
mod events;
mod events_matrix;
mod export;
mod factors;
mod factors_matrix;
mod failures;
mod federation_matrix;
mod foreign_provider;
mod headers;
mod hidden;
mod installers;
mod limits;
mod links;
mod listen;
mod mailless;
mod matrix;
mod nul;
mod pages_matrix;
mod people;
mod people_matrix;
mod product_api;
mod products_matrix;
mod provider;
mod round_trip;
mod session;
mod single_sign_on;
mod stock;
mod tables;
mod tables_matrix;
mod tokens;
mod turns;
mod unavailable;
mod unsubscribe;
mod viewing;
mod welcome;
mod world;
