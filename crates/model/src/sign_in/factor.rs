//! How a session was opened.

use serde::{Deserialize, Serialize};

/// How people prove who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Factor {
    /// With the password alone.
    Password,
    /// With the password and a code of the authenticator app.
    Totp,
    /// With the password and a recovery code.
    RecoveryCode,
    /// With a passkey.
    Passkey,
    /// At the organization's provider.
    OpenId,
    /// At the organization's provider, and with a code of the authenticator app.
    OpenIdAndTotp,
    /// At the organization's provider, and with a recovery code.
    OpenIdAndRecoveryCode,
}

impl Factor {
    /// All factors.
    pub const ALL: [Self; 7] = [
        Self::Password,
        Self::Totp,
        Self::RecoveryCode,
        Self::Passkey,
        Self::OpenId,
        Self::OpenIdAndTotp,
        Self::OpenIdAndRecoveryCode,
    ];

    /// The word in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Totp => "totp",
            Self::RecoveryCode => "recovery-code",
            Self::Passkey => "passkey",
            Self::OpenId => "openid",
            Self::OpenIdAndTotp => "openid-totp",
            Self::OpenIdAndRecoveryCode => "openid-recovery-code",
        }
    }

    /// The words on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Password => "Password",
            Self::Totp => "Password and authenticator app",
            Self::RecoveryCode => "Password and recovery code",
            Self::Passkey => "Passkey",
            Self::OpenId => "Single sign-on",
            Self::OpenIdAndTotp => "Single sign-on and authenticator app",
            Self::OpenIdAndRecoveryCode => "Single sign-on and recovery code",
        }
    }

    /// Whether the person has proved two factors to the portal itself.
    pub fn is_strong(self) -> bool {
        !matches!(self, Self::Password | Self::OpenId)
    }

    /// The factor of a session opened by this one in which that code was given too.
    #[must_use]
    pub fn with_code(self, code: Self) -> Self {
        match (self, code) {
            (Self::Password, code) => code,
            (Self::OpenId, Self::RecoveryCode) => Self::OpenIdAndRecoveryCode,
            (Self::OpenId, _) => Self::OpenIdAndTotp,
            (strong, _) => strong,
        }
    }

    /// The factor of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|factor| factor.name() == name)
    }
}
