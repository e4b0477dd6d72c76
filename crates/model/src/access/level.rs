//! Role objects and levels.

use serde::{Deserialize, Serialize};

/// How much a role gives on a role object. Levels are cumulative: each includes all lower ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    /// Nothing.
    #[default]
    None,
    /// To look.
    ViewOnly,
    /// To use; on license pools only.
    Use,
    /// To look, use and change.
    FullAccess,
}

impl Level {
    /// All levels, lowest first.
    pub const ALL: [Self; 4] = [Self::None, Self::ViewOnly, Self::Use, Self::FullAccess];

    /// The words on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::None => "None",
            Self::ViewOnly => "View Only",
            Self::Use => "Use",
            Self::FullAccess => "Full Access",
        }
    }

    /// The word in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::ViewOnly => "view-only",
            Self::Use => "use",
            Self::FullAccess => "full-access",
        }
    }

    /// The level of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }
}

/// A thing on which a role gives a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum RoleObject {
    /// The organization's own licenses.
    LicenseManagement,
    /// The licenses of its sub-organizations.
    LicenseManagementSubOrganizations,
    /// The licenses of the customers assigned to it.
    LicenseManagementCustomerOrganizations,
    /// The people who get critical alerts.
    CriticalAlertUsers,
    /// The people of the organization.
    UserManagement,
    /// The people of its sub-organizations.
    UserManagementSubOrganizations,
    /// The organization's roles.
    RoleManagement,
    /// The organization's name and addresses.
    OrganizationGeneralInformation,
    /// Second factors, sign-on, timeouts.
    SecurityManagement,
    /// The events of the organization.
    EventHistory,
    /// Hosts that show Grantry inside their own pages.
    Embedding,
    /// The organization's API tokens.
    ApiAccess,
    /// For the vendor's own staff: everything in the installation.
    VendorConsole,
}

impl RoleObject {
    /// All role objects, in the order of the screen.
    pub const ALL: [Self; 13] = [
        Self::LicenseManagement,
        Self::LicenseManagementSubOrganizations,
        Self::LicenseManagementCustomerOrganizations,
        Self::CriticalAlertUsers,
        Self::UserManagement,
        Self::UserManagementSubOrganizations,
        Self::RoleManagement,
        Self::OrganizationGeneralInformation,
        Self::SecurityManagement,
        Self::EventHistory,
        Self::Embedding,
        Self::ApiAccess,
        Self::VendorConsole,
    ];

    /// The words on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::LicenseManagement => "License Management",
            Self::LicenseManagementSubOrganizations => "License Management - Sub Organizations",
            Self::LicenseManagementCustomerOrganizations => "License Management - Customer Organizations",
            Self::CriticalAlertUsers => "Critical Alert Users",
            Self::UserManagement => "User Management",
            Self::UserManagementSubOrganizations => "User Management - Sub Organizations",
            Self::RoleManagement => "Role Management",
            Self::OrganizationGeneralInformation => "Organization General Information",
            Self::SecurityManagement => "Security Management",
            Self::EventHistory => "Event History",
            Self::Embedding => "Embedding",
            Self::ApiAccess => "API Access",
            Self::VendorConsole => "Vendor Console",
        }
    }

    /// The word in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::LicenseManagement => "license-management",
            Self::LicenseManagementSubOrganizations => "license-management-sub-organizations",
            Self::LicenseManagementCustomerOrganizations => "license-management-customer-organizations",
            Self::CriticalAlertUsers => "critical-alert-users",
            Self::UserManagement => "user-management",
            Self::UserManagementSubOrganizations => "user-management-sub-organizations",
            Self::RoleManagement => "role-management",
            Self::OrganizationGeneralInformation => "organization-general-information",
            Self::SecurityManagement => "security-management",
            Self::EventHistory => "event-history",
            Self::Embedding => "embedding",
            Self::ApiAccess => "api-access",
            Self::VendorConsole => "vendor-console",
        }
    }

    /// The role object of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|object| object.name() == name)
    }

    /// The second role object that an action on this one requires in a sub-organization, at the same level. None if the action is
    /// impossible there.
    pub fn on_subs(self) -> Option<Self> {
        match self {
            Self::LicenseManagement => Some(Self::LicenseManagementSubOrganizations),
            Self::UserManagement => Some(Self::UserManagementSubOrganizations),
            _ => None,
        }
    }
}

/// A level for every role object; [`Level::None`] unless set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Levels([Level; RoleObject::ALL.len()]);

impl Levels {
    /// The same level on every role object.
    pub fn all(level: Level) -> Self {
        Self([level; RoleObject::ALL.len()])
    }

    /// The level on `object`.
    pub fn get(&self, object: RoleObject) -> Level {
        self.0[object as usize]
    }

    /// These levels with `object` at `level`.
    #[must_use]
    pub fn with(mut self, object: RoleObject, level: Level) -> Self {
        self.0[object as usize] = level;
        self
    }
}
