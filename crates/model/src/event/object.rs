//! The kinds of things that events happen to.

use serde::{Deserialize, Serialize};

/// The kind of thing that an event happens to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Object {
    /// A license, or one of its deployments.
    License,
    /// An organization.
    Organization,
    /// A person.
    User,
    /// A role of an organization.
    Role,
    /// A product.
    Product,
    /// An installer of a product.
    Installer,
    /// An API token.
    Token,
    /// A filter preset that is shared.
    Preset,
    /// A license pool.
    Pool,
    /// An access group.
    Group,
    /// A permission set.
    PermissionSet,
    /// A function that was called.
    Function,
}

impl Object {
    /// All kinds of things.
    pub const ALL: [Self; 12] = [
        Self::License,
        Self::Organization,
        Self::User,
        Self::Role,
        Self::Product,
        Self::Installer,
        Self::Token,
        Self::Preset,
        Self::Pool,
        Self::Group,
        Self::PermissionSet,
        Self::Function,
    ];

    /// The word in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::License => "license",
            Self::Organization => "organization",
            Self::User => "user",
            Self::Role => "role",
            Self::Product => "product",
            Self::Installer => "installer",
            Self::Token => "api-token",
            Self::Preset => "filter-preset",
            Self::Pool => "pool",
            Self::Group => "access-group",
            Self::PermissionSet => "permission-set",
            Self::Function => "function",
        }
    }

    /// The words on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::License => "License",
            Self::Organization => "Organization",
            Self::User => "User",
            Self::Role => "Role",
            Self::Product => "Product",
            Self::Installer => "Installer",
            Self::Token => "API token",
            Self::Preset => "Filter preset",
            Self::Pool => "Pool",
            Self::Group => "Access group",
            Self::PermissionSet => "Permission set",
            Self::Function => "Function",
        }
    }

    /// The object of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|object| object.name() == name)
    }
}
