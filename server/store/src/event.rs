//! What happened: one event for each change, written in the transaction of the change.

use model::{LicenseId, OrganizationId, Permit, UserId};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DbErr};

use crate::entity::event;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A license was added.
    LicenseAdded,
    /// A license was changed by an import.
    LicenseChanged,
    /// A license's note, the Customer Note, was edited.
    NoteEdited,
    /// A partner organisation's note was edited (R4).
    PartnerNoteEdited,
    /// A license was pinned.
    Pinned,
    /// A license was unpinned.
    Unpinned,
    /// A deployment was added by an import.
    DeploymentAdded,
    /// A deployment was changed by an import.
    DeploymentChanged,
    /// A deployment took units.
    Activated,
    /// A deployment was refused units.
    ActivationRefused,
    /// A product gave its units back.
    Deactivated,
    /// A person removed a deployment.
    DeploymentRemoved,
    /// A deployment was silent for too long.
    DeploymentReleased,
    /// A license file was given out.
    FileCheckedOut,
    /// A person signed in.
    SignedIn,
    /// A person signed out.
    SignedOut,
    /// An organisation was added.
    OrganizationAdded,
    /// An organisation was changed by an import.
    OrganizationChanged,
    /// A person was added.
    UserAdded,
    /// A person's password was set.
    PasswordSet,
    /// A person was put into an organisation.
    MemberAdded,
    /// An installer of a product was added.
    InstallerAdded,
    /// An installer of a product was removed.
    InstallerRemoved,
    /// An API token was made.
    TokenCreated,
    /// An API token was revoked.
    TokenRevoked,
    /// An address gets the organisation's critical alerts from now on.
    AlertUserAdded,
    /// An address does not get them any more.
    AlertUserRemoved,
    /// A license was given lead times of its own, or goes by the usual ones again.
    LeadTimesChanged,
}

impl Kind {
    /// Those that tell of deployments, which not all who see the license may learn of.
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

    /// All kinds.
    pub const ALL: [Self; 28] = [
        Self::LicenseAdded,
        Self::LicenseChanged,
        Self::NoteEdited,
        Self::PartnerNoteEdited,
        Self::Pinned,
        Self::Unpinned,
        Self::DeploymentAdded,
        Self::DeploymentChanged,
        Self::Activated,
        Self::ActivationRefused,
        Self::Deactivated,
        Self::DeploymentRemoved,
        Self::DeploymentReleased,
        Self::FileCheckedOut,
        Self::SignedIn,
        Self::SignedOut,
        Self::OrganizationAdded,
        Self::OrganizationChanged,
        Self::UserAdded,
        Self::PasswordSet,
        Self::MemberAdded,
        Self::InstallerAdded,
        Self::InstallerRemoved,
        Self::TokenCreated,
        Self::TokenRevoked,
        Self::AlertUserAdded,
        Self::AlertUserRemoved,
        Self::LeadTimesChanged,
    ];

