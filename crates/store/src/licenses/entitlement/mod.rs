//! Entitlements: what licenses allow besides the product itself.

mod add;
mod grant;
mod of_license;

pub use add::{AddError, add};
pub use grant::{GrantError, grant, revoke};
pub use of_license::{AFTER_ALL, EntitlementQuery, of_license};

use crate::db::entity::entitlement;

/// A feature or an edition that licenses may allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entitlement {
    /// Number of its row.
    pub id: i64,
    /// The code that products ask for.
    pub code: String,
    /// The name that people read.
    pub name: String,
    /// When it was created, in milliseconds since the Unix epoch.
    pub created_at: i64,
}

impl From<entitlement::Model> for Entitlement {
    fn from(row: entitlement::Model) -> Self {
        Self { id: row.id, code: row.code, name: row.name, created_at: row.created_at }
    }
}
