//! How a session was opened.

/// How a person proves who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Factor {
    /// By its password alone.
    Password,
    /// By its password and a code of its authenticator app.
    Totp,
    /// By its password and a recovery code.
    RecoveryCode,
    /// By a passkey.
    Passkey,
    /// By the provider of its organization.
    OpenId,
    /// By the provider of its organization and a code of its authenticator app.
    OpenIdAndTotp,
    /// By the provider of its organization and a recovery code.
    OpenIdAndRecoveryCode,
}

impl Factor {
    /// All of them.
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

    /// Whether its person has proved two things, to the portal itself.
    pub(super) fn is_strong(self) -> bool {
        !matches!(self, Self::Password | Self::OpenId)
    }

    /// The factor of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|factor| factor.name() == name)
    }
}
