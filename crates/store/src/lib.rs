//! Entities, migrations, and every read and write of tenants' data, each behind a permit.
//!
//! [`model::Actor::permit`] decides who may do what. Each operation begins with a check of what the permit is for, and `db::scope`
//! turns the permit into the condition that every query on licenses starts from. No public function reaches a tenant's data with
//! an ID alone. The functions that set up the installation itself (`people`, `import`, `demo`) are called by the command line and
//! by tests, or take a permit for the installation.

/// The name that `both_databases` knows this crate by.
#[cfg(test)]
extern crate self as store;

pub mod console;
pub mod critical_alerts;
pub mod db;
pub mod demo;
pub mod deployments;
pub mod events;
pub mod groups;
pub mod import;
pub mod licenses;
pub mod organizations;
pub mod people;
pub mod pools;
pub mod sign_in;
pub mod tables;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod text;

pub use db::blocking::{aside, in_background};
pub use db::throttle::{Caller, Throttled, forget_attempts, forget_places, remember};
pub use db::{Db, LongRead, OpenError, Opening, Unavailable, Unwell, is_taken};
pub use sea_orm::DbErr;
