//! The bundle `customers`: Customer Organizations with its charts. It has the pages of the portal as well, so that its users go to
//! and fro without loading anything.

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
