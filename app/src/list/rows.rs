//! The rows of one section in order: all positions if the browser computes, a window of rows if the server does.

use std::ops::Range;

use leptos::prelude::*;
use model::report::Row;

/// The most rows to ask for at once, around those in view.
const AROUND: usize = 100;

/// Rows of a section.
#[derive(Clone, Copy)]
pub struct Rows {
    /// The number of rows that match the query.
    pub count: RwSignal<usize>,
    /// Increases whenever the order of the rows changes.
    pub version: RwSignal<u64>,
    content: RwSignal<Content, LocalStorage>,
    seen: StoredValue<Range<usize>>,
}

enum Content {
    Local(Vec<u32>),
    Remote { start: usize, rows: Vec<Row> },
}

impl Rows {
    pub(super) fn new() -> Self {
        Self {
            count: RwSignal::new(0),
            version: RwSignal::new(0),
            content: RwSignal::new_local(Content::Remote { start: 0, rows: Vec::new() }),
            seen: StoredValue::new(0..50),
        }
    }

    pub(super) fn set_local(self, rows: Vec<u32>) {
        let count = rows.len();
        self.content.set(Content::Local(rows));
        self.changed(count);
    }

    pub(super) fn set_remote(self, count: usize, start: usize, rows: Vec<Row>) {
        self.content.set(Content::Remote { start, rows });
        self.changed(count);
    }

    fn changed(self, count: usize) {
        if self.count.get_untracked() != count {
            self.count.set(count);
        }
        self.version.update(|version| *version += 1);
    }

    /// Returns the report's row at a position, if the browser computes.
    pub(super) fn local(self, position: usize) -> Option<u32> {
        self.content.with(|content| match content {
            Content::Local(rows) => rows.get(position).copied(),
            Content::Remote { .. } => None,
        })
    }

    /// Returns the row at a position, if the server computes and has sent it.
    pub(super) fn remote(self, position: usize) -> Option<Row> {
        self.content.with(|content| match content {
            Content::Local(_) => None,
            Content::Remote { start, rows } => {
                position.checked_sub(*start).and_then(|at| rows.get(at).copied())
            }
        })
    }

    /// Returns whether all rows of a range have arrived.
    pub(super) fn has(self, first: usize, end: usize) -> bool {
        let end = end.min(self.count.get_untracked());
        self.content.with_untracked(|content| match content {
            Content::Local(_) => true,
            Content::Remote { start, rows } => first >= end || (*start <= first && end <= start + rows.len()),
        })
    }

    pub(super) fn see(self, first: usize, end: usize) {
        self.seen.set_value(first..end);
    }

    /// Returns the range to ask the server for: the rows in view and some around them.
    pub(super) fn window(self) -> Range<u32> {
        let seen = self.seen.get_value();
        let small = |position: usize| u32::try_from(position).unwrap_or(u32::MAX);
        small(seen.start.saturating_sub(AROUND))..small(seen.end + AROUND)
    }
}
