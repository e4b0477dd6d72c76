//! The access table (R2). The server enforces it, the client hides by it.

use serde::{Deserialize, Serialize};

use super::level::Level::{self, FullAccess, Use, ViewOnly};
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
    /// List, search and filter licenses; cloud services need [`SeeCloudServices`] as well.
    ///
    /// [`SeeCloudServices`]: Action::SeeCloudServices
    ListLicenses,
    /// Reveal and copy the keys of licenses, and search by parts of them (R8).
    ReadKeys,
    /// See cloud services with their limits.
    SeeCloudServices,
    /// Keep a license on top of its section.
    PinLicense,
    /// Arrange the columns of tables, and keep filters as presets. Sharing a preset also takes a page that shows something of
    /// the organization ([`PresetPage::may_share`](crate::table::PresetPage::may_share)).
    ArrangeTables,
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
    /// See license pools, with the licenses in them.
    SeePools,
    /// Put tags on pools and licenses, and take them off.
    EditTags,
    /// Move, split, merge and rename license pools (R14, R24).
    ManagePools,
    /// Create, rename, move and delete access groups; make permission sets and give them to people (R14, R22).
    ManageGroups,
    /// Choose customers and generate their report.
    GenerateReport,
    /// Write the note that only one's own partner organization sees (R4).
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
    /// List an organization's people and invitations.
    ListUsers,
    /// Invite people, change their roles, remove them, and answer requests to join.
    ManageUsers,
    /// List roles with their levels.
    ListRoles,
    /// Make, change and remove custom roles.
    ManageRoles,
    /// See an organization's name, kind and domains. People of a main organization also see its sub-organizations.
    SeeOrganization,
    /// Rename it, add sub-organizations, move licenses between main and sub, verify domains. People of a main organization also
    /// rename its sub-organizations.
    EditOrganization,
    /// See how people must sign in, and their sessions.
    SeeSecurity,
    /// Require second factors, set timeouts and single sign-on.
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
    pub const ALL: [Self; 34] = [
        Self::ActivateLicense,
        Self::ListLicenses,
        Self::ReadKeys,
        Self::SeeCloudServices,
        Self::PinLicense,
        Self::ArrangeTables,
        Self::SeeHistory,
        Self::DownloadInstaller,
        Self::EditNote,
        Self::DownloadDeploymentReport,
        Self::ManageDeployments,
        Self::SeePools,
        Self::EditTags,
        Self::ManagePools,
        Self::ManageGroups,
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
            Self::ListLicenses => "List, search, filter",
            Self::ReadKeys => "Reveal keys, search by key",
            Self::SeeCloudServices => "See cloud services with their limits",
            Self::PinLicense => "Pin",
            Self::ArrangeTables => "Arrange tables, keep filter presets",
            Self::SeeHistory => "License history",
            Self::DownloadInstaller => "Download installers",
            Self::EditNote => "Edit note",
            Self::DownloadDeploymentReport => "Active deployment report",
            Self::ManageDeployments => "Manage active deployments",
            Self::SeePools => "See license pools",
            Self::EditTags => "Edit tags",
            Self::ManagePools => "Move, split, merge and rename pools",
            Self::ManageGroups => "Manage access groups and permission sets",
            Self::GenerateReport => "See Customer Organizations, generate report",
            Self::EditPartnerNote => "Edit partner note",
            Self::ListAlertUsers => "List critical alert users",
            Self::ChangeAlertUsers => "Change critical alert users",
            Self::ListApiTokens => "List and use API tokens",
            Self::ManageApiTokens => "Create and revoke API tokens",
            Self::Import => "Import",
            Self::ManageInstallers => "Add and remove installers",
            Self::ListUsers => "List users",
            Self::ManageUsers => "Invite, change and remove users",
            Self::ListRoles => "List roles",
            Self::ManageRoles => "Create, change and remove roles",
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

/// The actions of somebody who views an organization without being a member: reading, and nothing else. Every other action,
/// and each new one, is refused.
pub const VIEWING: [Action; 14] = [
    Action::ListLicenses,
    Action::SeePools,
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

/// How a thing relates to the person who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum Relation {
    /// Belongs to the person.
    Personal,
    /// Belongs to the organization that the person acts for.
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

/// One row of the table: an action, a relation, and the least level that they require.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The action that the row allows.
    pub action: Action,
    /// The relation. Most rules for [`Relation::Own`] also hold for [`Relation::Sub`], by the lower of the levels on the role
    /// object and on that of its sub-organizations ([`RoleObject::on_subs`]), and need no row. A row of [`Relation::Sub`] is for
    /// actions on sub-organizations that need only the main organization's own level.
    pub relation: Relation,
    /// The role object and the least level on it; None if every signed-in person may.
    pub needs: Option<(RoleObject, Level)>,
    /// What access groups have to do with it.
    pub sharing: Sharing,
}

/// What the access groups of one's own organization have to do with an action (R21).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sharing {
    /// Nothing: the role suffices, whatever the home.
    Apart,
    /// The role suffices, whatever the home, and shows of licenses only those that the person may list.
    Seen,
    /// The license's group decides: the role counts from the home down, and a permission set that gives at least this level on
    /// the group does as well.
    License(Level),
    /// As [`License`](Self::License), in one's own organization alone: its pools and tags are its own.
    Pool(Level),
    /// The role suffices only if the home is All (R14).
    AtAll,
    /// As [`AtAll`](Self::AtAll), in one's own organization alone.
    Tree,
}

