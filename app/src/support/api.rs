//! Server functions of Support.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::answer,
    store::alerts::{self, UnsubscribeToken},
};

/// Which critical alerts the person gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscriptions {
    /// Whether it gets those of the organization that it acts for; none when it acts for none.
    pub organization: Option<bool>,
    /// Whether it gets those of its personal licenses.
    pub personal: bool,
}

/// Alerts that a person subscribes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AlertsOf {
    /// Those of the organization that it acts for.
    Organization,
    /// Those of its personal licenses.
    Personal,
}

/// Which critical alerts the person gets.
#[server(prefix = "/api", endpoint = "my-alerts", protocol = Rpc)]
pub async fn my_alerts() -> Result<Subscriptions, ApiError> {
    answer(async |context| {
        let alerts::Subscriptions { organization, personal } =
            alerts::subscriptions(&context.db, context.actor()?).await?;
        Ok(Subscriptions { organization, personal })
    })
    .await
}

/// Subscribes the person to alerts, or unsubscribes it.
#[server(prefix = "/api", endpoint = "subscribe-to-alerts", protocol = Rpc)]
pub async fn subscribe_to_alerts(of: AlertsOf, subscribed: bool) -> Result<(), ApiError> {
    answer(async |context| {
        let (db, actor, token) = (&context.db, context.actor()?, UnsubscribeToken(*context.random));
        match of {
            AlertsOf::Organization => {
                alerts::set_subscribed(db, actor, subscribed, token, context.now).await?;
            }
            AlertsOf::Personal => alerts::set_personal(db, actor, subscribed, token, context.now).await?,
        }
        Ok(())
    })
    .await
}
