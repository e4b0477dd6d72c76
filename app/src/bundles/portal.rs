//! The bundle `portal`: only the pages that most people open, because every byte of it is in the first load.

use std::sync::Arc;

use leptos::prelude::*;
use model::page::{Component, Page, PortalPage};

use crate::licenses::LicensesPage;
use crate::shell::Bundle;
use crate::sign_in::SignInPage;

/// Signing in and My Organization.
#[component]
pub fn Portal() -> impl IntoView {
    view! { <Bundle pages=view_of /> }
}

pub(super) fn view_of(page: &'static Page) -> Option<ChildrenFn> {
    let Component::Portal(page) = page.component else { return None };
    Some(Arc::new(move || match page {
        PortalPage::SignIn => view! { <SignInPage /> }.into_any(),
        PortalPage::Licenses => view! { <LicensesPage /> }.into_any(),
    }))
}