const fn anyone(action: Action, relation: Relation) -> Rule {
    Rule { action, relation, needs: None, sharing: Sharing::Apart }
}

const fn own(action: Action, object: RoleObject, least: Level) -> Rule {
    Rule { action, relation: Relation::Own, needs: Some((object, least)), sharing: Sharing::Apart }
}

/// On licenses of one's own organization: the least level of a role, and that of a permission set.
const fn license(action: Action, least: Level, of_set: Level) -> Rule {
    Rule { sharing: Sharing::License(of_set), ..own(action, LicenseManagement, least) }
}

/// As [`own`], by those alone whose home is All.
const fn at_all(action: Action, object: RoleObject, least: Level) -> Rule {
    Rule { sharing: Sharing::AtAll, ..own(action, object, least) }
}

/// About the tree of access groups and the pools in it.
const fn tree(action: Action) -> Rule {
    Rule { sharing: Sharing::Tree, ..own(action, LicenseManagement, FullAccess) }
}

/// As [`own`], about things that belong to licenses.
const fn seen(action: Action, object: RoleObject, least: Level) -> Rule {
    Rule { sharing: Sharing::Seen, ..own(action, object, least) }
}

const fn sub(action: Action, object: RoleObject, least: Level) -> Rule {
    Rule { action, relation: Relation::Sub, needs: Some((object, least)), sharing: Sharing::Apart }
}

const fn customer(action: Action, least: Level) -> Rule {
    let object = LicenseManagementCustomerOrganizations;
    Rule { action, relation: Relation::Customer, needs: Some((object, least)), sharing: Sharing::Apart }
}

const fn staff(action: Action, least: Level) -> Rule {
    let needs = Some((VendorConsole, least));
    Rule { action, relation: Relation::Installation, needs, sharing: Sharing::Apart }
}

