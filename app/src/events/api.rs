//! Server functions for Event History. Its export has its own route.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::UserId;
use model::event::EventQuery;
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::answer,
    model::{Action, Target},
    store::events::{self, Cursor},
};

properties! {
    ListEvents: WhileViewing;
    EventSettings: WhileViewing;
    SetRetention;
}

/// The most events in one answer.
#[cfg(feature = "ssr")]
const PAGE: u64 = 100;

/// An event on the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownEvent {
    /// Orders events of the same moment.
    pub number: i64,
    /// When it happened, in milliseconds since the Unix epoch.
    pub at: i64,
    /// The person, in words.
    pub who: String,
    /// The network address; None if the reader may not see it.
    pub network_address: Option<String>,
    /// What happened, in words.
    pub what: String,
    /// The kind of object, in words.
    pub object: String,
    /// The object's name at the time.
    pub object_name: String,
    /// The value before; may be empty.
    pub old: String,
    /// The value after; may be empty.
    pub new: String,
}

/// A page of events, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventPage {
    /// At most one page of them.
    pub events: Vec<ShownEvent>,
    /// Time and number of the last event, to ask for the next page; None on the last page.
    pub next: Option<(i64, i64)>,
}

/// The page's data besides events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistorySettings {
    /// The organization's people, number and name, sorted by name.
    pub people: Vec<(UserId, String)>,
    /// How many days new events are kept.
    pub retention_days: i32,
}

/// Returns the organization's events, newest first, starting after the page that ended at `after`.
#[server(prefix = "/api", endpoint = "list-events", protocol = Rpc)]
pub async fn list_events(query: EventQuery, after: Option<(i64, i64)>) -> Result<EventPage, ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::SeeEvents, Target::MyOrganization)?;
        let after = after.map(|(at, event)| Cursor { at, event });
        let page = events::page(&context.db, &permit, &query, after, PAGE, context.now).await?;
        let shown = |event: events::Listed| ShownEvent {
            number: event.number,
            at: event.at,
            who: event.who,
            network_address: event.network_address,
            what: event.kind.label().to_owned(),
            object: event.object.map_or("", events::Object::label).to_owned(),
            object_name: event.object_name,
            old: event.old,
            new: event.new,
        };
        Ok(EventPage {
            events: page.events.into_iter().map(shown).collect(),
            next: page.next.map(|next| (next.at, next.event)),
        })
    })
    .await
}

/// Returns the people to filter by, and how long events are kept.
#[server(prefix = "/api", endpoint = "event-settings", protocol = Rpc)]
pub async fn event_settings() -> Result<HistorySettings, ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::SeeEvents, Target::MyOrganization)?;
        Ok(HistorySettings {
            people: events::people(&context.db, &permit).await?,
            retention_days: events::retention(&context.db, &permit).await?,
        })
    })
    .await
}

/// Sets how many days the organization keeps events from now on.
#[server(prefix = "/api", endpoint = "set-retention", protocol = Rpc)]
pub async fn set_retention(days: i32) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ManageSecurity, Target::MyOrganization)?;
        context.proved()?;
        Ok(events::set_retention(&context.db, &permit, days, context.now).await?)
    })
    .await
}
