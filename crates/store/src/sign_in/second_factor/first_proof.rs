//! The first step of a sign-in.

use model::OrganizationId;

use crate::sign_in::session::Factor;

/// How a sign-in began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beginning {
    /// With the right password.
    Password,
    /// At the provider of that organization.
    OpenId(OrganizationId),
}

impl Beginning {
    /// The organization whose provider it was, if any.
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
