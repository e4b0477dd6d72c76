//! Lists that arrive page by page, on request.

use leptos::prelude::*;

use crate::ApiError;
use crate::current_user::{Me, use_me};
use crate::loading::failed;
use crate::ui::{Button, EmptyState, Latest, Skeleton};

/// One page.
pub struct PageOf<T> {
    pub rows: Vec<T>,
    /// Whether more rows follow.
    pub has_more: bool,
    /// The number of all rows, if it is counted.
    pub found: u64,
}

/// The rows that have arrived for a question.
pub struct Paged<T: 'static> {
    me: Me,
    rows: RwSignal<Option<Vec<T>>>,
    found: RwSignal<u64>,
    has_more: RwSignal<bool>,
    busy: RwSignal<bool>,
    error: RwSignal<Option<ApiError>>,
    latest: Latest,
}

impl<T> Clone for Paged<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Paged<T> {}

impl<T: Clone + Send + Sync + 'static> Paged<T> {
    /// Returns an empty list that has asked for nothing.
    pub fn new() -> Self {
        Self {
            me: use_me(),
            rows: RwSignal::new(None),
            found: RwSignal::new(0),
            has_more: RwSignal::new(false),
            busy: RwSignal::new(false),
            error: RwSignal::new(None),
            latest: Latest::new(),
        }
    }

    /// Waits for a page: the first, or the one after the rows that have arrived.
    pub fn ask(self, is_first: bool, answer: impl Future<Output = Result<PageOf<T>, ApiError>> + 'static) {
        self.busy.set(true);
        self.error.set(None);
        self.latest.ask(answer, move |answer| {
            self.busy.set(false);
            match answer {
                Ok(page) => {
                    self.rows.update(|rows| match rows {
                        Some(rows) if !is_first => rows.extend(page.rows),
                        _ => *rows = Some(page.rows),
                    });
                    self.found.set(page.found);
                    self.has_more.set(page.has_more);
                }
                Err(error) => {
                    self.me.notice(&error);
                    self.error.set(Some(error));
                }
            }
        });
    }

    /// Returns the rows that have arrived.
    pub fn rows(self) -> Vec<T> {
        self.rows.get().unwrap_or_default()
    }

    /// Returns whether a response is on its way.
    pub fn busy(self) -> Signal<bool> {
        self.busy.into()
    }

    /// Returns the number of all rows.
    pub fn found(self) -> u64 {
        self.found.get()
    }

    /// Returns whether a response has arrived, and without a row.
    pub fn is_empty(self) -> bool {
        self.rows.with(|rows| rows.as_ref().is_some_and(Vec::is_empty))
    }

    /// Returns why the latest question has no answer.
    pub fn failure(self) -> Option<ApiError> {
        self.error.get()
    }

    /// Returns the last row that has arrived.
    pub fn last(self) -> Option<T> {
        self.rows.with_untracked(|rows| rows.as_ref()?.last().cloned())
    }
}

/// Shows the rows that have arrived, or why there are none.
#[component]
pub fn PagedList<T: Clone + Send + Sync + 'static>(
    /// The list.
    paged: Paged<T>,
    /// Says what is being loaded.
    loading: &'static str,
    /// Whether a search or filter is active.
    #[prop(into)]
    is_narrowed: Signal<bool>,
    /// Shown if the search or filter finds nothing.
    nothing: &'static str,
    /// Shown if there is nothing at all: the next step.
    #[prop(into)]
    empty: ViewFn,
    /// Called to ask for the first page again.
    on_again: Callback<()>,
    /// Called with the last row to ask for the next page, if that follows the rows that have arrived.
    #[prop(optional)]
    on_more: Option<Callback<T>>,
    /// Draws the rows.
    #[prop(into)]
    table: ViewFn,
) -> impl IntoView {
    let is_empty = Memo::new(move |_| paged.rows.with(|rows| rows.as_ref().map(Vec::is_empty)));
    let more = move |()| {
        if let (Some(on_more), Some(last)) = (on_more, paged.last()) {
            on_more.run(last);
        }
    };
    view! {
        {move || paged.error.get().map(|error| failed(&error, Some(on_again)))}
        {move || match is_empty.get() {
            None if paged.error.with(Option::is_some) => ().into_any(),
            None => view! { <Skeleton lines=8 label=loading /> }.into_any(),
            Some(true) if is_narrowed.get() => {
                view! { <EmptyState title=nothing text="Shorten the search, or clear the filters." /> }.into_any()
            }
            Some(true) => empty.run(),
            Some(false) => table.run(),
        }}
        {move || paged.has_more.get().then(|| view! {
            <p><Button busy=paged.busy on_click=more>"Show more"</Button></p>
        })}
    }
}
