//! The text of a row's cells.

use model::license::{Standing, Status, Warning};
use model::report::{Dictionaries, Row};

use crate::ui::{BadgeKind, day_text};

/// Returns the status and every warning that it does not already imply (R6).
pub fn badges(standing: Standing) -> Vec<BadgeKind> {
    let status = standing.status();
    let word = match status {
        Status::Active => BadgeKind::Active,
        Status::Expiring => BadgeKind::Expiring,
        Status::Expired => BadgeKind::Expired,
        Status::Depleted => BadgeKind::Depleted,
        Status::Overused => BadgeKind::Overused,
        Status::NotRegistered => BadgeKind::NotRegistered,
        Status::NotStarted => BadgeKind::NotStarted,
        Status::Suspended => BadgeKind::Suspended,
    };
    let warning = |warning| match warning {
        Warning::Suspended => BadgeKind::Suspended,
        Warning::NotRegistered => BadgeKind::NotRegistered,
        Warning::Overused => BadgeKind::Overused,
        Warning::Depleted => BadgeKind::Depleted,
        Warning::NearlyDepleted => BadgeKind::NearlyDepleted,
    };
    std::iter::once(word).chain(standing.warnings().map(warning).filter(|kind| *kind != word)).collect()
}

/// Returns the last day.
pub(super) fn expiration(row: &Row) -> String {
    row.expiration.map_or_else(|| "Never".to_owned(), |day| day_text(day.0))
}

/// Returns the names of the organizations that list the license.
pub(super) fn organizations(names: &Dictionaries, row: &Row) -> String {
    let entries = place(names, row).iter().filter_map(|at| names.organizations.get(*at as usize));
    entries.map(|entry| entry.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// Returns the names of the resellers that sold to them.
pub(super) fn resellers(names: &Dictionaries, row: &Row) -> String {
    let sellers = place(names, row).iter().filter_map(|at| names.organizations.get(*at as usize)?.reseller);
    let mut sellers: Vec<u32> = sellers.collect();
    // Dictionary positions are in the order of names.
    sellers.sort_unstable();
    sellers.dedup();
    let entries = sellers.iter().filter_map(|at| names.resellers.get(*at as usize));
    entries.map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(", ")
}

/// Returns the positions of the organizations that list the license.
fn place<'a>(names: &'a Dictionaries, row: &Row) -> &'a [u32] {
    names.places.get(row.place as usize).map_or(&[], Vec::as_slice)
}
