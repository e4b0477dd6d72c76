//! Numbers with their units (R20).

/// Returns a number of pools.
pub(super) fn pools(count: u64) -> String {
    if count == 1 { "1 pool".to_owned() } else { format!("{count} pools") }
}

/// Returns a number of licenses.
pub(super) fn licenses(count: u64) -> String {
    if count == 1 { "1 license".to_owned() } else { format!("{count} licenses") }
}

/// Returns a number of people.
pub(super) fn people(count: u64) -> String {
    if count == 1 { "1 person".to_owned() } else { format!("{count} people") }
}

/// Returns the path of an access group.
pub(super) fn path(names: &[String]) -> String {
    names.join(" / ")
}
