//! Pages, components, and the server functions they call.
//!
//! The crate compiles twice: with `csr` for the browser, where components run and server functions are requests, and with `ssr`
//! for the server, where server functions run. Everything that only the browser needs is behind `csr`.

#![cfg_attr(
    feature = "csr",
    expect(
        clippy::redundant_closure,
        reason = "`view!` shares the code of what it sees to be a closure: `move || name()`, not `name`"
    )
)]

pub mod access_groups;
pub mod account_security;
pub mod activate;
pub mod api_access;
pub mod console;
#[cfg(feature = "ssr")]
pub mod context;
#[cfg(feature = "ssr")]
pub mod cookie;
pub mod critical_alerts;
pub mod current_user;
pub mod deployments;
mod error;
pub mod events;
mod foreign_answer;
pub mod import;
pub mod invitation;
pub mod joining;
pub mod list;
pub mod mail_domains;
#[cfg(feature = "ssr")]
pub mod new_session;
mod nul_characters;
pub mod organization;
pub mod passkeys;
pub mod password_reset;
pub mod pools;
pub mod products;
pub mod profile;
pub mod proof;
pub mod properties;
pub mod roles;
pub mod second_factor;
pub mod security;
pub mod sign_in;
pub mod single_sign_on;
pub mod support;
pub mod tables;
mod transport;
pub mod users;
pub mod welcome;

#[cfg(feature = "csr")]
mod address;
#[cfg(feature = "csr")]
mod bundles;
#[cfg(feature = "csr")]
mod customers;
#[cfg(feature = "csr")]
mod drafts;
#[cfg(feature = "csr")]
mod form;
#[cfg(feature = "csr")]
mod later;
#[cfg(feature = "csr")]
mod licenses;
#[cfg(feature = "csr")]
mod list_query;
#[cfg(feature = "csr")]
mod loading;
#[cfg(feature = "csr")]
mod location;
#[cfg(feature = "csr")]
mod navigation;
#[cfg(feature = "csr")]
mod paged;
#[cfg(feature = "csr")]
mod password_form;
#[cfg(feature = "csr")]
mod shell;
#[cfg(feature = "csr")]
mod short_links;
#[cfg(feature = "csr")]
mod ui;

#[cfg(feature = "csr")]
pub use bundles::{Customers, Portal, Rest};
pub use error::ApiError;
pub use foreign_answer::{Foreign, OWN_ANSWER};
pub use transport::ORGANIZATION;
