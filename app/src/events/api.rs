//! Server functions for Event History. Its export has its own route.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::UserId;
use model::event::{Cursor, EventQuery, Page};
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::answer,
    model::{Action, Target},
    store::events::{self, EventError, RetentionError},
};

properties! {
    ListEvents: WhileViewing;
    EventSettings: WhileViewing;
    SetRetention;
}

/// The most events in one response.
#[cfg(feature = "ssr")]
const PAGE: u64 = 100;

/// The page's data besides events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistorySettings {
    /// The organization's people, number and name, sorted by name.
    pub people: Vec<(UserId, String)>,
    /// How many days new events are kept.
    pub retention_days: i32,
}

/// Returns the organization's events in the query's order, starting after the page that ended at `after`.
#[server(prefix = "/api", endpoint = "list-events", protocol = Rpc)]
pub async fn list_events(query: EventQuery, after: Option<Cursor>) -> Result<Page, ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::SeeEvents, Target::MyOrganization)?;
        Ok(events::page(&context.db, &permit, &query, after, PAGE, context.now).await?)
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

#[cfg(feature = "ssr")]
impl From<EventError> for ApiError {
    fn from(error: EventError) -> Self {
        match error {
            EventError::Refused(refused) => refused.into(),
            EventError::Database(error) => Self::failed(&error),
        }
    }
}

#[cfg(feature = "ssr")]
impl From<RetentionError> for ApiError {
    fn from(error: RetentionError) -> Self {
        match error {
            RetentionError::Refused(refused) => refused.into(),
            RetentionError::Days => Self::invalid("days", error.to_string()),
            RetentionError::Database(error) => Self::failed(&error),
        }
    }
}
