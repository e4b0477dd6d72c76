//! Licenses: their types, and the one function that decides their standing (R6).

mod pool_status;
mod standing;

use serde::{Deserialize, Serialize};

pub use pool_status::PoolStatus;
pub use standing::{Facts, Standing, Status, Usage, Validity, Warning};

/// How the owner got a license.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum LicenseType {
    /// Bought.
    Purchased,
    /// To try out, for a time.
    Evaluation,
    /// Rented out by a managed service provider.
    Msp,
    /// Not for resale: a partner's own.
    Nfr,
}

impl LicenseType {
    /// All types, in the order of their codes.
    pub const ALL: [Self; 4] = [Self::Purchased, Self::Evaluation, Self::Msp, Self::Nfr];

    /// The word on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Purchased => "Purchased",
            Self::Evaluation => "Evaluation",
            Self::Msp => "MSP",
            Self::Nfr => "NFR",
        }
    }

    /// The word in the database and in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Purchased => "purchased",
            Self::Evaluation => "evaluation",
            Self::Msp => "msp",
            Self::Nfr => "nfr",
        }
    }

    /// The type of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Where a product runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum ProductKind {
    /// At the vendor; its licenses have limits per API.
    Cloud,
    /// At the customer; its licenses have deployments.
    OnPremises,
}

impl ProductKind {
    /// The words on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Cloud => "Cloud service",
            Self::OnPremises => "On-premises product",
        }
    }

    /// The word in the database and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cloud => "cloud",
            Self::OnPremises => "on-premises",
        }
    }

    /// The kind of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Cloud, Self::OnPremises].into_iter().find(|kind| kind.name() == name)
    }
}

/// A key as shown in lists (R8): its last four characters after dots.
///
/// Keys of up to eight characters show none of them.
pub fn masked(key: &str) -> String {
    let length = key.chars().count();
    let shown = if length > 8 { 4 } else { 0 };
    let tail: String = key.chars().skip(length - shown).collect();
    format!("••••{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_back_to_their_types() {
        for kind in LicenseType::ALL {
            assert_eq!(LicenseType::from_name(kind.name()), Some(kind));
        }
        assert_eq!(LicenseType::from_name("Purchased"), None);
    }

    #[test]
    fn a_masked_key_gives_nothing_away_but_its_end() {
        assert_eq!(masked("MSFT-E3-2025"), "••••2025");
        assert_eq!(masked("ÄÖÜ-ßßßß-漢字漢字"), "••••漢字漢字");
        assert_eq!(masked("SHORT"), "••••");
        assert_eq!(masked(""), "••••");
    }
}
