//! What events are sorted by: who acted, what it happened to, and what it is about.

use model::event::Category;

use super::Kind;

/// Who acted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A person, by itself or by its API token.
    Person,
    /// A product that has a license's key.
    Product,
    /// The installation: its command line or one of its jobs.
    Installation,
    /// Somebody who did not prove who it is.
    Unknown,
}

impl Actor {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Person, Self::Product, Self::Installation, Self::Unknown];

    /// The word in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Product => "product",
            Self::Installation => "installation",
            Self::Unknown => "unknown",
        }
    }

    /// The words on the screen for who has no name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Person => "Somebody",
            Self::Product => "A product",
            Self::Installation => "Grantry",
            Self::Unknown => "Somebody not signed in",
        }
    }

    /// The actor of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|actor| actor.name() == name)
    }
}

/// What something happened to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Object {
    /// A license, or one of its deployments.
    License,
    /// An organisation.
    Organization,
    /// A person.
    User,
    /// A role of an organisation.
    Role,
    /// A product.
    Product,
    /// An installer of a product.
    Installer,
    /// An API token.
    Token,
    /// Something that was asked for.
    Function,
}

impl Object {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::License,
        Self::Organization,
        Self::User,
        Self::Role,
        Self::Product,
        Self::Installer,
        Self::Token,
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
            Self::Function => "Function",
        }
    }

    /// The object of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|object| object.name() == name)
    }
}

impl Kind {
    /// What it happens to, where that is no license.
    pub fn object(self) -> Object {
        match self {
            Self::LicenseAdded
            | Self::LicenseChanged
            | Self::NoteEdited
            | Self::PartnerNoteEdited
            | Self::Pinned
            | Self::Unpinned
            | Self::DeploymentAdded
            | Self::DeploymentChanged
            | Self::Activated
            | Self::ActivationRefused
            | Self::Deactivated
            | Self::DeploymentRemoved
            | Self::DeploymentReleased
            | Self::FileCheckedOut
            | Self::LicenseMoved
            | Self::LeadTimesChanged => Object::License,
            Self::OrganizationAdded
            | Self::OrganizationChanged
            | Self::OrganizationRenamed
            | Self::RetentionChanged
            | Self::ViewingBegun
            | Self::ViewingEnded
            | Self::DomainAdded
            | Self::DomainVerified
            | Self::DomainRemoved
            | Self::SingleSignOnChanged
            | Self::SecurityChanged => Object::Organization,
            Self::SignedIn
            | Self::SignedOut
            | Self::SignInFailed
            | Self::UserAdded
            | Self::PasswordSet
            | Self::MemberAdded
            | Self::MemberRemoved
            | Self::MemberRoleChanged
            | Self::SuperAdminTransferred
            | Self::InvitationSent
            | Self::InvitationWithdrawn
            | Self::AlertUserAdded
            | Self::AlertUserRemoved
            | Self::PasskeyAdded
            | Self::PasskeyRenamed
            | Self::PasskeyRemoved
            | Self::JoinRequested
            | Self::JoinDeclined
            | Self::IdentityLinked
            | Self::SessionEnded
            | Self::FactorAdded
            | Self::FactorRemoved
            | Self::RecoveryCodesMade
            | Self::RecoveryCodeUsed
            | Self::PasswordResetAsked
            | Self::ProfileChanged
            | Self::UserDeleted => Object::User,
            Self::RoleAdded | Self::RoleEdited | Self::RoleRemoved => Object::Role,
            Self::ProductAdded | Self::ProductChanged => Object::Product,
            Self::InstallerAdded | Self::InstallerRemoved => Object::Installer,
            Self::TokenCreated | Self::TokenRevoked => Object::Token,
            Self::Refused => Object::Function,
        }
    }

    /// What it is about.
    pub fn category(self) -> Category {
        match self {
            Self::LicenseAdded
            | Self::LicenseChanged
            | Self::LicenseMoved
            | Self::NoteEdited
            | Self::PartnerNoteEdited => Category::License,
            Self::Pinned | Self::Unpinned => Category::Personal,
            Self::DeploymentAdded
            | Self::DeploymentChanged
            | Self::Activated
            | Self::ActivationRefused
            | Self::Deactivated
            | Self::DeploymentRemoved
            | Self::DeploymentReleased
            | Self::FileCheckedOut => Category::Deployment,
            Self::SignedIn
            | Self::SignedOut
            | Self::SignInFailed
            | Self::PasswordSet
            | Self::PasskeyAdded
            | Self::PasskeyRenamed
            | Self::PasskeyRemoved
            | Self::IdentityLinked
            | Self::PasswordResetAsked
            | Self::SessionEnded
            | Self::FactorAdded
            | Self::FactorRemoved
            | Self::RecoveryCodesMade
            | Self::RecoveryCodeUsed => Category::SignIn,
            Self::Refused => Category::Refusal,
            Self::UserAdded
            | Self::UserDeleted
            | Self::ProfileChanged
            | Self::MemberAdded
            | Self::MemberRemoved
            | Self::MemberRoleChanged
            | Self::SuperAdminTransferred
            | Self::InvitationSent
            | Self::InvitationWithdrawn
            | Self::RoleAdded
            | Self::RoleEdited
            | Self::RoleRemoved
            | Self::JoinRequested
            | Self::JoinDeclined => Category::User,
            Self::OrganizationAdded
            | Self::OrganizationChanged
            | Self::OrganizationRenamed
            | Self::RetentionChanged
            | Self::ViewingBegun
            | Self::ViewingEnded
            | Self::DomainAdded
            | Self::DomainVerified
            | Self::DomainRemoved
            | Self::SingleSignOnChanged
            | Self::SecurityChanged => Category::Organization,
            Self::ProductAdded | Self::ProductChanged | Self::InstallerAdded | Self::InstallerRemoved => {
                Category::Product
            }
            Self::TokenCreated | Self::TokenRevoked => Category::ApiAccess,
            Self::AlertUserAdded | Self::AlertUserRemoved | Self::LeadTimesChanged => Category::CriticalAlert,
        }
    }
}
