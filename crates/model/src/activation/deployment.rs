//! A deployment's ID, and how it communicates with the vendor.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::is_unseen;

/// The longest deployment ID, in characters.
pub const DEPLOYMENT_ID_LIMIT: usize = 200;

/// The ID that an installation gives itself, unique per license. Keygen calls it a machine's fingerprint.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DeploymentId(String);

/// Why a deployment ID is invalid, in a sentence for whoever gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum DeploymentIdError {
    /// Only blanks.
    #[error("Enter the deployment ID: the product shows it where it asks for a license.")]
    Missing,
    /// Longer than [`DEPLOYMENT_ID_LIMIT`].
    #[error("A deployment ID can have up to {DEPLOYMENT_ID_LIMIT} characters; this one has {0}.")]
    TooLong(usize),
    /// Has an invisible character ([`is_unseen`]).
    #[error("A deployment ID can't contain control or invisible characters. Remove the one at position {0}.")]
    Control(usize),
}

impl DeploymentId {
    /// Checks an ID as given; ignores blanks around it.
    pub fn parse(given: &str) -> Result<Self, DeploymentIdError> {
        let id = given.trim();
        let length = id.chars().count();
        if length == 0 {
            return Err(DeploymentIdError::Missing);
        }
        if length > DEPLOYMENT_ID_LIMIT {
            return Err(DeploymentIdError::TooLong(length));
        }
        match id.chars().position(is_unseen) {
            Some(position) => Err(DeploymentIdError::Control(position + 1)),
            None => Ok(Self(id.to_owned())),
        }
    }

    /// The ID as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for DeploymentId {
    type Error = DeploymentIdError;

    fn try_from(given: String) -> Result<Self, DeploymentIdError> {
        Self::parse(&given)
    }
}

impl From<DeploymentId> for String {
    fn from(id: DeploymentId) -> Self {
        id.0
    }
}

impl fmt::Display for DeploymentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How a deployment communicates with the vendor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Mode {
    /// It calls the product API.
    #[default]
    Online,
    /// It has a signed file.
    Offline,
}

impl Mode {
    /// The word in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::Offline => "offline",
        }
    }

    /// The word on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Online => "Online",
            Self::Offline => "Offline",
        }
    }

    /// The mode of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Online, Self::Offline].into_iter().find(|mode| mode.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deployment_id_is_kept_as_given_within_its_limits() {
        assert_eq!(DeploymentId::parse(" host-1\n").unwrap().as_str(), "host-1");
        assert_eq!(DeploymentId::parse(" \t"), Err(DeploymentIdError::Missing));
        assert_eq!(DeploymentId::parse("a\0"), Err(DeploymentIdError::Control(2)));
        assert_eq!(DeploymentId::parse("a\u{202e}b"), Err(DeploymentIdError::Control(2)));
        assert!(DeploymentId::parse(&"機".repeat(DEPLOYMENT_ID_LIMIT)).is_ok());
        let long = "x".repeat(DEPLOYMENT_ID_LIMIT + 1);
        assert_eq!(DeploymentId::parse(&long), Err(DeploymentIdError::TooLong(201)));
    }
}
