//! Server functions of Event History. Its export has a route of its own.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::UserId;
use model::event::EventQuery;
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::answer,
    model::{Action, Target},
    store::events::{self, Cursor},
};

/// At most this many events come at once.
#[cfg(feature = "ssr")]
const PAGE: u64 = 100;

/// An event as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownEvent {
    /// Its number.
    pub number: i64,
    /// When, in milliseconds since the Unix epoch.
    pub at: i64,
    /// Who.
    pub who: String,
    /// From where, where that may be told.
    pub network_address: Option<String>,
    /// What happened, in words.
    pub what: String,
    /// What it happened to, in words.
    pub object: String,
    /// What that was called then.
    pub object_name: String,
    /// The value before.
    pub old: String,
    /// The value after.
    pub new: String,
}

/// Some events, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventPage {
    /// The events.
    pub events: Vec<ShownEvent>,
    /// Moment and number behind which the next page begins; none when this is the last.
    pub next: Option<(i64, i64)>,
}

/// What the page needs besides events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistorySettings {
    /// The people of the organization, number and name, by name.
    pub people: Vec<(UserId, String)>,
    /// For how many days events are kept that are written now.
    pub retention_days: i32,
}

/// The organization's events, the newest first, behind the page that ended at `after`.
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

/// Whom one can ask for, and for how long events are kept.
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

/// Changes for how many days the organization keeps what is written from now on.
#[server(prefix = "/api", endpoint = "set-retention", protocol = Rpc)]
pub async fn set_retention(days: i32) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ManageSecurity, Target::MyOrganization)?;
        context.proved()?;
        Ok(events::set_retention(&context.db, &permit, days, context.now).await?)
    })
    .await
}
