//! Reports the parts of the address that name nothing (R19).

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;
use model::Query;

use super::List;
use super::reach::has;
use crate::address::Address;
use crate::later::{Part, later_once, part};
use crate::ui::live;

/// Reports numbers in the address that no license of the list has. They stay in the filter, so it finds nothing for them.
fn unknown(list: List, address: Address) -> Vec<String> {
    let query = address.query.get();
    list.names().with(|names| {
        let is_product = |id: i64| names.products.iter().any(|product| product.id == id);
        let is_reseller = |id: i64| id == 0 || names.resellers.iter().any(|(known, _)| *known == id);
        let products = query.products.iter().filter(|id| !is_product(**id)).map(|id| ("product", id));
        let resellers = query.resellers.iter().filter(|id| !is_reseller(**id)).map(|id| ("reseller", id));
        products
            .chain(resellers)
            .map(|(what, id)| {
                let id = id.to_string();
                ["The address contains the ", what, " “", &id, "”, which no license here has."].concat()
            })
            .collect()
    })
}

/// Lists the meaningless parts of the address, in sentences.
#[component]
pub fn Problems(
    /// The list.
    list: List,
    /// The address.
    address: Address,
) -> impl IntoView {
    let names_any = move || {
        let names_any = |query: &Query| {
            !query.organizations.is_empty() || !query.products.is_empty() || !query.resellers.is_empty()
        };
        address.problems.with(|problems| !problems.is_empty()) || address.query.with(names_any)
    };
    later_once(names_any, move || sentences(list, address))
}

#[wasm_split(on_demand, wasm_split_path = ::leptos::wasm_split, fallible)]
fn sentences(list: List, address: Address) -> Part {
    part(live(move || {
        let mut told = address.problems.get();
        let mut missing = address.query.with(|query| query.organizations.clone());
        let asked = missing.len();
        list.names().with(|names| missing.retain(|organization| !has(names, *organization)));
        let end = if missing.len() == asked { " All are shown." } else { "" };
        for organization in missing {
            told.push(format!(
                "The address contains the organization “{organization}”, which does not exist or is not yours.{end}"
            ));
        }
        told.extend(unknown(list, address));
        told.into_iter()
            .map(|problem| view! { <p class="lead-text">{problem}</p> }.into_any())
            .collect::<Vec<_>>()
            .into_any()
    }))
}
