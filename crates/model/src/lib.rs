//! The model of licenses: types, rules, the access table, filters and facets, and what travels between server and browser.
//!
//! Both sides of the portal compile this crate, so a rule is written once. It does no I/O, reads no clock and awaits
//! nothing: the day, the rows and the person are arguments.

pub mod access;
pub mod activation;
pub mod address;
pub mod api_access;
pub mod bulk;
pub mod columns;
pub mod console;
pub mod critical_alert;
pub mod day;
pub mod deployment;
pub mod details;
pub mod event;
pub mod groups;
pub mod hidden;
pub mod import;
pub mod installer;
pub mod invitation;
pub mod license;
pub mod link;
pub mod list;
pub mod list_columns;
pub mod local_day;
pub mod note;
pub mod organization;
pub mod page;
pub mod percent;
pub mod person;
pub mod pools;
pub mod product;
pub mod query;
pub mod report;
pub mod role;
pub mod security;
pub mod sign_in;
pub mod single_sign_on;
pub mod table;
pub mod text;
pub mod user;

pub use access::{Action, Actor, Level, Levels, Permit, Refused, RoleObject, Target};
pub use api_access::TokenId;
pub use critical_alert::AlertUserId;
pub use day::{Day, moment};
pub use hidden::Hidden;
pub use installer::InstallerId;
pub use license::{LicenseType, ProductKind, Standing, Status, Warning};
pub use local_day::LocalDay;
pub use organization::OrganizationKind;
pub use query::Query;

/// Number of a user in the database.
pub type UserId = i64;
/// Number of an organization in the database.
pub type OrganizationId = i64;
/// Number of a license in the database. People see the license's public ID instead.
pub type LicenseId = i64;
/// Number of a role in the database.
pub type RoleId = i64;
/// Number of an invitation in the database.
pub type InvitationId = i64;
/// Number of a product in the database.
pub type ProductId = i64;

/// A license counts as [`Status::Expiring`] this many days before its end (R6). The one setting.
pub const EXPIRING_DAYS: i32 = 30;
