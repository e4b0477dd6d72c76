//! Expected responses about Event History for each kind of caller.

use app::events::{EventSettings, ListEvents, SetRetention};
use model::event::EventQuery;

use crate::matrix::{Row, function, page};

/// The rows of the matrix.
pub fn rows() -> Vec<Row> {
    let (page_of, file, with_history) = ("3 .... 22 2..2 2 .", ". .... 22 2..2 2 .", "1 .... 22 2..2 2 .");
    vec![
        page("/events", page_of),
        page("/export/events.xlsx", file),
        page("/export/events.csv", file),
        function("/api/list-events", &ListEvents { query: EventQuery::default(), after: None }, with_history),
        function("/api/event-settings", &EventSettings {}, with_history),
        function("/api/set-retention", &SetRetention { days: 365 }, with_history),
    ]
}
