//! The bundle `customers`: Customer Organizations with its charts. It also has the portal's pages, so its users switch without
//! loading anything.

use leptos::prelude::*;
use model::{Action, Target};

use super::portal;
use crate::customers::CustomersPage;
use crate::location::Page;
use crate::shell::{Bundle, permitted};

/// Customer Organizations, My Organization, signing in.
#[component]
pub fn Customers() -> impl IntoView {
    view! { <Bundle pages=page /> }
}

fn page(path: &str) -> Option<Page> {
    match path {
        "/customers" => Some(permitted(Action::GenerateReport, Target::Customers, || {
            view! { <CustomersPage /> }.into_any()
        })),
        path => portal::page(path),
    }
}
