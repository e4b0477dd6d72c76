//! The access table (R2). The server enforces it, the client hides by it.

use serde::{Deserialize, Serialize};

use super::level::Level::{self, FullAccess, ViewOnly};
use super::level::RoleObject::{
    self, ApiAccess, CriticalAlertUsers, EventHistory, LicenseManagement,
    LicenseManagementCustomerOrganizations, OrganizationGeneralInformation, RoleManagement,
    SecurityManagement, UserManagement, VendorConsole,
};

/// Something a person may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Action {
    /// Activate a license by its key.
    ActivateLicense,
    /// List, search, filter, reveal the key of licenses; cloud services need [`SeeCloudServices`] besides.
    ///
    /// [`SeeCloudServices`]: Action::SeeCloudServices
    ListLicenses,
    /// See cloud services with their limits.
    SeeCloudServices,
    /// Keep a license on top of its section.
    PinLicense,
    /// Read a license's events.
    SeeHistory,
    /// Download a product's installers.
    DownloadInstaller,
    /// Write the note of a license, which partners see as Customer Note (R4).
    EditNote,
    /// Download the list of a license's active deployments.
    DownloadDeploymentReport,
    /// List, export and remove active deployments.
    ManageDeployments,
    /// Choose customers and generate their report.
    GenerateReport,
    /// Write the note that only the own partner organization sees (R4).
    EditPartnerNote,
    /// List the critical alert users.
    ListAlertUsers,
    /// Add and remove critical alert users.
    ChangeAlertUsers,
    /// List the organization's API tokens, and use one's own.
    ListApiTokens,
    /// Make and revoke API tokens.
    ManageApiTokens,
    /// Import licenses, organizations and deployments from files.
    Import,
    /// Add and remove installers of products.
    ManageInstallers,
    /// List the people of an organization and those invited.
    ListUsers,
    /// Invite people, change their roles, remove them, answer requests to join.
    ManageUsers,
    /// List roles with their levels.
    ListRoles,
    /// Make, change and remove custom roles.
    ManageRoles,
    /// See an organization's name, kind and domains; a main organization's people also see which sub-organizations it has.
    SeeOrganization,
    /// Rename it, make sub-organizations, move licenses between main and sub, prove domains; a main organization's people also
    /// rename its sub-organizations.
    EditOrganization,
    /// See how people have to sign in, and their sessions.
    SeeSecurity,
    /// Demand second factors, set time-outs and single sign-on.
    ManageSecurity,
    /// Read and export what happened.
    SeeEvents,
    /// See all organizations, products and licenses of the installation.
    SeeConsole,
    /// Make and change organizations, partner assignments, products and licenses.
    ManageConsole,
}

impl Action {
    /// All actions.
    pub const ALL: [Self; 28] = [
        Self::ActivateLicense,
        Self::ListLicenses,
        Self::SeeCloudServices,
        Self::PinLicense,
        Self::SeeHistory,
        Self::DownloadInstaller,
        Self::EditNote,
        Self::DownloadDeploymentReport,
        Self::ManageDeployments,
        Self::GenerateReport,
        Self::EditPartnerNote,
        Self::ListAlertUsers,
        Self::ChangeAlertUsers,
        Self::ListApiTokens,
        Self::ManageApiTokens,
        Self::Import,
        Self::ManageInstallers,
        Self::ListUsers,
        Self::ManageUsers,
        Self::ListRoles,
        Self::ManageRoles,
        Self::SeeOrganization,
        Self::EditOrganization,
        Self::SeeSecurity,
        Self::ManageSecurity,
        Self::SeeEvents,
        Self::SeeConsole,
        Self::ManageConsole,
    ];

    /// The words in the docs.
    pub fn label(self) -> &'static str {
        match self {
            Self::ActivateLicense => "Activate a license by key",
            Self::ListLicenses => "List, search, filter, reveal keys",
            Self::SeeCloudServices => "See cloud services with their limits",
            Self::PinLicense => "Pin",
            Self::SeeHistory => "License history",
            Self::DownloadInstaller => "Download installers",
            Self::EditNote => "Edit note",
            Self::DownloadDeploymentReport => "Active deployment report",
            Self::ManageDeployments => "Manage active deployments",
            Self::GenerateReport => "See Customer Organizations, generate report",
            Self::EditPartnerNote => "Edit partner note",
            Self::ListAlertUsers => "List critical alert users",
            Self::ChangeAlertUsers => "Change critical alert users",
            Self::ListApiTokens => "List and use API tokens",
            Self::ManageApiTokens => "Make and revoke API tokens",
            Self::Import => "Import",
            Self::ManageInstallers => "Add and remove installers",
            Self::ListUsers => "List users",
            Self::ManageUsers => "Invite, change and remove users",
            Self::ListRoles => "List roles",
            Self::ManageRoles => "Make, change and remove roles",
            Self::SeeOrganization => "See organization information",
            Self::EditOrganization => "Change organization information",
            Self::SeeSecurity => "See security settings",
            Self::ManageSecurity => "Change security settings",
            Self::SeeEvents => "See event history",
            Self::SeeConsole => "See the vendor console",
            Self::ManageConsole => "Use the vendor console",
        }
    }
}

