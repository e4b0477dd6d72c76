//! The tables, one a file. The columns' meanings are the words on the screen.

pub mod api_token;
pub mod deployment;
pub mod entitlement;
pub mod event;
pub mod idempotency_key;
pub mod installer;
pub mod invitation;
pub mod lease;
pub mod license;
pub mod license_assignment;
pub mod license_entitlement;
pub mod license_limit;
pub mod mail;
pub mod membership;
pub mod organization;
pub mod partner_assignment;
pub mod partner_note;
pub mod pin;
pub mod product;
pub mod rate_count;
pub mod role;
pub mod role_level;
pub mod session;
pub mod throttle;
pub mod user;
