//! Joining an organization because of one's address: signing up, asking, deciding.

mod api;
#[cfg(feature = "csr")]
mod page;
#[cfg(feature = "csr")]
mod requests;
#[cfg(feature = "csr")]
mod sign_up;

pub use api::*;
#[cfg(feature = "csr")]
pub use page::JoinPage;
#[cfg(feature = "csr")]
pub(crate) use requests::JoinRequestsSection;
#[cfg(feature = "csr")]
pub use sign_up::SignUpPage;
