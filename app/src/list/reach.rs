//! Which organizations a list reaches.

use model::report::Dictionaries;
use model::{OrganizationId, Query};

/// Whether the list reaches that organization.
pub(super) fn has(names: &Dictionaries, organization: OrganizationId) -> bool {
    names.organizations.iter().any(|entry| entry.id == organization)
}

/// The query without organizations that the list does not reach.
pub(super) fn reached(mut query: Query, names: &Dictionaries) -> Query {
    query.organizations.retain(|organization| has(names, *organization));
    query
}