/// The access table. An action that no row allows is refused.
pub const ACCESS: &[Rule] = &[
    anyone(Action::ActivateLicense, Relation::Personal),
    anyone(Action::ListLicenses, Relation::Personal),
    anyone(Action::ReadKeys, Relation::Personal),
    anyone(Action::SeeCloudServices, Relation::Personal),
    anyone(Action::PinLicense, Relation::Personal),
    anyone(Action::ArrangeTables, Relation::Personal),
    anyone(Action::SeeHistory, Relation::Personal),
    license(Action::ListLicenses, ViewOnly, ViewOnly),
    license(Action::ReadKeys, ViewOnly, Use),
    license(Action::PinLicense, ViewOnly, ViewOnly),
    license(Action::SeeHistory, ViewOnly, ViewOnly),
    license(Action::DownloadInstaller, ViewOnly, ViewOnly),
    license(Action::SeeCloudServices, FullAccess, FullAccess),
    license(Action::EditNote, FullAccess, FullAccess),
    license(Action::DownloadDeploymentReport, FullAccess, FullAccess),
    license(Action::ManageDeployments, FullAccess, FullAccess),
    Rule { sharing: Sharing::Pool(ViewOnly), ..license(Action::SeePools, ViewOnly, ViewOnly) },
    Rule { sharing: Sharing::Pool(Use), ..license(Action::EditTags, Use, Use) },
    tree(Action::ManagePools),
    tree(Action::ManageGroups),
    customer(Action::GenerateReport, ViewOnly),
    customer(Action::ListLicenses, ViewOnly),
    customer(Action::ReadKeys, ViewOnly),
    customer(Action::SeeCloudServices, ViewOnly),
    customer(Action::PinLicense, ViewOnly),
    customer(Action::SeeHistory, ViewOnly),
    customer(Action::ActivateLicense, ViewOnly),
    customer(Action::DownloadInstaller, ViewOnly),
    customer(Action::EditPartnerNote, FullAccess),
    customer(Action::DownloadDeploymentReport, FullAccess),
    customer(Action::ManageDeployments, FullAccess),
    seen(Action::ListAlertUsers, CriticalAlertUsers, ViewOnly),
    at_all(Action::ChangeAlertUsers, CriticalAlertUsers, FullAccess),
    own(Action::ListApiTokens, ApiAccess, ViewOnly),
    own(Action::ManageApiTokens, ApiAccess, FullAccess),
    own(Action::ListUsers, UserManagement, ViewOnly),
    own(Action::ManageUsers, UserManagement, FullAccess),
    own(Action::ListRoles, RoleManagement, ViewOnly),
    at_all(Action::ManageRoles, RoleManagement, FullAccess),
    own(Action::SeeOrganization, OrganizationGeneralInformation, ViewOnly),
    own(Action::EditOrganization, OrganizationGeneralInformation, FullAccess),
    sub(Action::SeeOrganization, OrganizationGeneralInformation, ViewOnly),
    sub(Action::EditOrganization, OrganizationGeneralInformation, FullAccess),
    own(Action::SeeSecurity, SecurityManagement, ViewOnly),
    at_all(Action::ManageSecurity, SecurityManagement, FullAccess),
    seen(Action::SeeEvents, EventHistory, ViewOnly),
    staff(Action::SeeConsole, ViewOnly),
    staff(Action::ManageConsole, FullAccess),
    staff(Action::Import, FullAccess),
    staff(Action::DownloadInstaller, FullAccess),
    staff(Action::ManageInstallers, FullAccess),
];

