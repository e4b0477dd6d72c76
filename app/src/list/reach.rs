//! The organizations that a list reaches.

use model::report::Dictionaries;
use model::{OrganizationId, Query};

/// Returns whether the list reaches that organization.
pub(super) fn has(names: &Dictionaries, organization: OrganizationId) -> bool {
    names.organizations.iter().any(|entry| entry.id == organization)
}

/// Returns the query without organizations that the list does not reach.
pub(super) fn reached(mut query: Query, names: &Dictionaries) -> Query {
    query.organizations.retain(|organization| has(names, *organization));
    query
}
