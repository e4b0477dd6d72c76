//! Server functions for Support.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::critical_alert::Subscriptions;
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::answer,
    store::critical_alerts::{self, UnsubscribeToken},
};

properties! {
    MyAlerts;
    SubscribeToAlerts;
}

/// Alerts to subscribe to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AlertsOf {
    /// Those of the person's current organization.
    Organization,
    /// Those of the person's personal licenses.
    Personal,
}

/// Returns which critical alerts the person gets.
#[server(prefix = "/api", endpoint = "my-alerts", protocol = Rpc)]
pub async fn my_alerts() -> Result<Subscriptions, ApiError> {
    answer(async |context| Ok(critical_alerts::subscriptions(&context.db, context.actor()?).await?)).await
}

/// Subscribes or unsubscribes the person.
#[server(prefix = "/api", endpoint = "subscribe-to-alerts", protocol = Rpc)]
pub async fn subscribe_to_alerts(of: AlertsOf, subscribed: bool) -> Result<(), ApiError> {
    answer(async |context| {
        let (db, actor, token) = (&context.db, context.actor()?, UnsubscribeToken(*context.random));
        match of {
            AlertsOf::Organization => {
                critical_alerts::set_subscribed(db, actor, subscribed, token, context.now).await?;
            }
            AlertsOf::Personal => {
                critical_alerts::set_personal(db, actor, subscribed, token, context.now).await?;
            }
        }
        Ok(())
    })
    .await
}
