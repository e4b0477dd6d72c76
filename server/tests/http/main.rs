//! The portal over HTTP, without a network: each test calls the router on a real database.

#![expect(clippy::unwrap_used, reason = "a test that can't go on is to fail")]

mod api_access;
#[path = "../../../crates/store/src/sign_in/passkey/tests/authenticator.rs"]
mod authenticator;
mod browser;
mod bulk;
mod console_matrix;
mod critical_alerts_matrix;
mod csrf;
mod customer_roles;
mod deployments;
mod deployments_matrix;
mod endpoints;
mod events;
mod events_matrix;
mod export;
mod factors;
mod failures;
mod federation_matrix;
mod foreign_provider;
mod groups_matrix;
mod headers;
mod hidden;
mod installers;
mod limits;
mod links;
mod listen;
mod matrix;
mod nul;
mod pages_matrix;
mod people_changes;
mod people_matrix;
mod pools_matrix;
mod product_api;
mod products_matrix;
mod provider;
mod round_trip;
mod session;
mod sign_in_matrix;
mod single_sign_on;
mod stale_lists;
mod stock;
mod tables;
mod tables_matrix;
mod turns;
mod unavailable;
mod unsubscribe;
mod viewing;
mod welcome;
mod without_mail_server;
mod world;