/// What somebody may do who looks into an organization without being of it: to look, and nothing else. Whatever is not
/// here, and whatever is added later, is refused.
pub const VIEWING: [Action; 13] = [
    Action::ListLicenses,
    Action::SeeCloudServices,
    Action::SeeHistory,
    Action::DownloadInstaller,
    Action::DownloadDeploymentReport,
    Action::GenerateReport,
    Action::ListAlertUsers,
    Action::ListApiTokens,
    Action::ListUsers,
    Action::ListRoles,
    Action::SeeOrganization,
    Action::SeeSecurity,
    Action::SeeEvents,
];

/// How what is acted on stands to the person who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum Relation {
    /// Belongs to the person.
    Personal,
    /// Belongs to the organization the person is in.
    Own,
    /// Belongs to a sub-organization of it.
    Sub,
    /// Belongs to a customer assigned to it.
    Customer,
    /// The installation as a whole.
    Installation,
}

impl Relation {
    /// All relations.
    pub const ALL: [Self; 5] = [Self::Personal, Self::Own, Self::Sub, Self::Customer, Self::Installation];

    /// The words on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Personal => "One's own",
            Self::Own => "The organization",
            Self::Sub => "Sub-organizations",
            Self::Customer => "Assigned customers",
            Self::Installation => "The installation",
        }
    }
}

/// One row of the table: who acts so on what stands so to them needs at least this level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What is done.
    pub action: Action,
    /// On what. Most of what holds for [`Relation::Own`] holds for [`Relation::Sub`] by the lower of the levels on the role
    /// object and on that of its sub-organizations ([`RoleObject::on_subs`]), and needs no row. A row of [`Relation::Sub`] is for
    /// what a main organization does with its sub-organizations by the one level that it has for itself.
    pub relation: Relation,
    /// The role object and the least level on it; none when every signed-in person may.
    pub needs: Option<(RoleObject, Level)>,
}

const fn anyone(action: Action, relation: Relation) -> Rule {
    Rule { action, relation, needs: None }
}

const fn own(action: Action, object: RoleObject, least: Level) -> Rule {
    Rule { action, relation: Relation::Own, needs: Some((object, least)) }
}

const fn sub(action: Action, object: RoleObject, least: Level) -> Rule {
    Rule { action, relation: Relation::Sub, needs: Some((object, least)) }
}

const fn customer(action: Action, least: Level) -> Rule {
    let object = LicenseManagementCustomerOrganizations;
    Rule { action, relation: Relation::Customer, needs: Some((object, least)) }
}

const fn staff(action: Action, least: Level) -> Rule {
    Rule { action, relation: Relation::Installation, needs: Some((VendorConsole, least)) }
}

/// The access table. What no row allows is refused.
pub const ACCESS: &[Rule] = &[
    anyone(Action::ActivateLicense, Relation::Personal),
    anyone(Action::ListLicenses, Relation::Personal),
    anyone(Action::SeeCloudServices, Relation::Personal),
    anyone(Action::PinLicense, Relation::Personal),
    anyone(Action::SeeHistory, Relation::Personal),
    own(Action::ListLicenses, LicenseManagement, ViewOnly),
    own(Action::PinLicense, LicenseManagement, ViewOnly),
    own(Action::SeeHistory, LicenseManagement, ViewOnly),
    own(Action::DownloadInstaller, LicenseManagement, ViewOnly),
    own(Action::SeeCloudServices, LicenseManagement, FullAccess),
    own(Action::EditNote, LicenseManagement, FullAccess),
    own(Action::DownloadDeploymentReport, LicenseManagement, FullAccess),
    own(Action::ManageDeployments, LicenseManagement, FullAccess),
    customer(Action::GenerateReport, ViewOnly),
    customer(Action::ListLicenses, ViewOnly),
    customer(Action::SeeCloudServices, ViewOnly),
    customer(Action::PinLicense, ViewOnly),
    customer(Action::SeeHistory, ViewOnly),
    customer(Action::ActivateLicense, ViewOnly),
    customer(Action::DownloadInstaller, ViewOnly),
    customer(Action::EditPartnerNote, FullAccess),
    customer(Action::DownloadDeploymentReport, FullAccess),
    customer(Action::ManageDeployments, FullAccess),
    own(Action::ListAlertUsers, CriticalAlertUsers, ViewOnly),
    own(Action::ChangeAlertUsers, CriticalAlertUsers, FullAccess),
    own(Action::ListApiTokens, ApiAccess, ViewOnly),
    own(Action::ManageApiTokens, ApiAccess, FullAccess),
    own(Action::ListUsers, UserManagement, ViewOnly),
    own(Action::ManageUsers, UserManagement, FullAccess),
    own(Action::ListRoles, RoleManagement, ViewOnly),
    own(Action::ManageRoles, RoleManagement, FullAccess),
    own(Action::SeeOrganization, OrganizationGeneralInformation, ViewOnly),
    own(Action::EditOrganization, OrganizationGeneralInformation, FullAccess),
    sub(Action::SeeOrganization, OrganizationGeneralInformation, ViewOnly),
    sub(Action::EditOrganization, OrganizationGeneralInformation, FullAccess),
    own(Action::SeeSecurity, SecurityManagement, ViewOnly),
    own(Action::ManageSecurity, SecurityManagement, FullAccess),
    own(Action::SeeEvents, EventHistory, ViewOnly),
    staff(Action::SeeConsole, ViewOnly),
    staff(Action::ManageConsole, FullAccess),
    staff(Action::Import, FullAccess),
    staff(Action::DownloadInstaller, FullAccess),
    staff(Action::ManageInstallers, FullAccess),
];
