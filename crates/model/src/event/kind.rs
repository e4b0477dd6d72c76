//! All kinds of events, in one table.

use serde::{Deserialize, Serialize};

use super::{Category, Object};

/// Defines [`Kind`] by a table: name, word in the database, words on the screen, object it happens to, and category.
macro_rules! kinds {
    ($($(#[$doc:meta])+ $kind:ident: $name:literal, $label:literal, $object:ident, $category:ident;)+) => {
        /// The kind of an event.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum Kind {
            $($(#[$doc])+ $kind,)+
        }

        impl Kind {
            /// All kinds.
            pub const ALL: [Self; [$(Self::$kind),+].len()] = [$(Self::$kind),+];

            /// The word in the database.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)+
                }
            }

            /// The words on the screen.
            pub fn label(self) -> &'static str {
                match self {
                    $(Self::$kind => $label,)+
                }
            }

            /// The kind of thing it happens to.
            pub fn object(self) -> Object {
                match self {
                    $(Self::$kind => Object::$object,)+
                }
            }

            /// The category for filters.
            pub fn category(self) -> Category {
                match self {
                    $(Self::$kind => Category::$category,)+
                }
            }
        }
    };
}

kinds! {
    /// A license was added.
    LicenseAdded: "license-added", "License added", License, License;
    /// A license was changed, by an import or by the vendor's staff: the values say what.
    LicenseChanged: "license-changed", "License changed", License, License;
    /// A license's note, the Customer Note, was edited.
    NoteEdited: "note-edited", "Note edited", License, License;
    /// A partner organization's note was edited (R4).
    PartnerNoteEdited: "partner-note-edited", "Partner note edited", License, License;
    /// A person read a license's key in full.
    KeyRevealed: "key-revealed", "License key revealed", License, License;
    /// A license was pinned.
    Pinned: "pinned", "Pinned", License, Personal;
    /// A license was unpinned.
    Unpinned: "unpinned", "Unpinned", License, Personal;
    /// A deployment was added by an import.
    DeploymentAdded: "deployment-added", "Deployment added", License, Deployment;
    /// A deployment was changed by an import.
    DeploymentChanged: "deployment-changed", "Deployment changed", License, Deployment;
    /// A deployment took units.
    Activated: "activated", "Activated", License, Deployment;
    /// A deployment was refused units.
    ActivationRefused: "activation-refused", "Activation refused", License, Deployment;
    /// A product returned its units.
    Deactivated: "deactivated", "Deactivated", License, Deployment;
    /// A person removed a deployment.
    DeploymentRemoved: "deployment-removed", "Deployment removed", License, Deployment;
    /// A deployment was released after too long a silence.
    DeploymentReleased: "deployment-released", "Deployment released", License, Deployment;
    /// A license file was issued.
    FileCheckedOut: "file-checked-out", "License file checked out", License, Deployment;
    /// A person signed in.
    SignedIn: "signed-in", "Signed in", User, SignIn;
    /// A person signed out.
    SignedOut: "signed-out", "Signed out", User, SignIn;
    /// An organization was added.
    OrganizationAdded: "organization-added", "Organization added", Organization, Organization;
    /// An organization was changed by an import.
    OrganizationChanged: "organization-changed", "Organization changed", Organization, Organization;
    /// A person was added.
    UserAdded: "user-added", "User added", User, User;
    /// A person's password was set.
    PasswordSet: "password-set", "Password set", User, SignIn;
    /// A person joined an organization.
    MemberAdded: "member-added", "Member added", User, User;
    /// A person left an organization, or was removed.
    MemberRemoved: "member-removed", "Member removed", User, User;
    /// A person's role in an organization was changed.
    MemberRoleChanged: "member-role-changed", "Member's role changed", User, User;
    /// The role of Super Admin went to another person, and the previous one became an Admin.
    SuperAdminTransferred: "super-admin-transferred", "Super Admin transferred", User, User;
    /// A person was invited into an organization, for the first time or again.
    InvitationSent: "invitation-sent", "Invited", User, User;
    /// An invitation was withdrawn.
    InvitationWithdrawn: "invitation-withdrawn", "Invitation withdrawn", User, User;
    /// An e-mail was given up: its recipient was permanently refused, or it was tried for too long.
    MailGivenUp: "mail-given-up", "Mail not delivered", User, User;
    /// A custom role was added.
    RoleAdded: "role-added", "Role added", Role, User;
    /// A custom role was edited.
    RoleEdited: "role-edited", "Role edited", Role, User;
    /// A custom role was removed.
    RoleRemoved: "role-removed", "Role removed", Role, User;
    /// An organization was renamed.
    OrganizationRenamed: "organization-renamed", "Organization renamed", Organization, Organization;
    /// A license was moved between an organization and its sub-organizations.
    LicenseMoved: "license-moved", "License moved", License, License;
    /// An installer of a product was added.
    InstallerAdded: "installer-added", "Installer added", Installer, Product;
    /// An installer of a product was removed.
    InstallerRemoved: "installer-removed", "Installer removed", Installer, Product;
    /// An API token was created.
    TokenCreated: "token-created", "API token created", Token, ApiAccess;
    /// An API token was revoked.
    TokenRevoked: "token-revoked", "API token revoked", Token, ApiAccess;
    /// Somebody failed to sign in as a person.
    SignInFailed: "sign-in-failed", "Sign-in failed", User, SignIn;
    /// A person asked for something hidden from them, or missing (R3).
    Refused: "refused", "Refused", Function, Refusal;
    /// The retention period of an organization's events was changed.
    RetentionChanged: "retention-changed", "Retention changed", Organization, Organization;
    /// A product was added.
    ProductAdded: "product-added", "Product added", Product, Product;
    /// A product was changed.
    ProductChanged: "product-changed", "Product changed", Product, Product;
    /// An address was added to the organization's critical alerts.
    AlertUserAdded: "alert-user-added", "Critical alert user added", User, CriticalAlert;
    /// An address was removed from them.
    AlertUserRemoved: "alert-user-removed", "Critical alert user removed", User, CriticalAlert;
    /// A license got its own lead times, or returned to the usual ones.
    LeadTimesChanged: "lead-times-changed", "Lead times changed", License, CriticalAlert;
    /// A member of the vendor's staff began to view an organization, read-only.
    ViewingBegun: "viewing-begun", "Viewing by the vendor began", Organization, Organization;
    /// They stopped viewing it.
    ViewingEnded: "viewing-ended", "Viewing by the vendor ended", Organization, Organization;
    /// A person added a passkey.
    PasskeyAdded: "passkey-added", "Passkey added", User, SignIn;
    /// A person renamed a passkey.
    PasskeyRenamed: "passkey-renamed", "Passkey renamed", User, SignIn;
    /// A person confirmed that a passkey added on the word of single sign-on is theirs.
    PasskeyConfirmed: "passkey-confirmed", "Passkey confirmed", User, SignIn;
    /// A person removed a passkey.
    PasskeyRemoved: "passkey-removed", "Passkey removed", User, SignIn;
    /// An organization claimed a mail domain.
    DomainAdded: "domain-added", "Mail domain added", Organization, Organization;
    /// An organization's mail domain was verified.
    DomainVerified: "domain-verified", "Mail domain verified", Organization, Organization;
    /// An organization's mail domain was removed.
    DomainRemoved: "domain-removed", "Mail domain removed", Organization, Organization;
    /// A person asked to join an organization.
    JoinRequested: "join-requested", "Request to join", User, User;
    /// A person's request to join an organization was declined.
    JoinDeclined: "join-declined", "Request to join declined", User, User;
    /// An organization's single sign-on was changed.
    SingleSignOnChanged: "single-sign-on-changed", "Single sign-on changed", Organization, Organization;
    /// A person signed in by single sign-on for the first time.
    IdentityLinked: "identity-linked", "Linked to single sign-on", User, SignIn;
    /// A person was unlinked from single sign-on.
    IdentityUnlinked: "identity-unlinked", "Unlinked from single sign-on", User, SignIn;
    /// Single sign-on admitted a person without naming their role.
    RoleNotTold: "role-not-told", "Role not sent by single sign-on", User, SignIn;
    /// The person's address changed at the provider that signs them in, and so here.
    AddressChanged: "address-changed", "E-mail address changed", User, SignIn;
    /// A person's session was ended by somebody, or by a new password.
    SessionEnded: "session-ended", "Session ended", User, SignIn;
    /// A person set up a second factor.
    FactorAdded: "factor-added", "Second factor added", User, SignIn;
    /// A person's second factor was removed.
    FactorRemoved: "factor-removed", "Second factor removed", User, SignIn;
    /// A person got new recovery codes.
    RecoveryCodesMade: "recovery-codes-made", "Recovery codes made", User, SignIn;
    /// A person used a recovery code.
    RecoveryCodeUsed: "recovery-code-used", "Recovery code used", User, SignIn;
    /// Somebody asked for a link to set a person's new password.
    PasswordResetAsked: "password-reset-asked", "Password reset requested", User, SignIn;
    /// An organization's security settings were changed.
    SecurityChanged: "security-changed", "Security settings changed", Organization, Organization;
    /// A person changed their name or time zone.
    ProfileChanged: "profile-changed", "Profile changed", User, User;
    /// A filter preset was shared with the organization.
    PresetShared: "preset-shared", "Filter preset shared", Preset, Organization;
    /// A shared filter preset was renamed, or got another filter.
    PresetChanged: "preset-changed", "Shared filter preset changed", Preset, Organization;
    /// A shared filter preset was removed, or is no longer shared.
    PresetRemoved: "preset-removed", "Shared filter preset removed", Preset, Organization;
    /// A license pool was made, by splitting another.
    PoolAdded: "pool-added", "Pool split", Pool, License;
    /// A license pool was renamed.
    PoolRenamed: "pool-renamed", "Pool renamed", Pool, License;
    /// A license pool was moved to another access group.
    PoolMoved: "pool-moved", "Pool moved", Pool, License;
    /// A license pool was merged into another.
    PoolMerged: "pool-merged", "Pool merged", Pool, License;
    /// The tags of a pool were changed.
    PoolTagged: "pool-tagged", "Tags of the pool changed", Pool, License;
    /// The tags of a license were changed.
    LicenseTagged: "license-tagged", "Tags of the license changed", License, License;
    /// An access group was added.
    GroupAdded: "group-added", "Access group added", Group, Organization;
    /// An access group was renamed.
    GroupRenamed: "group-renamed", "Access group renamed", Group, Organization;
    /// An access group was moved below another.
    GroupMoved: "group-moved", "Access group moved", Group, Organization;
    /// An access group was removed.
    GroupRemoved: "group-removed", "Access group removed", Group, Organization;
    /// A person's home group was changed.
    HomeChanged: "home-changed", "Home group changed", User, User;
    /// A permission set was added.
    PermissionSetAdded: "permission-set-added", "Permission set added", PermissionSet, User;
    /// A permission set was edited.
    PermissionSetEdited: "permission-set-edited", "Permission set edited", PermissionSet, User;
    /// A permission set was removed.
    PermissionSetRemoved: "permission-set-removed", "Permission set removed", PermissionSet, User;
    /// A permission set was given to a person.
    PermissionSetGiven: "permission-set-given", "Permission set given", User, User;
    /// A permission set was taken from a person.
    PermissionSetTaken: "permission-set-taken", "Permission set taken away", User, User;
    /// A person deleted their own account.
    UserDeleted: "user-deleted", "User deleted", User, User;
}

