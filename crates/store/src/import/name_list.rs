//! Lists names in sentences.

/// At most this many names are listed; the rest are counted.
const LISTED: usize = 20;

/// The first of these names, and the number of the others.
pub(super) fn listed<S: AsRef<str>>(names: &[S]) -> String {
    listed_by(names, AsRef::as_ref)
}

/// The names of the first of these, and how many more there are.
pub(super) fn listed_by<'a, T>(all: &'a [T], name: impl Fn(&'a T) -> &'a str) -> String {
    let shown: Vec<&str> = all.iter().take(LISTED).map(name).collect();
    let more = all.len().saturating_sub(LISTED);
    let shown = shown.join(", ");
    if more == 0 { shown } else { format!("{shown} and {more} more") }
}
