//! The query of a list, which is in the address.

use leptos::prelude::*;
use model::list::{ListQuery, last_page};

use crate::location::{Location, Read, use_location};
use crate::paged::Paged;
use crate::ui::{effect, memo};

/// What the address of the page asks for.
pub struct AddressQuery<Q: Send + Sync + 'static> {
    /// The query.
    pub now: Memo<Q>,
    /// The meaningless parts of the address, in sentences.
    problems: Memo<Vec<String>>,
    write: fn(&Q) -> String,
    location: Location,
}

impl<Q: Send + Sync + 'static> Clone for AddressQuery<Q> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Q: Send + Sync + 'static> Copy for AddressQuery<Q> {}

/// The order of a list as headings show it, with what to call with the id of a column to sort by it.
pub type Order = (Signal<(&'static str, bool)>, Callback<&'static str>);

/// What filters a list, for its chips and for presets.
#[derive(Clone, Copy)]
pub struct Filtering {
    /// The query as a preset keeps it: without the page.
    pub query: Signal<String>,
    /// Called with such a query to show it.
    pub show: Callback<String>,
    /// The active filters in words, each with the query without it.
    pub filters: Signal<Vec<(String, String)>>,
    /// The query without any filter.
    pub cleared: Signal<String>,
}

impl Filtering {
    /// The filters of a list whose address has a query of that type. `read` returns the query of the address, `write` the text of a
    /// query, `filters` the active filters in words, each with the query without it.
    pub fn new<Q: ListQuery + Default + Clone + Send + Sync + 'static>(
        read: Signal<Q>,
        write: fn(&Q) -> String,
        show: Callback<String>,
        filters: impl Fn(&Q) -> Vec<(String, Q)> + Send + Sync + 'static,
    ) -> Self {
        let of_first_page = move |mut query: Q| {
            let (sort, _) = query.place();
            query.set_place(sort, 0);
            write(&query)
        };
        let all = move |query: &Q| {
            filters(query).into_iter().map(move |(words, without)| (words, of_first_page(without)))
        };
        let cleared = move |query: &Q| {
            let mut cleared = Q::default();
            cleared.set_place(query.place().0, 0);
            write(&cleared)
        };
        Self {
            query: memo(move || of_first_page(read.get())).into(),
            show,
            filters: memo(move || read.with(|query| all(query).collect::<Vec<_>>())).into(),
            cleared: Signal::derive(move || read.with(cleared)),
        }
    }
}

/// Returns the chip of a search; None without one. `clear` removes it from the query.
pub fn searched<Q: Clone>(query: &Q, search: &str, clear: impl FnOnce(&mut Q)) -> Option<(String, Q)> {
    (!search.is_empty()).then(|| without(query, ["Search: ", search].concat(), clear))
}

/// Returns a filter in words, with the query without it.
pub fn without<Q: Clone>(query: &Q, words: String, remove: impl FnOnce(&mut Q)) -> (String, Q) {
    let mut query = query.clone();
    remove(&mut query);
    (words, query)
}

/// Returns the name of what a filter asks for by number, for its chip. `known` is the number that the last response was about,
/// with the name, if it exists: a response about another number is none yet.
pub fn name_of(asked: i64, known: Option<(i64, Option<&str>)>) -> &str {
    match known {
        Some((about, name)) if about == asked => name.unwrap_or("unknown"),
        _ => "…",
    }
}

/// Returns the query in the page's address. `read` and `write` are each other's reverse.
pub fn use_query<Q: Clone + PartialEq + Send + Sync + 'static>(
    read: Read<Q>,
    write: fn(&Q) -> String,
) -> AddressQuery<Q> {
    let location = use_location();
    let (now, problems) = location.query(read);
    AddressQuery { now, problems, write, location }
}

impl<Q: ListQuery + Clone + Send + Sync + 'static> AddressQuery<Q> {
    /// Changes what is listed, and shows its first page. `replace`, as while typing, adds no entry to the browser's history.
    pub fn change(self, replace: bool, change: impl FnOnce(&mut Q)) {
        let mut query = self.now.get_untracked();
        change(&mut query);
        let (sort, _) = query.place();
        query.set_place(sort, 0);
        self.go(&query, replace);
    }

    fn go(self, query: &Q, replace: bool) {
        self.location.change_query(&(self.write)(query), replace);
    }

    /// Goes to a page, counted from 0.
    pub fn turn_to(self, page: u64, replace: bool) {
        let mut query = self.now.get_untracked();
        let (sort, _) = query.place();
        query.set_place(sort, u32::try_from(page).unwrap_or(u32::MAX));
        self.go(&query, replace);
    }

    /// The order as headings show it.
    fn sort(self) -> Signal<(&'static str, bool)> {
        memo(move || self.now.with(|query| query.place().0.shown())).into()
    }

    /// Sorts by the column with that word; the same column again reverses the order.
    fn on_sort(self) -> Callback<&'static str> {
        Callback::new(move |by: &'static str| {
            self.change(false, |query| {
                let (sort, page) = query.place();
                query.set_place(sort.pressed(by), page);
            });
        })
    }

    /// The page, from 0.
    pub fn page(self) -> Signal<u64> {
        memo(move || self.now.with(|query| u64::from(query.place().1))).into()
    }

    /// Goes to a page.
    pub fn on_turn(self) -> Callback<u64> {
        Callback::new(move |page: u64| self.turn_to(page, false))
    }

    /// Goes to the last page that has rows if the one that the address asks for has none.
    pub fn keep_to<T: Clone + Send + Sync + 'static>(self, paged: Paged<T>) {
        effect(move || {
            let last = last_page(paged.found());
            if paged.is_empty() && self.now.with_untracked(|query| query.place().1 > last) {
                self.turn_to(last.into(), true);
            }
        });
    }

    /// The filters; `filters` returns the active ones in words, each with the query without it.
    pub fn filtering(self, filters: impl Fn(&Q) -> Vec<(String, Q)> + Send + Sync + 'static) -> Filtering
    where
        Q: Default + PartialEq,
    {
        let location = self.location;
        let show = Callback::new(move |query: String| location.change_query(&query, false));
        Filtering::new(self.now.into(), self.write, show, filters)
    }

    /// The order as headings show it, and what changes it.
    pub fn order(self) -> Order {
        (self.sort(), self.on_sort())
    }

    /// Names everything in the address that means nothing (R19); None without such a thing.
    pub fn problem(self) -> Signal<Option<String>> {
        Signal::derive(move || Some(self.problems.get().join(" ")).filter(|text| !text.is_empty()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_has_no_other_one_s_name() {
        assert_eq!(name_of(1, Some((1, Some("Aurelia")))), "Aurelia");
        assert_eq!(name_of(1, Some((1, None))), "unknown");
        for not_yet in [None, Some((2, Some("Aurelia"))), Some((2, None))] {
            assert_eq!(name_of(1, not_yet), "…");
        }
    }
}
