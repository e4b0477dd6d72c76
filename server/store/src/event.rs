//! What happened: one event for each change, written in the transaction of the change.
//!
//! Events are written without a hash, by as many at once as there are; [`seal`] links them into the chain that
//! [`verify`] checks, and puts each into the Event History of the organisations that it concerns
//! (docs/ARCHITECTURE.md).

mod list;
mod prune;
mod record;
mod refused;
mod retention;
mod seal;
mod sort;
mod verify;

use model::{LicenseId, OrganizationId, Permit, UserId};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr};

use crate::entity::event;
use crate::origin;

pub use list::{Cursor, EventError, Listed, PAGE_LIMIT, Page, page, people};
pub use prune::prune;
pub(crate) use record::record_all;
pub use refused::{note_failed_sign_in, note_refusal};
pub use retention::{RetentionError, retention, set_retention};
pub use seal::seal;
pub use sort::{Actor, Object};
pub use verify::{Finding, Head, HeadError, Verified, verify};

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
    /// A person was taken out of an organisation, or left it.
    MemberRemoved,
    /// A person got another role in an organisation.
    MemberRoleChanged,
    /// Another person became the Super Admin, and the one before an Admin.
    SuperAdminTransferred,
    /// A person was invited into an organisation, or once more.
    InvitationSent,
    /// An invitation was withdrawn.
    InvitationWithdrawn,
    /// A custom role was added.
    RoleAdded,
    /// A custom role was edited.
    RoleEdited,
    /// A custom role was removed.
    RoleRemoved,
    /// An organisation was renamed.
    OrganizationRenamed,
    /// A license was moved between an organisation and its sub-organisations.
    LicenseMoved,
    /// An installer of a product was added.
    InstallerAdded,
    /// An installer of a product was removed.
    InstallerRemoved,
    /// An API token was made.
    TokenCreated,
    /// An API token was revoked.
    TokenRevoked,
    /// Somebody tried to sign in as a person, and could not.
    SignInFailed,
    /// A person asked for what is hidden from it, or is not there (R3).
    Refused,
    /// How long an organisation's events are kept was changed.
    RetentionChanged,
    /// A product was added.
    ProductAdded,
    /// A product was changed.
    ProductChanged,
    /// An address gets the organisation's critical alerts from now on.
    AlertUserAdded,
    /// An address does not get them any more.
    AlertUserRemoved,
    /// A license was given lead times of its own, or goes by the usual ones again.
    LeadTimesChanged,
    /// One of the vendor's staff began to look into an organisation, read-only.
    ViewingBegun,
    /// It ended that.
    ViewingEnded,
    /// A person added a passkey.
    PasskeyAdded,
    /// A person gave a passkey another name.
    PasskeyRenamed,
    /// A person removed a passkey.
    PasskeyRemoved,
    /// An organisation named a mail domain as its own.
    DomainAdded,
    /// An organisation's mail domain was proved.
    DomainVerified,
    /// An organisation's mail domain was removed.
    DomainRemoved,
    /// A person asked to join an organisation.
    JoinRequested,
    /// A person was not let into an organisation.
    JoinDeclined,
    /// An organisation's single sign-on was changed.
    SingleSignOnChanged,
    /// A person signed in by single sign-on for the first time.
    IdentityLinked,
    /// A session of a person was ended, by itself or with its password.
    SessionEnded,
    /// A person set up a second factor.
    FactorAdded,
    /// A person's second factor was taken away.
    FactorRemoved,
    /// A person got new recovery codes.
    RecoveryCodesMade,
    /// A person gave a recovery code.
    RecoveryCodeUsed,
    /// Somebody asked for a link to set another password for a person.
    PasswordResetAsked,
    /// How the people of an organisation have to sign in was changed.
    SecurityChanged,
    /// A person changed its name or time zone.
    ProfileChanged,
    /// A person deleted itself.
    UserDeleted,
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
    pub const ALL: [Self; 64] = [
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
        Self::MemberRemoved,
        Self::MemberRoleChanged,
        Self::SuperAdminTransferred,
        Self::InvitationSent,
        Self::InvitationWithdrawn,
        Self::RoleAdded,
        Self::RoleEdited,
        Self::RoleRemoved,
        Self::OrganizationRenamed,
        Self::LicenseMoved,
        Self::InstallerAdded,
        Self::InstallerRemoved,
        Self::TokenCreated,
        Self::TokenRevoked,
        Self::SignInFailed,
        Self::Refused,
        Self::RetentionChanged,
        Self::ProductAdded,
        Self::ProductChanged,
        Self::AlertUserAdded,
        Self::AlertUserRemoved,
        Self::LeadTimesChanged,
        Self::ViewingBegun,
        Self::ViewingEnded,
        Self::PasskeyAdded,
        Self::PasskeyRenamed,
        Self::PasskeyRemoved,
        Self::DomainAdded,
        Self::DomainVerified,
        Self::DomainRemoved,
        Self::JoinRequested,
        Self::JoinDeclined,
        Self::SingleSignOnChanged,
        Self::IdentityLinked,
        Self::SessionEnded,
        Self::FactorAdded,
        Self::FactorRemoved,
        Self::RecoveryCodesMade,
        Self::RecoveryCodeUsed,
        Self::PasswordResetAsked,
        Self::SecurityChanged,
        Self::ProfileChanged,
        Self::UserDeleted,
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
            Self::MemberRemoved => "member-removed",
            Self::MemberRoleChanged => "member-role-changed",
            Self::SuperAdminTransferred => "super-admin-transferred",
            Self::InvitationSent => "invitation-sent",
            Self::InvitationWithdrawn => "invitation-withdrawn",
            Self::RoleAdded => "role-added",
            Self::RoleEdited => "role-edited",
            Self::RoleRemoved => "role-removed",
            Self::OrganizationRenamed => "organization-renamed",
            Self::LicenseMoved => "license-moved",
            Self::InstallerAdded => "installer-added",
            Self::InstallerRemoved => "installer-removed",
            Self::TokenCreated => "token-created",
            Self::TokenRevoked => "token-revoked",
            Self::SignInFailed => "sign-in-failed",
            Self::Refused => "refused",
            Self::RetentionChanged => "retention-changed",
            Self::ProductAdded => "product-added",
            Self::ProductChanged => "product-changed",
            Self::AlertUserAdded => "alert-user-added",
            Self::AlertUserRemoved => "alert-user-removed",
            Self::LeadTimesChanged => "lead-times-changed",
            Self::ViewingBegun => "viewing-begun",
            Self::ViewingEnded => "viewing-ended",
            Self::PasskeyAdded => "passkey-added",
            Self::PasskeyRenamed => "passkey-renamed",
            Self::PasskeyRemoved => "passkey-removed",
            Self::DomainAdded => "domain-added",
            Self::DomainVerified => "domain-verified",
            Self::DomainRemoved => "domain-removed",
            Self::JoinRequested => "join-requested",
            Self::JoinDeclined => "join-declined",
            Self::SingleSignOnChanged => "single-sign-on-changed",
            Self::IdentityLinked => "identity-linked",
            Self::SessionEnded => "session-ended",
            Self::FactorAdded => "factor-added",
            Self::FactorRemoved => "factor-removed",
            Self::RecoveryCodesMade => "recovery-codes-made",
            Self::RecoveryCodeUsed => "recovery-code-used",
            Self::PasswordResetAsked => "password-reset-asked",
            Self::SecurityChanged => "security-changed",
            Self::ProfileChanged => "profile-changed",
            Self::UserDeleted => "user-deleted",
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
            Self::MemberRemoved => "Member removed",
            Self::MemberRoleChanged => "Member's role changed",
            Self::SuperAdminTransferred => "Super Admin transferred",
            Self::InvitationSent => "Invitation sent",
            Self::InvitationWithdrawn => "Invitation withdrawn",
            Self::RoleAdded => "Role added",
            Self::RoleEdited => "Role edited",
            Self::RoleRemoved => "Role removed",
            Self::OrganizationRenamed => "Organization renamed",
            Self::LicenseMoved => "License moved",
            Self::InstallerAdded => "Installer added",
            Self::InstallerRemoved => "Installer removed",
            Self::TokenCreated => "API token created",
            Self::TokenRevoked => "API token revoked",
            Self::SignInFailed => "Sign-in failed",
            Self::Refused => "Refused",
            Self::RetentionChanged => "Retention changed",
            Self::ProductAdded => "Product added",
            Self::ProductChanged => "Product changed",
            Self::AlertUserAdded => "Critical alert user added",
            Self::AlertUserRemoved => "Critical alert user removed",
            Self::LeadTimesChanged => "Lead times changed",
            Self::ViewingBegun => "Viewing by the vendor begun",
            Self::ViewingEnded => "Viewing by the vendor ended",
            Self::PasskeyAdded => "Passkey added",
            Self::PasskeyRenamed => "Passkey renamed",
            Self::PasskeyRemoved => "Passkey removed",
            Self::DomainAdded => "Mail domain added",
            Self::DomainVerified => "Mail domain verified",
            Self::DomainRemoved => "Mail domain removed",
            Self::JoinRequested => "Request to join",
            Self::JoinDeclined => "Request to join declined",
            Self::SingleSignOnChanged => "Single sign-on changed",
            Self::IdentityLinked => "Linked to single sign-on",
            Self::SessionEnded => "Session ended",
            Self::FactorAdded => "Second factor added",
            Self::FactorRemoved => "Second factor removed",
            Self::RecoveryCodesMade => "Recovery codes made",
            Self::RecoveryCodeUsed => "Recovery code used",
            Self::PasswordResetAsked => "Password reset asked for",
            Self::SecurityChanged => "Security settings changed",
            Self::ProfileChanged => "Profile changed",
            Self::UserDeleted => "User deleted",
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
    /// The organisation that it concerns.
    pub organization: Option<OrganizationId>,
    /// The organisation that the person acted for; none: the one that it concerns.
    pub acting_for: Option<OrganizationId>,
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
    /// Who acted, where that is not told by `user`.
    pub actor: Actor,
    /// What the thing is called that it happened to. None: the license, the organisation or the person that the event
    /// names, as it is called now, and otherwise the value itself.
    pub object_name: Option<&'a str>,
}