    /// The word in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::LicenseAdded => "license-added",
            Self::LicenseChanged => "license-changed",
            Self::NoteEdited => "note-edited",
            Self::PartnerNoteEdited => "partner-note-edited",
            Self::Pinned => "pinned",
            Self::Unpinned => "unpinned",
            Self::DeploymentAdded => "deployment-added",
            Self::DeploymentChanged => "deployment-changed",
            Self::Activated => "activated",
            Self::ActivationRefused => "activation-refused",
            Self::Deactivated => "deactivated",
            Self::DeploymentRemoved => "deployment-removed",
            Self::DeploymentReleased => "deployment-released",
            Self::FileCheckedOut => "file-checked-out",
            Self::SignedIn => "signed-in",
            Self::SignedOut => "signed-out",
            Self::OrganizationAdded => "organization-added",
            Self::OrganizationChanged => "organization-changed",
            Self::UserAdded => "user-added",
            Self::PasswordSet => "password-set",
            Self::MemberAdded => "member-added",
            Self::InstallerAdded => "installer-added",
            Self::InstallerRemoved => "installer-removed",
            Self::TokenCreated => "token-created",
            Self::TokenRevoked => "token-revoked",
            Self::AlertUserAdded => "alert-user-added",
            Self::AlertUserRemoved => "alert-user-removed",
            Self::LeadTimesChanged => "lead-times-changed",
        }
    }

    /// The words on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::LicenseAdded => "License added",
            Self::LicenseChanged => "License changed",
            Self::NoteEdited => "Note edited",
            Self::PartnerNoteEdited => "Partner note edited",
            Self::Pinned => "Pinned",
            Self::Unpinned => "Unpinned",
            Self::DeploymentAdded => "Deployment added",
            Self::DeploymentChanged => "Deployment changed",
            Self::Activated => "Activated",
            Self::ActivationRefused => "Activation refused",
            Self::Deactivated => "Deactivated",
            Self::DeploymentRemoved => "Deployment removed",
            Self::DeploymentReleased => "Deployment released",
            Self::FileCheckedOut => "License file checked out",
            Self::SignedIn => "Signed in",
            Self::SignedOut => "Signed out",
            Self::OrganizationAdded => "Organization added",
            Self::OrganizationChanged => "Organization changed",
            Self::UserAdded => "User added",
            Self::PasswordSet => "Password set",
            Self::MemberAdded => "Member added",
            Self::InstallerAdded => "Installer added",
            Self::InstallerRemoved => "Installer removed",
            Self::TokenCreated => "API token created",
            Self::TokenRevoked => "API token revoked",
            Self::AlertUserAdded => "Critical alert user added",
            Self::AlertUserRemoved => "Critical alert user removed",
            Self::LeadTimesChanged => "Lead times changed",
        }
    }

    /// The kind of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// An event to be written.
#[derive(Clone, Debug)]
pub(crate) struct Event<'a> {
    /// When, in milliseconds since the Unix epoch.
    pub at: i64,
    /// Who did it; none for the installation itself.
    pub user: Option<UserId>,
    /// For which organisation.
    pub organization: Option<OrganizationId>,
    /// To which license.
    pub license: Option<LicenseId>,
    /// The only organisation that may read it; none when all who see the license may.
    pub visible_to: Option<OrganizationId>,
    /// What happened.
    pub kind: Kind,
    /// The value before.
    pub old: &'a str,
    /// The value after.
    pub new: &'a str,
}

impl<'a> Event<'a> {
    /// Something that the holder of a permit did.
    pub fn by(permit: &Permit, at: i64, kind: Kind) -> Self {
        Self {
            user: Some(permit.user()),
            organization: permit.organization(),
            ..Self::of_installation(at, kind)
        }
    }

    /// Something that the installation itself did.
    pub fn of_installation(at: i64, kind: Kind) -> Self {
        Self { at, user: None, organization: None, license: None, visible_to: None, kind, old: "", new: "" }
    }

    pub fn on(mut self, license: LicenseId) -> Self {
        self.license = Some(license);
        self
    }

    pub fn change(mut self, old: &'a str, new: &'a str) -> Self {
        (self.old, self.new) = (old, new);
        self
    }

    pub async fn record(self, connection: &impl ConnectionTrait) -> Result<(), DbErr> {
        self.into_row().insert(connection).await.map(|_| ())
    }

    /// The row, for those that write many at once.
    pub fn into_row(self) -> event::ActiveModel {
        event::ActiveModel {
            at: Set(self.at),
            user_id: Set(self.user),
            organization_id: Set(self.organization),
            license_id: Set(self.license),
            visible_to: Set(self.visible_to),
            kind: Set(self.kind.name().to_owned()),
            old: Set(self.old.to_owned()),
            new: Set(self.new.to_owned()),
            ..Default::default()
        }
    }
}
