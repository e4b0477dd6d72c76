//! The step between first proof and session: giving a code of the second factor, or setting one up.

mod api;
mod authenticator_app;
#[cfg(feature = "csr")]
mod page;
#[cfg(feature = "csr")]
mod recovery_codes;
#[cfg(feature = "csr")]
mod set_up;

pub use api::*;
pub use authenticator_app::AppSecret;
#[cfg(feature = "csr")]
pub use page::SecondFactorPage;
#[cfg(feature = "csr")]
pub use recovery_codes::RecoveryCodes;
#[cfg(feature = "csr")]
pub use set_up::SetUpApp;