impl Kind {
    /// The kinds about deployments, which not everybody who sees the license may see.
    pub const OF_DEPLOYMENTS: [Self; 8] = [
        Self::DeploymentAdded,
        Self::DeploymentChanged,
        Self::Activated,
        Self::ActivationRefused,
        Self::Deactivated,
        Self::DeploymentRemoved,
        Self::DeploymentReleased,
        Self::FileCheckedOut,
    ];

    /// The kinds that name access groups. Only members whose home is All see them, because they can name groups outside a branch
    /// (R23).
    pub const OF_GROUPS: [Self; 10] = [
        Self::GroupAdded,
        Self::GroupRenamed,
        Self::GroupMoved,
        Self::GroupRemoved,
        Self::HomeChanged,
        Self::PermissionSetAdded,
        Self::PermissionSetEdited,
        Self::PermissionSetRemoved,
        Self::PermissionSetGiven,
        Self::PermissionSetTaken,
    ];

    /// The kinds about pools. Only members whose home is All see them: a move names both groups, and a pool that was merged or moved
    /// away may be outside a branch by now (R23).
    pub const OF_POOLS: [Self; 5] =
        [Self::PoolAdded, Self::PoolRenamed, Self::PoolMoved, Self::PoolMerged, Self::PoolTagged];

    /// The kind of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}
