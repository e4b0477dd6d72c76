//! Reads and changes the query of a page with a list.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::Query;
use model::address::{Pairs, raw_value};

use crate::ApiError;
use crate::current_user::use_me;
use crate::list::see_link;
use crate::location::{Location, use_location};
use crate::short_links::token;
use crate::ui::{Button, InlineError, PageHeading, Skeleton, effect, live, memo};

/// The query in the page's address, and the parts of it that mean nothing.
#[derive(Clone, Copy)]
pub struct Address {
    /// The query that the address asks for.
    pub query: Memo<Query>,
    /// Names everything in the address that does not exist, in sentences (R19).
    pub problems: Memo<Vec<String>>,
    location: Location,
    kept: &'static [&'static str],
}

/// Returns a page with a list. It is drawn once the server has resolved the short link in its address. If the page's own address
/// becomes too long, a short link replaces it. `title` is the heading until the page is drawn.
pub fn with_whole_address(title: &'static str, page: fn() -> AnyView) -> AnyView {
    let (location, me) = (use_location(), use_me());
    effect(move || {
        location.links.save(&location.whole());
        location.shorten();
    });
    let wanted = memo(move || location.search.with(|search| token(search)));
    let failed = RwSignal::new(None::<(String, ApiError)>);
    let attempts = RwSignal::new(0_u32);
    effect(move || {
        attempts.track();
        let Some(token) = wanted.get() else { return };
        spawn_local(async move {
            match see_link(token.clone()).await {
                Ok(state) => {
                    location.links.learn(state, token);
                    location.read();
                }
                Err(error) => {
                    me.notice(&error);
                    failed.try_set(Some((token, error)));
                }
            }
        });
    });
    // Why the short link could not be opened; None if the address has none.
    let waiting = memo(move || {
        let wanted = wanted.get()?;
        failed.with(|failed| {
            let failed = failed.as_ref().filter(|(token, _)| *token == wanted);
            Some(failed.map(|(_, error)| (error.to_string(), error.may_pass())))
        })
    });
    let again = move |()| {
        failed.set(None);
        attempts.update(|attempts| *attempts += 1);
    };
    live(move || match waiting.get() {
        None => page(),
        Some(None) => view! {
            <PageHeading title=title />
            <Skeleton lines=8 label="Opening the short link" />
        }
        .into_any(),
        Some(Some((message, may_pass))) => view! {
            <PageHeading title=title />
            <InlineError message=message>
                {may_pass.then(|| view! { <Button on_click=again>"Try again"</Button> }.into_any())}
                <a class="button" href=move || location.path.get()>"Start without a filter"</a>
            </InlineError>
        }
        .into_any(),
    })
}

/// Returns the address of the current page. Pairs named in `kept` belong to the page itself and stay unchanged.
pub fn use_address(kept: &'static [&'static str]) -> Address {
    let location = use_location();
    let (query, problems) = location.query(|pairs| Query::from_pairs(pairs.iter().copied()));
    Address { query, problems, location, kept }
}

impl Address {
    /// Changes the query. `replace`, as while typing, adds no entry to the browser's history.
    pub fn change(self, replace: bool, change: impl FnOnce(&mut Query)) {
        let mut query = self.query.get_untracked();
        change(&mut query);
        self.show(&query.to_query_string(), replace);
    }

    /// Shows another query, written as in an address, with the page's own pairs.
    pub fn show(self, query: &str, replace: bool) {
        let search = self.location.search.get_untracked();
        let raw =
            |name: &&'static str| Some((*name, raw_value(search.trim_start_matches('?'), name)?.to_owned()));
        let own: Vec<_> = self.kept.iter().filter_map(raw).collect();
        self.go(&own, query, replace);
    }

    /// Goes to this page with these pairs of its own, encoded as in an address, and this query.
    pub fn set(self, own: &[(&str, String)], query: &Query, replace: bool) {
        self.go(own, &query.to_query_string(), replace);
    }

    fn go(self, own: &[(&str, String)], query: &str, replace: bool) {
        let mut pairs = Pairs::default();
        for (name, value) in own {
            pairs.add_list(name, [value]);
        }
        pairs.add_query(query);
        self.location.change_query(&pairs.into_query(), replace);
    }
}

/// Returns a pair of the page's own, such as the report's organizations.
pub fn use_own(name: &'static str) -> Memo<Option<String>> {
    let location = use_location();
    memo(move || location.value(name))
}
