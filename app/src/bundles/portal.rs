//! The bundle `portal`: only the pages that most people open, because every byte of it is in the first load.

use leptos::prelude::*;

use crate::licenses::LicensesPage;
use crate::location::Page;
use crate::shell::{Bundle, signed};
use crate::sign_in::SignInPage;

/// Signing in and My Organization.
#[component]
pub fn Portal() -> impl IntoView {
    view! { <Bundle pages=page /> }
}

pub(super) fn page(path: &str) -> Option<Page> {
    Some(match path {
        "/sign-in" => Box::new(|| view! { <SignInPage /> }.into_any()),
        "/licenses" => signed(|| view! { <LicensesPage /> }.into_any()),
        _ => return None,
    })
}
