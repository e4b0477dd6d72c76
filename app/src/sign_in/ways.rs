//! Ways to sign in, and where they lead.

use leptos::prelude::*;

use model::text::is_local;

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
    let next = next.filter(|next| is_local(next)).unwrap_or("/licenses");
    // Refused only by a document that is not shown any more.
    let _ = window().location().assign(next);
}
