//! What a sign-in begins with.

use model::OrganizationId;

use crate::sign_in::session::Factor;

/// What a sign-in begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beginning {
    /// The right password.
    Password,
    /// The provider of that organization.
    OpenId(OrganizationId),
}

impl Beginning {
    /// The organization whose provider it was, if it was one.
    pub fn home(self) -> Option<OrganizationId> {
        match self {
            Self::Password => None,
            Self::OpenId(home) => Some(home),
        }
    }
}

impl From<Beginning> for Factor {
    fn from(beginning: Beginning) -> Self {
        match beginning {
            Beginning::Password => Self::Password,
            Beginning::OpenId(_) => Self::OpenId,
        }
    }
}
