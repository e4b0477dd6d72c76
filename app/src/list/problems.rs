//! What the address asks for and there is not: told, and left out of the filter (R19).

use leptos::prelude::*;
use model::report::Dictionaries;
use model::{OrganizationId, Query};

use super::List;
use crate::address::Address;
use crate::ui::live;

fn has(names: &Dictionaries, organization: OrganizationId) -> bool {
    names.organizations.iter().any(|entry| entry.id == organization)
}

/// The query without organisations that the list does not reach.
pub(super) fn reached(mut query: Query, names: &Dictionaries) -> Query {
    query.organizations.retain(|organization| has(names, *organization));
    query
}

/// What of the address means nothing here, in sentences.
#[component]
pub fn Problems(
    /// The list.
    list: List,
    /// The address.
    address: Address,
) -> impl IntoView {
    live(move || {
        let mut told = address.problems.get();
        let mut missing = address.query.with(|query| query.organizations.clone());
        let asked = missing.len();
        list.names().with(|names| missing.retain(|organization| !has(names, *organization)));
        let end = if missing.len() == asked { " All are shown." } else { "" };
        for organization in missing {
            told.push(format!(
                "The address asks for the organization “{organization}”, which is not there or not yours.{end}"
            ));
        }
        told.into_iter()
            .map(|problem| view! { <p class="lead-text">{problem}</p> }.into_any())
            .collect::<Vec<_>>()
            .into_any()
    })
}
