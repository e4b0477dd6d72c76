//! A list of licenses on the page: counts and rows for the address, computed here or on the server behind one interface.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::report::{Dictionaries, Facets, Report, Row, Section};
use model::{LicenseId, Query};

use super::reach::reached;
use super::row_texts::{Pace, Texts};
use super::rows::Rows;
use super::selection::Selection;
use super::{Ask, Opened, Scope, ask_list, list_changed, open_list, rank_list, search_list};
use crate::ApiError;
use crate::current_user::{Me, use_me};
use crate::ui::{Latest, after, effect, memo};

/// The state of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Being opened.
    Opening,
    /// Opened.
    Ready,
    /// Could not be opened.
    Failed(ApiError),
}

/// The data from which a page with the list is built. While it stays the same, a list that is read again changes only rows and
/// counts: the page is kept, with its focus and its open menus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// The list's state.
    pub phase: Phase,
    /// Whether each section has a product, indexed by [`Section`].
    pub sections: [bool; 2],
    /// The number of organizations that the list reaches.
    pub organizations: usize,
    /// Whether any of them has a reseller.
    pub has_resellers: bool,
}

impl Shape {
    fn of(phase: Phase, names: &Dictionaries) -> Self {
        let is_there = |section: Section| names.products.iter().any(|product| product.kind == section.kind());
        Self {
            phase,
            sections: Section::ALL.map(is_there),
            organizations: names.organizations.len(),
            has_resellers: !names.resellers.is_empty(),
        }
    }

    /// Returns whether the list has no products, and so no licenses.
    pub fn is_empty(&self) -> bool {
        self.sections == [false; 2]
    }
}

/// A list of licenses whose rows and counts follow its query. A handle, small enough for every cell.
#[derive(Clone, Copy)]
pub struct List(StoredValue<Parts>);

/// The parts of a list.
#[derive(Clone, Copy)]
struct Parts {
    scope: StoredValue<Scope>,
    query: Memo<Query>,
    phase: RwSignal<Phase>,
    shape: Memo<Shape>,
    names: RwSignal<Arc<Dictionaries>>,
    facets: RwSignal<Facets>,
    texts: Texts,
    stale: RwSignal<bool>,
    renewing: RwSignal<bool>,
    trouble: RwSignal<Option<ApiError>>,
    printing: RwSignal<bool>,
    selection: Selection,
    me: Me,
    /// The report, if the browser computes.
    report: StoredValue<Option<Report>, LocalStorage>,
    /// The search that `report` is restricted to.
    searched: StoredValue<String>,
    sections: [Rows; 2],
    /// The questions about counts and rows.
    asked: Latest,
    /// The requests to open the list.
    opened: Latest,
    /// The number of the question that the server is answering, and its windows.
    under_way: StoredValue<Option<(u32, Vec<Range<u32>>)>>,
    /// The event from which to check for changes.
    looked_up_to: StoredValue<i64>,
}