/// What the tests expect of each action, written out by hand and not computed from [`ACCESS`] or [`VIEWING`]: the role object
/// that it requires in one's own organization, the levels that suffice, and whether staff who view an organization may do it.
///
/// The levels are those on the role object of the relation, from None to Full Access, at which the action is allowed: `....`
/// never, `xxxx` even at None, `.xxx` from View Only on, `...x` at Full Access alone. Columns: personal, own, sub (both levels),
/// customer, installation.
#[cfg(test)]
pub(super) const EXPECTED: &[(Action, RoleObject, [&str; 5], Viewer)] = &[
    (Action::ActivateLicense, LicenseManagement, ["xxxx", "....", "....", ".xxx", "...."], Viewer::Refused),
    (Action::ListLicenses, LicenseManagement, ["xxxx", ".xxx", ".xxx", ".xxx", "...."], Viewer::Allowed),
    (Action::ReadKeys, LicenseManagement, ["xxxx", ".xxx", ".xxx", ".xxx", "...."], Viewer::Refused),
    (Action::SeeCloudServices, LicenseManagement, ["xxxx", "...x", "...x", ".xxx", "...."], Viewer::Allowed),
    (Action::PinLicense, LicenseManagement, ["xxxx", ".xxx", ".xxx", ".xxx", "...."], Viewer::Refused),
    (Action::ArrangeTables, LicenseManagement, ["xxxx", "....", "....", "....", "...."], Viewer::Refused),
    (Action::SeeHistory, LicenseManagement, ["xxxx", ".xxx", ".xxx", ".xxx", "...."], Viewer::Allowed),
    (Action::DownloadInstaller, LicenseManagement, ["....", ".xxx", ".xxx", ".xxx", "...x"], Viewer::Allowed),
    (Action::EditNote, LicenseManagement, ["....", "...x", "...x", "....", "...."], Viewer::Refused),
    (
        Action::DownloadDeploymentReport,
        LicenseManagement,
        ["....", "...x", "...x", "...x", "...."],
        Viewer::Allowed,
    ),
    (Action::ManageDeployments, LicenseManagement, ["....", "...x", "...x", "...x", "...."], Viewer::Refused),
    (Action::SeePools, LicenseManagement, ["....", ".xxx", "....", "....", "...."], Viewer::Allowed),
    (Action::EditTags, LicenseManagement, ["....", "..xx", "....", "....", "...."], Viewer::Refused),
    (Action::ManagePools, LicenseManagement, ["....", "...x", "....", "....", "...."], Viewer::Refused),
    (Action::ManageGroups, LicenseManagement, ["....", "...x", "....", "....", "...."], Viewer::Refused),
    (
        Action::GenerateReport,
        LicenseManagementCustomerOrganizations,
        ["....", "....", "....", ".xxx", "...."],
        Viewer::Allowed,
    ),
    (
        Action::EditPartnerNote,
        LicenseManagementCustomerOrganizations,
        ["....", "....", "....", "...x", "...."],
        Viewer::Refused,
    ),
    (Action::ListAlertUsers, CriticalAlertUsers, ["....", ".xxx", "....", "....", "...."], Viewer::Allowed),
    (Action::ChangeAlertUsers, CriticalAlertUsers, ["....", "...x", "....", "....", "...."], Viewer::Refused),
    (Action::ListApiTokens, ApiAccess, ["....", ".xxx", "....", "....", "...."], Viewer::Allowed),
    (Action::ManageApiTokens, ApiAccess, ["....", "...x", "....", "....", "...."], Viewer::Refused),
    (Action::Import, VendorConsole, ["....", "....", "....", "....", "...x"], Viewer::Refused),
    (Action::ManageInstallers, VendorConsole, ["....", "....", "....", "....", "...x"], Viewer::Refused),
    (Action::ListUsers, UserManagement, ["....", ".xxx", ".xxx", "....", "...."], Viewer::Allowed),
    (Action::ManageUsers, UserManagement, ["....", "...x", "...x", "....", "...."], Viewer::Refused),
    (Action::ListRoles, RoleManagement, ["....", ".xxx", "....", "....", "...."], Viewer::Allowed),
    (Action::ManageRoles, RoleManagement, ["....", "...x", "....", "....", "...."], Viewer::Refused),
    (
        Action::SeeOrganization,
        OrganizationGeneralInformation,
        ["....", ".xxx", ".xxx", "....", "...."],
        Viewer::Allowed,
    ),
    (
        Action::EditOrganization,
        OrganizationGeneralInformation,
        ["....", "...x", "...x", "....", "...."],
        Viewer::Refused,
    ),
    (Action::SeeSecurity, SecurityManagement, ["....", ".xxx", "....", "....", "...."], Viewer::Allowed),
    (Action::ManageSecurity, SecurityManagement, ["....", "...x", "....", "....", "...."], Viewer::Refused),
    (Action::SeeEvents, EventHistory, ["....", ".xxx", "....", "....", "...."], Viewer::Allowed),
    (Action::SeeConsole, VendorConsole, ["....", "....", "....", "....", ".xxx"], Viewer::Refused),
    (Action::ManageConsole, VendorConsole, ["....", "....", "....", "....", "...x"], Viewer::Refused),
];

/// What the tests expect of permission sets, in the same signs: the levels of an entry on a license's group at which the action is
/// allowed there without a role. Actions that are missing need a role.
#[cfg(test)]
pub(super) const EXPECTED_OF_SETS: &[(Action, &str)] = &[
    (Action::ListLicenses, ".xxx"),
    (Action::ReadKeys, "..xx"),
    (Action::SeeCloudServices, "...x"),
    (Action::PinLicense, ".xxx"),
    (Action::SeeHistory, ".xxx"),
    (Action::DownloadInstaller, ".xxx"),
    (Action::EditNote, "...x"),
    (Action::DownloadDeploymentReport, "...x"),
    (Action::ManageDeployments, "...x"),
    (Action::SeePools, ".xxx"),
    (Action::EditTags, "..xx"),
];

/// Whether staff who view an organization may do something.
#[cfg(test)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Viewer {
    Allowed,
    Refused,
}
