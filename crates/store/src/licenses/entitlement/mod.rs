//! Entitlements: what licenses allow besides the product itself.

mod add;
mod grant;
mod of_license;

pub use add::{AddError, add};
pub use grant::{GrantError, grant, revoke};
pub use of_license::{AFTER_ALL, EntitlementQuery, of_license};

use crate::db::entity::entitlement;

/// Something that licenses may allow: a feature, an edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entitlement {
    /// Its number.
    pub id: i64,
    /// What products ask for.
    pub code: String,
    /// What people read.
    pub name: String,
    /// When it was made, in milliseconds since the Unix epoch.
    pub created_at: i64,
}

impl From<entitlement::Model> for Entitlement {
    fn from(row: entitlement::Model) -> Self {
        Self { id: row.id, code: row.code, name: row.name, created_at: row.created_at }
    }
}