macro_rules! parts {
    ($($(#[$doc:meta])* $name:ident: $kind:ty;)*) => {
        impl List {
            $($(#[$doc])* pub fn $name(self) -> $kind { self.0.with_value(|parts| parts.$name) })*
        }
    };
}

parts! {
    /// The licenses that the list covers.
    scope: StoredValue<Scope>;
    /// Search, filters and order.
    query: Memo<Query>;
    /// The data from which a page is built.
    shape: Memo<Shape>;
    /// Names for the positions in rows.
    names: RwSignal<Arc<Dictionaries>>;
    /// All counts under the query.
    facets: RwSignal<Facets>;
    /// Text of the rows in view.
    texts: Texts;
    /// Whether others have changed something since the list was generated (R10).
    stale: RwSignal<bool>;
    /// Whether the list is being generated again while it is shown.
    renewing: RwSignal<bool>;
    /// Why the last question to the server failed; the page still shows the previous answer.
    trouble: RwSignal<Option<ApiError>>;
    /// Whether all rows are drawn for printing.
    printing: RwSignal<bool>;
    /// The selected licenses.
    selection: Selection;
}

impl List {
    /// Opens a list.
    pub fn open(scope: Scope, query: Memo<Query>) -> Self {
        let trouble = RwSignal::new(None);
        let names = RwSignal::new(Arc::<Dictionaries>::default());
        let phase = RwSignal::new(Phase::Opening);
        let parts = Parts {
            texts: Texts::new(scope.clone(), trouble),
            scope: StoredValue::new(scope),
            query: memo(move || names.with(|names| reached(query.get(), names))),
            phase,
            shape: memo(move || names.with(|names| Shape::of(phase.get(), names))),
            names,
            facets: RwSignal::new(Facets::default()),
            stale: RwSignal::new(false),
            renewing: RwSignal::new(false),
            trouble,
            printing: RwSignal::new(false),
            selection: Selection::new(),
            me: use_me(),
            report: StoredValue::new_local(None),
            searched: StoredValue::new(String::new()),
            sections: [Rows::new(), Rows::new()],
            asked: Latest::new(),
            opened: Latest::new(),
            under_way: StoredValue::new(None),
            looked_up_to: StoredValue::new(0),
        };
        parts.reopen();
        effect(move || {
            parts.query.track();
            if parts.phase.with(|phase| *phase == Phase::Ready) {
                parts.refresh();
            }
        });
        Self(StoredValue::new(parts))
    }

    /// Returns whether its page is gone. Requests under way then end without it.
    pub fn is_gone(self) -> bool {
        self.0.is_disposed()
    }

    fn act(self, act: impl FnOnce(Parts)) {
        if let Some(parts) = self.0.try_get_value() {
            act(parts);
        }
    }

    /// Reads the list again from the server: after Generate Report, or after a failure.
    pub fn reopen(self) {
        self.act(Parts::reopen);
    }

    /// Returns the rows of a section.
    pub fn rows(self, section: Section) -> Rows {
        self.0.with_value(|parts| parts.rows(section))
    }

    /// Returns the row at a position in a section; None past the end, or before the server has sent it.
    pub fn row(self, section: Section, position: usize) -> Option<Row> {
        self.0.try_get_value()?.row(section, position)
    }

    /// Sets the rows of a section in view and fetches their text and, if the server computes, the rows themselves.
    pub(super) fn see(self, section: Section, first: usize, end: usize, pace: Pace) {
        self.act(|parts| parts.see(section, first, end, pace));
    }

    /// Shows a license as pinned or not, before the server has answered.
    pub fn show_pinned(self, license: LicenseId, pinned: bool) {
        self.act(|parts| parts.show_pinned(license, pinned));
    }

    /// Asks for the new order after the server has saved a pin, if the server computes.
    pub fn settle_pinned(self) {
        self.act(|parts| {
            if parts.report.with_value(Option::is_none) {
                parts.refresh();
            }
        });
    }

    /// Returns whether the browser has all rows; otherwise the server sends windows of them.
    pub(super) fn is_local(self) -> bool {
        self.0.with_value(|parts| parts.report.with_value(Option::is_some))
    }

    /// Returns the fingerprint of all that match in a section without those of `except` (sorted); None if the server computes.
    pub(super) fn fingerprint(self, section: Section, except: &[LicenseId]) -> Option<u64> {
        self.0.with_value(|parts| {
            let query = parts.query.get_untracked();
            let of = |report: &Report| report.matching(&query, section, except, None, 0).fingerprint;
            parts.report.with_value(|report| report.as_ref().map(of))
        })
    }

    /// Checks whether the list is stale (R10).
    pub fn look_for_changes(self) {
        self.act(Parts::look_for_changes);
    }
}

impl Parts {
    fn reopen(self) {
        self.renewing.set(self.phase.with_untracked(|phase| *phase == Phase::Ready));
        self.opened.ask(open_list(self.scope.get_value()), move |opened| {
            self.renewing.set(false);
            match opened {
                Ok(Opened::Columns(columns)) => {
                    let names = columns.dictionaries.clone();
                    match Report::new(*columns) {
                        Some(report) => self.take(names, Some(report)),
                        None => self.phase.set(Phase::Failed(ApiError::Outdated)),
                    }
                }
                Ok(Opened::OnServer(names)) => self.take(*names, None),
                Err(error) => {
                    self.me.notice(&error);
                    self.try_later(&error, self.opened, Self::reopen);
                    // Keeps the current report if only the new one failed.
                    if self.phase.with_untracked(|phase| *phase == Phase::Ready) {
                        self.trouble.set(Some(error));
                    } else {
                        self.phase.set(Phase::Failed(error));
                    }
                }
            }
        });
    }

    fn take(self, names: Dictionaries, report: Option<Report>) {
        self.looked_up_to.set_value(names.last_event);
        self.stale.set(false);
        self.trouble.set(None);
        self.names.set(Arc::new(names));
        self.report.set_value(report);
        self.searched.set_value(String::new());
        self.texts.renew();
        if self.phase.with_untracked(|phase| *phase == Phase::Ready) {
            self.refresh();
        } else {
            // The effect that waits for this refreshes.
            self.phase.set(Phase::Ready);
        }
    }

    fn rows(self, section: Section) -> Rows {
        self.sections[section as usize]
    }

    fn row(self, section: Section, position: usize) -> Option<Row> {
        let rows = self.rows(section);
        match rows.local(position) {
            Some(row) => self.report.with_value(|report| report.as_ref().map(|report| report.row(row))),
            None => rows.remote(position),
        }
    }

    /// Computes counts and rows for the current query.
    fn refresh(self) {
        let query = self.query.get_untracked();
        let number = self.asked.begin();
        if self.report.with_value(Option::is_none) {
            self.ask(number);
            return;
        }
        let search = query.search.trim().to_owned();
        let can_sort =
            self.report.with_value(|report| report.as_ref().is_none_or(|it| it.can_sort(query.sort.column)));
        if search == self.searched.get_value() && can_sort {
            self.show(&query);
            return;
        }
        spawn_local(async move {
            let prepared = self.prepare(&query, &search, can_sort).await;
            if !self.asked.is(number) {
                return;
            }
            self.settle(prepared.as_ref().err());
            if let Ok((found, ranks)) = prepared {
                self.report.update_value(|report| {
                    if let Some(report) = report {
                        report.set_search(found.as_deref());
                        if let Some(ranks) = ranks {
                            report.set_ranks(query.sort.column, &ranks);
                        }
                    }
                });
                self.searched.set_value(search);
                self.show(&query);
            }
        });
    }

    /// Fetches what the browser lacks: the licenses that match the search, and ranks by text.
    async fn prepare(
        self,
        query: &Query,
        search: &str,
        can_sort: bool,
    ) -> Result<(Option<Vec<LicenseId>>, Option<Vec<(LicenseId, u32)>>), ApiError> {
        let scope = self.scope.get_value();
        let found = match search {
            "" => None,
            text => Some(search_list(scope.clone(), text.to_owned()).await?),
        };
        let ranks = if can_sort { None } else { Some(rank_list(scope, query.sort.column).await?) };
        Ok((found, ranks))
    }

    fn show(self, query: &Query) {
        self.report.with_value(|report| {
            if let Some(report) = report {
                for section in Section::ALL {
                    self.rows(section).set_local(report.rows(query, section, usize::MAX));
                }
                self.facets.set(report.facets(query));
            }
        });
    }

    /// Asks the server for the counts and the rows in view, if it computes.
    fn ask(self, number: u32) {
        let ask = Ask {
            generated_at: self.names.with_untracked(|names| names.generated_at),
            query: self.query.get_untracked(),
            windows: Section::ALL.map(|section| (section, self.rows(section).window())).to_vec(),
        };
        self.under_way.set_value(Some((number, self.windows())));
        spawn_local(async move {
            let answer = ask_list(self.scope.get_value(), ask.clone()).await;
            if !self.asked.is(number) {
                return;
            }
            self.under_way.set_value(None);
            self.settle(answer.as_ref().err());
            let Ok(answer) = answer else { return };
            if let Some(names) = answer.names {
                // The server generated the list again, and its names.
                self.looked_up_to.set_value(names.last_event);
                self.names.set(Arc::new(*names));
                self.texts.renew();
            }
            for ((section, range), (_, count, rows)) in ask.windows.into_iter().zip(answer.windows) {
                self.rows(section).set_remote(count as usize, range.start as usize, rows);
            }
            self.facets.set(answer.facets);
        });
    }

    fn windows(self) -> Vec<Range<u32>> {
        Section::ALL.map(|section| self.rows(section).window()).to_vec()
    }

    /// Returns whether the latest question, still unanswered, covers the windows in view. Asking again would only delay them.
    fn is_asked(self) -> bool {
        let (latest, windows) = (self.asked.number(), self.windows());
        self.under_way.with_value(|it| {
            it.as_ref().is_some_and(|(number, asked)| *number == latest && *asked == windows)
        })
    }

    fn settle(self, error: Option<&ApiError>) {
        if let Some(error) = error {
            self.me.notice(error);
            self.try_later(error, self.asked, Self::refresh);
        }
        self.trouble.set(error.cloned());
    }

    /// If other requests come first, asks again later, unless something else was asked by then.
    fn try_later(self, error: &ApiError, asked: Latest, ask: fn(Self)) {
        let ApiError::Busy { retry_after, .. } = error else { return };
        let number = asked.number();
        let again = move || {
            if asked.is(number) {
                ask(self);
            }
        };
        after(Duration::from_secs((*retry_after).into()), again);
    }

    fn see(self, section: Section, first: usize, end: usize, pace: Pace) {
        let rows = self.rows(section);
        rows.see(first, end);
        if self.report.with_value(Option::is_none) && !rows.has(first, end) && !self.is_asked() {
            self.ask(self.asked.begin());
        }
        let rows = (first..end).filter_map(|position| untrack(|| self.row(section, position)));
        self.texts.want(section, rows.map(|row| row.license).collect(), pace);
    }

    fn show_pinned(self, license: LicenseId, pinned: bool) {
        self.report.update_value(|report| {
            if let Some(report) = report {
                report.set_pinned(&[license], pinned);
            }
        });
        if self.report.with_value(Option::is_some) {
            self.refresh();
        }
    }

    fn look_for_changes(self) {
        if self.phase.with_untracked(|phase| *phase != Phase::Ready) || self.stale.get_untracked() {
            return;
        }
        let last_event = self.looked_up_to.get_value();
        let (today, reach) = self.names.with_untracked(|names| (names.today, names.reach));
        spawn_local(async move {
            match list_changed(self.scope.get_value(), last_event, today, reach).await {
                // The page is gone or has another list by now.
                _ if self.looked_up_to.try_get_value() != Some(last_event) => {}
                Ok(Some(looked)) => self.looked_up_to.set_value(looked),
                Ok(None) => self.stale.set(true),
                Err(error) => self.me.notice(&error),
            }
        });
    }
}
