//! The query of a page with a list: reading and changing it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::Query;

use crate::ApiError;
use crate::list::see_link;
use crate::location::{Location, use_location};
use crate::short_links::token;
use crate::ui::{Button, InlineError, PageHeading, Skeleton, effect, live, memo};
use crate::who::use_me;

/// The page's query in the address, and what of it means nothing.
#[derive(Clone, Copy)]
pub struct Address {
    /// What is asked for.
    pub query: Memo<Query>,
    /// What the address asks for and there is not, in sentences (R19).
    pub problems: Memo<Vec<String>>,
    location: Location,
    kept: &'static [&'static str],
}

/// A page with a list. It is drawn once the server has said what the short link in its address stands for. If the page's own
/// address becomes too long, a short link takes its place. `title` is its heading until it is drawn.
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
    // Why the wanted link could not be opened; None if no link is wanted.
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

/// The address of the current page. Pairs named in `kept` belong to the page itself and stay as they are.
pub fn use_address(kept: &'static [&'static str]) -> Address {
    let location = use_location();
    let read = move || {
        let pairs = location.pairs();
        Query::from_pairs(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
    };
    Address { query: memo(move || read().0), problems: memo(move || read().1), location, kept }
}

impl Address {
    /// Changes the query. `replace` leaves no entry to go back to: while typing.
    pub fn change(self, replace: bool, change: impl FnOnce(&mut Query)) {
        let mut query = self.query.get_untracked();
        change(&mut query);
        let search = self.location.search.get_untracked();
        let own: Vec<_> = self.kept.iter().filter_map(|name| Some((*name, raw(&search, name)?))).collect();
        self.set(&own, &query, replace);
    }

    /// Goes to this page with those pairs of its own, as they stand in an address, and that query.
    pub fn set(self, own: &[(&str, String)], query: &Query, replace: bool) {
        let mut pairs: Vec<String> = own.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let query = query.to_query_string();
        if !query.is_empty() {
            pairs.push(query);
        }
        let path = self.location.path.get_untracked();
        let to = if pairs.is_empty() { path } else { format!("{path}?{}", pairs.join("&")) };
        self.location.go(&to, replace);
    }
}

/// A pair of the page's own, such as the report's organizations.
pub fn use_own(name: &'static str) -> Memo<Option<String>> {
    let location = use_location();
    memo(move || location.value(name))
}

/// The pair as it stands in the address bar.
fn raw(search: &str, name: &str) -> Option<String> {
    let pairs = search.trim_start_matches('?').split('&');
    pairs
        .filter_map(|pair| pair.split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value.to_owned())
}
