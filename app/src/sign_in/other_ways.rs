//! Ways to sign in, and their targets.

use leptos::prelude::*;
use model::link::{Next, after_sign_in, sign_in_address};

/// Links to other ways to sign in, each with path and label. They keep the page that the person was going to.
pub fn other_ways(ways: &'static [(&'static str, &'static str)]) -> AnyView {
    let search = window().location().search().unwrap_or_default();
    let link = |(path, label): &(&str, &'static str)| {
        let href = [path, search.as_str()].concat();
        view! { <a class="button" href=href>{*label}</a> }.into_any()
    };
    view! {
        <nav class="other-ways" aria-label="Other ways to sign in">{ways.iter().map(link).collect::<Vec<_>>()}</nav>
    }
    .into_any()
}

/// Goes on to where the person was going, and loads the person again.
pub fn go_on(next: Option<&str>) {
    let to = match after_sign_in(next) {
        Next::Page(page) => page.to_owned(),
        // Loading another page may cancel a download. The sign-in page starts it, then opens the start page without loading.
        Next::Download(file) => sign_in_address(file),
    };
    // Fails only in a document that is no longer shown.
    let _ = window().location().assign(&to);
}
