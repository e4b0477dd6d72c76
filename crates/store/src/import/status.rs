//! Other systems' words for licenses that are in use or out of use.

use crate::text::fold;

/// Folded words for a license that is out of use.
const OUT_OF_USE: &[&str] = &[
    "suspended",
    "inactive",
    "retired",
    "cancelled",
    "canceled",
    "disabled",
    "deactivated",
    "revoked",
    "blocked",
    "on hold",
    "terminated",
    "withdrawn",
    "archived",
    "decommissioned",
    "inaktiv",
    "gesperrt",
    "gekundigt",
    "storniert",
    "deaktiviert",
    "suspendu",
    "inactif",
    "resilie",
    "annule",
    "suspendido",
    "inactivo",
    "cancelado",
];
/// Folded words for a license in use. Whether it has ended depends on its expiration date.
const IN_USE: &[&str] = &[
    "active", "in use", "enabled", "valid", "current", "live", "expired", "expiring", "aktiv", "actif",
    "activo",
];

/// Whether a status means that the license is out of use; None for an unknown word.
pub(super) fn is_out_of_use(word: &str) -> Option<bool> {
    let word = fold(word.trim()).replace(['_', '-'], " ");
    if OUT_OF_USE.contains(&word.as_str()) {
        Some(true)
    } else {
        IN_USE.contains(&word.as_str()).then_some(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_in_any_case() {
        assert_eq!(is_out_of_use(" On-Hold "), Some(true));
        assert_eq!(is_out_of_use("GEKÜNDIGT"), Some(true));
        assert_eq!(is_out_of_use("Active"), Some(false));
        for other in ["", "suspended animation", "CA", "yes"] {
            assert_eq!(is_out_of_use(other), None, "{other}");
        }
        assert!(OUT_OF_USE.iter().chain(IN_USE).all(|word| fold(word) == *word));
    }
}
