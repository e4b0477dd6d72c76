//! The signed-in person, and the organization that they act for.

mod api;
#[cfg(feature = "csr")]
mod state;

pub use api::{
    EndViewing, Person, SwitchOrganization, Who, WhoAmI, end_viewing, switch_organization, who_am_i,
};
#[cfg(feature = "csr")]
pub use state::{Me, provide_me, use_me};
