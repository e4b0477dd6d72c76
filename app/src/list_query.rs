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

    fn turn_to(self, page: u64, replace: bool) {
        let mut query = self.now.get_untracked();
        let (sort, _) = query.place();
        query.set_place(sort, u32::try_from(page).unwrap_or(u32::MAX));
        self.go(&query, replace);
    }

    /// The order as headings show it.
    pub fn sort(self) -> Signal<(&'static str, bool)> {
        memo(move || self.now.with(|query| query.place().0.shown())).into()
    }

    /// Sorts by the column with that word; the same column again reverses the order.
    pub fn on_sort(self) -> Callback<&'static str> {
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

    /// Names everything in the address that means nothing (R19); None without such a thing.
    pub fn problem(self) -> Signal<Option<String>> {
        Signal::derive(move || Some(self.problems.get().join(" ")).filter(|text| !text.is_empty()))
    }
}
