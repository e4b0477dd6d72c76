//! Lists that come a page at a time, the next when it is asked for.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::ApiError;
use crate::ui::{Button, EmptyState, InlineError, Skeleton};
use crate::who::{Me, use_me};

/// A page as it comes.
pub struct PageOf<T> {
    /// What is on it.
    pub rows: Vec<T>,
    /// Whether there is more behind it.
    pub has_more: bool,
    /// How many there are in all, where that is counted.
    pub found: u64,
}

/// What came so far of what is asked for.
pub struct Paged<T: 'static> {
    me: Me,
    rows: RwSignal<Option<Vec<T>>>,
    found: RwSignal<u64>,
    has_more: RwSignal<bool>,
    busy: RwSignal<bool>,
    error: RwSignal<Option<ApiError>>,
    /// Counts what was asked: a late answer to an earlier question is none to this one.
    turn: StoredValue<u32>,
}

impl<T> Clone for Paged<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Paged<T> {}

impl<T: Clone + Send + Sync + 'static> Paged<T> {
    /// Nothing came yet.
    pub fn new() -> Self {
        Self {
            me: use_me(),
            rows: RwSignal::new(None),
            found: RwSignal::new(0),
            has_more: RwSignal::new(false),
            busy: RwSignal::new(false),
            error: RwSignal::new(None),
            turn: StoredValue::new(0),
        }
    }

    /// Waits for a page: the first, or the one behind what came so far.
    pub fn ask(self, is_first: bool, answer: impl Future<Output = Result<PageOf<T>, ApiError>> + 'static) {
        let turn = self.turn.get_value().wrapping_add(1);
        self.turn.set_value(turn);
        self.busy.set(true);
        self.error.set(None);
        spawn_local(async move {
            let answer = answer.await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
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

    /// What came so far.
    pub fn rows(self) -> Vec<T> {
        self.rows.get().unwrap_or_default()
    }

    /// How many there are in all.
    pub fn found(self) -> u64 {
        self.found.get()
    }

    /// The last that came.
    pub fn last(self) -> Option<T> {
        self.rows.with_untracked(|rows| rows.as_ref()?.last().cloned())
    }
}

/// What came so far, or why nothing did.
#[component]
pub fn PagedList<T: Clone + Send + Sync + 'static>(
    /// What came so far.
    paged: Paged<T>,
    /// What is being loaded.
    loading: &'static str,
    /// Whether something is asked for.
    #[prop(into)]
    is_narrowed: Signal<bool>,
    /// What is said where nothing of what is asked for is found.
    nothing: &'static str,
    /// What is said where there is nothing at all: the next step.
    #[prop(into)]
    empty: ViewFn,
    /// Called to ask for the first page again.
    on_again: Callback<()>,
    /// Called to ask for the page behind the last row.
    on_more: Callback<T>,
    /// Draws the rows.
    #[prop(into)]
    table: ViewFn,
) -> impl IntoView {
    let is_empty = Memo::new(move |_| paged.rows.with(|rows| rows.as_ref().map(Vec::is_empty)));
    let error = move || paged.error.get().map(|error| error.to_string());
    let more = move |()| {
        if let Some(last) = paged.last() {
            on_more.run(last);
        }
    };
    view! {
        <InlineError message=Signal::derive(error)>
            <Button on_click=on_again>"Try again"</Button>
        </InlineError>
        {move || match is_empty.get() {
            None if paged.error.with(Option::is_some) => ().into_any(),
            None => view! { <Skeleton lines=8 label=loading /> }.into_any(),
            Some(true) if is_narrowed.get() => {
                view! { <EmptyState title=nothing text="Search for less, or clear the filters." /> }.into_any()
            }
            Some(true) => empty.run(),
            Some(false) => table.run(),
        }}
        {move || paged.has_more.get().then(|| view! {
            <p><Button busy=paged.busy on_click=more>"Show more"</Button></p>
        })}
    }
}
