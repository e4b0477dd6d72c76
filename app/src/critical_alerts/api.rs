//! Server functions for critical alerts.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::AlertUserId;
use model::critical_alert::{AlertUser, LeadTimes, MailColumn, NextAlert, Preview, SentMail};
use model::list::Sort;
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::{Context, answer},
    model::{Action, Day, Permit, Target},
    store::critical_alerts::{self, AlertError, UnsubscribeToken},
};

properties! {
    CriticalAlerts: WhileViewing;
    SentMails: WhileViewing;
    AddAlertUser;
    RemoveAlertUser;
    SetLeadTimes;
    PreviewAlert: WhileViewing;
}

/// The content of the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alerts {
    /// The people who get alerts, by address.
    pub users: Vec<AlertUser>,
    /// Licenses with their own lead times, by product.
    pub lead_times: Vec<LeadTimes>,
    /// The alerts of the coming days, soonest first.
    pub next: Vec<NextAlert>,
    /// Whether e-mails become files because there is no mail server.
    pub mails_are_files: bool,
}

/// Returns the organization's critical alerts: recipients, lead times, alerts to come.
#[server(prefix = "/api", endpoint = "critical-alerts", protocol = Rpc)]
pub async fn critical_alerts() -> Result<Alerts, ApiError> {
    answer(async |context| {
        let (list, see) = permits(&context, Action::ListAlertUsers)?;
        let db = &context.db;
        let today = Day::of_instant(context.now);
        Ok(Alerts {
            users: critical_alerts::list(db, &list).await?,
            lead_times: critical_alerts::lead_times(db, &list, &see).await?,
            next: critical_alerts::next(db, &list, &see, today).await?,
            mails_are_files: context.mails_are_files,
        })
    })
    .await
}

/// Returns the latest e-mails with alerts of the organization, in that order.
#[server(prefix = "/api", endpoint = "sent-mails", protocol = Rpc)]
pub async fn sent_mails(sort: Sort<MailColumn>) -> Result<Vec<SentMail>, ApiError> {
    answer(async |context| {
        let (list, see) = permits(&context, Action::ListAlertUsers)?;
        Ok(critical_alerts::in_order(critical_alerts::sent(&context.db, &list, &see).await?, sort))
    })
    .await
}

/// Adds an address that gets the organization's critical alerts.
#[server(prefix = "/api", endpoint = "add-alert-user", protocol = Rpc)]
pub async fn add_alert_user(email: String) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ChangeAlertUsers, Target::MyOrganization)?;
        let token = UnsubscribeToken(*context.random);
        Ok(critical_alerts::add(&context.db, &permit, &email, token, context.now).await?)
    })
    .await
}

/// Removes an address from the organization's critical alerts.
#[server(prefix = "/api", endpoint = "remove-alert-user", protocol = Rpc)]
pub async fn remove_alert_user(user: AlertUserId) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ChangeAlertUsers, Target::MyOrganization)?;
        Ok(critical_alerts::remove(&context.db, &permit, user, context.now).await?)
    })
    .await
}

/// Gives the license with that key or public ID its own lead times, such as `60, 30`; None restores the usual ones.
#[server(prefix = "/api", endpoint = "set-lead-times", protocol = Rpc)]
pub async fn set_lead_times(license: String, days: Option<String>) -> Result<(), ApiError> {
    answer(async |context| {
        let (change, see) = permits(&context, Action::ChangeAlertUsers)?;
        let given = (license.as_str(), days.as_deref());
        Ok(critical_alerts::set_lead_times(&context.db, &change, &see, given, context.now).await?)
    })
    .await
}

/// Returns an alert as it would be sent today.
#[server(prefix = "/api", endpoint = "preview-alert", protocol = Rpc)]
pub async fn preview_alert() -> Result<Preview, ApiError> {
    answer(async |context| {
        let (list, see) = permits(&context, Action::ListAlertUsers)?;
        let today = Day::of_instant(context.now);
        Ok(critical_alerts::preview(&context.db, &list, &see, &context.site, today).await?)
    })
    .await
}

/// Returns the permits to do `action` and to see licenses.
#[cfg(feature = "ssr")]
fn permits(context: &Context, action: Action) -> Result<(Permit, Permit), ApiError> {
    let actor = context.actor()?;
    let permit = |action| actor.permit(action, Target::MyOrganization);
    Ok((permit(action)?, permit(Action::ListLicenses)?))
}

#[cfg(feature = "ssr")]
impl From<AlertError> for ApiError {
    fn from(error: AlertError) -> Self {
        match error {
            AlertError::Refused(refused) => refused.into(),
            AlertError::Email(_) | AlertError::Exists(_) | AlertError::TooMany => {
                Self::invalid("email", error.to_string())
            }
            AlertError::LeadTimes(error) => Self::invalid("days", error.to_string()),
            AlertError::NoLicense => Self::invalid("license", error.to_string()),
            AlertError::Database(error) => Self::failed(&error),
        }
    }
}
