//! Ways to sign in, and where they lead.

use leptos::prelude::*;
use model::link::{Next, after_sign_in};

use crate::location::encoded;

/// Links to other ways to sign in, path and words of each. They lead on to where the person was going.
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

/// Goes on to where the person was going, asking anew who it is.
pub fn go_on(next: Option<&str>) {
    let to = match after_sign_in(next) {
        Next::Page(page) => page.to_owned(),
        // Loading another page may end a download. The sign-in page starts it, and opens the start page without loading.
        Next::Download(file) => ["/sign-in?next=", &encoded(file)].concat(),
    };
    // Refused only by a document that is not shown any more.
    let _ = window().location().assign(&to);
}
