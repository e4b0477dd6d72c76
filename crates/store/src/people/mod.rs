//! Organizations, people and roles, as the command line, the import and the demo create them.

mod add_user;
mod custom_role;
mod email;
pub mod invitation;
mod inviters;
pub mod joining;
pub(crate) mod managed_organization;
mod membership;
mod organizations;
pub(crate) mod own_account;
mod password;
mod predefined;
pub mod profile;
pub mod role;
pub(crate) mod sessions;
pub mod users;
pub(crate) mod viewings;
pub(crate) mod write_password;

use sea_orm::DbErr;

use crate::text::{NameError, checked};

pub(crate) use add_user::insert_user;
pub(crate) use custom_role::{insert_role, level_rows};
pub(crate) use email::account;
pub(crate) use inviters::with_inviters;
pub(crate) use membership::{insert_member, is_vacant};
pub(crate) use organizations::{
    NewOrganization, insert_organizations, organization_alike, organization_named,
};
pub(crate) use predefined::predefined_role_in;

pub use crate::text::{sendable_email, spelled_email};
pub use add_user::{NewUser, add_user, has_user};
pub use custom_role::add_role;
pub use email::checked_email;
pub use membership::{check_joining, join, join_named};
pub use organizations::{add_organization, find_organization};
pub use password::set_password;
pub use predefined::{PredefinedRole, predefined_role};

/// Why an organization or a person could not be added.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// The e-mail address is invalid.
    #[error("“{}” is not an e-mail address. Enter one such as name@example.org.", spreadsheet::shortened(.0))]
    Email(String),
    /// A name is invalid.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The name or address is already taken.
    #[error("The name “{0}” is already taken.")]
    Exists(String),
    /// There is no organization of that name.
    #[error("There is no organization named “{}”.", spreadsheet::shortened(.0))]
    NoOrganization(String),
    /// The organization has no such role.
    #[error("The organization has no role number {0}.")]
    NoRole(i64),
    /// The organization already has its Super Admin.
    #[error("“{0}” already has its Super Admin; there is exactly one. Assign the role Admin or User.")]
    HasSuperAdmin(String),
    /// The person is already a member.
    #[error("This person is already in the organization.")]
    IsMember,
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

/// Checks and trims a name of a person, an organization or a product.
pub fn checked_name(typed: &str) -> Result<String, AddError> {
    Ok(checked(typed)?)
}
