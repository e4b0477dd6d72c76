//! How far deployments of a license may exceed the purchased units.

use serde::{Deserialize, Serialize};

/// A license's rule for deployments beyond the purchased units. Its standing is Overused nevertheless (R6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Overage {
    /// Not at all.
    #[default]
    None,
    /// Up to 1.25 times the purchased units.
    Quarter,
    /// Up to 1.5 times.
    Half,
    /// Up to twice.
    Double,
    /// Without limit.
    Always,
}

impl Overage {
    /// All rules, narrowest first.
    pub const ALL: [Self; 5] = [Self::None, Self::Quarter, Self::Half, Self::Double, Self::Always];

    /// The word in the database and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Quarter => "1.25",
            Self::Half => "1.5",
            Self::Double => "2",
            Self::Always => "always",
        }
    }

    /// The rule of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|overage| overage.name() == name)
    }

    /// How many units may be deployed if `purchased` were bought, rounded down. None for no limit.
    pub fn capacity(self, purchased: u32) -> Option<u64> {
        let purchased = u64::from(purchased);
        match self {
            Self::None => Some(purchased),
            Self::Quarter => Some(purchased + purchased / 4),
            Self::Half => Some(purchased + purchased / 2),
            Self::Double => Some(purchased * 2),
            Self::Always => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_unit_are_not_given() {
        assert_eq!(Overage::ALL.map(|rule| rule.capacity(3)), [Some(3), Some(3), Some(4), Some(6), None]);
        assert_eq!(Overage::Double.capacity(u32::MAX), Some(8_589_934_590));
        for rule in Overage::ALL {
            assert_eq!(Overage::from_name(rule.name()), Some(rule));
        }
    }
}
