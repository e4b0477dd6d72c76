//! The bundle `customers`: Customer Organizations with its charts. It also has the portal's pages, so its users switch without
//! loading anything.

use std::sync::Arc;

use leptos::prelude::*;
use model::page::{Component, Page};

use super::portal;
use crate::customers::CustomersPage;
use crate::shell::Bundle;

/// Customer Organizations, My Organization, signing in.
#[component]
pub fn Customers() -> impl IntoView {
    view! { <Bundle pages=view_of /> }
}

fn view_of(page: &'static Page) -> Option<ChildrenFn> {
    if page.component == Component::Customers {
        return Some(Arc::new(|| view! { <CustomersPage /> }.into_any()));
    }
    portal::view_of(page)
}
