//! Entities, migrations, and every read and write of tenants' data, each behind a permit.
//!
//! [`model::Actor::permit`] answers who may; [`scope`] turns a permit into the condition that every query on
//! licenses starts from. No public function reaches a tenant's data with an ID alone. What sets up the
//! installation itself (`people`, `import`, `demo`) is called by the command line and by tests, or takes a permit
//! for the installation.

mod ahead;
pub mod alert;
mod aside;
mod batch;
pub mod console;
#[cfg(test)]
mod counts;
mod db;
pub mod demo;
pub mod deployment;
pub mod domain;
pub mod entitlement;
mod entity;
pub mod event;
pub mod factor;
pub mod files;
pub mod idempotency;
pub mod import;
pub mod installer;
pub mod invitation;
pub mod joining;
pub mod keys;
pub mod lease;
pub mod license;
pub mod link;
pub mod mail;
pub mod member;
mod migration;
mod notice;
pub mod openid;
pub mod organization;
pub mod origin;
pub mod passkey;
pub mod password;
pub mod people;
pub mod product;
pub mod profile;
pub mod proof;
#[cfg(test)]
mod races;
pub mod rate;
pub mod report;
pub mod role;
mod sales_chain;
mod scope;
pub mod sealed;
pub mod secret;
pub mod security;
pub mod session;
pub mod setup;
pub mod sign_in;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod text;
mod throttle;
pub mod token;
pub mod viewing;

pub use aside::{aside, in_background};
pub use db::{Db, LongRead, OpenError, Opening, Unavailable, Unwell, is_taken};
pub use sea_orm::DbErr;
pub use throttle::{Caller, Throttled, forget_attempts, forget_places, remember};
