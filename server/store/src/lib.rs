//! Entities, migrations, and every read and write of tenants' data, each behind a permit.
//!
//! [`model::Actor::permit`] answers who may; [`scope`] turns a permit into the condition that every query on
//! licenses starts from. No public function reaches a tenant's data with an ID alone. What sets up the
//! installation itself (`people`, `import`, `demo`) is called by the command line and by tests, or takes a permit
//! for the installation.

mod batch;
mod db;
pub mod demo;
mod entity;
pub mod event;
pub mod import;
pub mod license;
mod migration;
pub mod people;
pub mod report;
mod scope;
pub mod session;
pub mod sign_in;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use db::{Db, OpenError};
pub use sea_orm::DbErr;