impl<'a> Event<'a> {
    /// Something that the holder of a permit did.
    pub fn by(permit: &Permit, at: i64, kind: Kind) -> Self {
        Self {
            user: Some(permit.user()),
            actor: Actor::Person,
            organization: permit.organization(),
            acting_for: permit.organization(),
            ..Self::of_installation(at, kind)
        }
    }

    /// Something that a person did to what is its own, for which it needs no permit.
    pub fn of_person(actor: &model::Actor, at: i64, kind: Kind) -> Self {
        let organization = actor.membership.as_ref().map(|membership| membership.organization);
        Self { user: Some(actor.user), organization, ..Self::of_installation(at, kind) }
    }

    /// Something that the installation itself did.
    pub fn of_installation(at: i64, kind: Kind) -> Self {
        Self {
            at,
            user: None,
            organization: None,
            acting_for: None,
            license: None,
            visible_to: None,
            kind,
            old: "",
            new: "",
            actor: Actor::Installation,
            object_name: None,
        }
    }

    pub fn on(mut self, license: LicenseId) -> Self {
        self.license = Some(license);
        self
    }

    pub fn change(mut self, old: &'a str, new: &'a str) -> Self {
        (self.old, self.new) = (old, new);
        self
    }

    /// The name, as it was, of what it happened to.
    pub fn named(mut self, name: &'a str) -> Self {
        self.object_name = Some(name);
        self
    }

    /// Something that a product did by itself, which has a license's key.
    pub fn of_product(mut self) -> Self {
        self.actor = Actor::Product;
        self
    }

    pub async fn record(self, connection: &impl ConnectionTrait) -> Result<(), DbErr> {
        record_all(connection, vec![self.into_row()]).await
    }

    fn object(&self) -> Object {
        if self.license.is_some() { Object::License } else { self.kind.object() }
    }

    /// The row, for [`record_all`].
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
            acting_organization_id: Set(self.user.and(self.acting_for.or(self.organization))),
            network_address: Set(origin::network_address()),
            actor: Set(if self.user.is_some() { Actor::Person } else { self.actor }.name().to_owned()),
            object: Set(self.object().name().to_owned()),
            object_name: self.object_name.map_or_else(Default::default, |name| Set(name.to_owned())),
            ..Default::default()
        }
    }
}
