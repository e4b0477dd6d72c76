//! Server functions for critical alerts.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::{AlertUserId, Day};
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::{Context, answer},
    model::{Action, Permit, Target},
    store::alerts::{self, UnsubscribeToken},
};

properties! {
    CriticalAlerts: WhileViewing;
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
    /// The latest mails, newest first.
    pub sent: Vec<SentMail>,
    /// The alerts of the coming days, soonest first.
    pub next: Vec<NextAlert>,
    /// Whether mails become files because there is no mail server.
    pub mails_are_files: bool,
}

/// A person who gets critical alerts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertUser {
    /// Names them in requests.
    pub id: AlertUserId,
    /// The address for their alerts.
    pub email: String,
    /// The member's name; None for others.
    pub name: Option<String>,
    /// Whether they subscribed themselves: then their alerts cover only licenses that they may see.
    pub is_by_itself: bool,
    /// Whether they get nothing any more: they subscribed themselves and are no longer a member.
    pub is_gone: bool,
    /// When they were added, in milliseconds since the Unix epoch.
    pub created_at: i64,
}

/// A license with its own lead times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadTimes {
    /// Its public ID.
    pub public_id: String,
    /// Its product's name.
    pub product: String,
    /// Its last day; None if it does not expire.
    pub expiration: Option<Day>,
    /// Lead times in days, shortest first.
    pub days: Vec<u16>,
}

/// A mail with alerts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentMail {
    /// The recipient's address.
    pub recipient: String,
    /// The subject line.
    pub subject: String,
    /// When it was written, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// Whether it has been sent.
    pub state: MailState,
    /// Why the last attempt failed, if it did.
    pub error: Option<String>,
}

/// The state of a mail. Times are in milliseconds since the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MailState {
    /// When it was sent.
    Sent(i64),
    /// When it was written to a file because there is no mail server: nobody has received it.
    Filed(i64),
    /// When the server gave up.
    Failed(i64),
    /// When it is next due: it is being sent or tried again.
    Waiting(i64),
}

/// A future alert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextAlert {
    /// The day, in UTC, when it will be sent.
    pub on: Day,
    /// The license's public ID.
    pub public_id: String,
    /// Its product's name.
    pub product: String,
    /// The license's last day.
    pub expiration: Day,
    /// Days from the alert to the license's last day.
    pub lead_time: u16,
    /// The number of recipients.
    pub recipients: usize,
}

/// A preview of a mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertPreview {
    /// The subject line.
    pub subject: String,
    /// The plain-text part.
    pub text: String,
    /// The HTML part, with everything that people typed escaped.
    pub html: String,
}

/// Returns the organization's critical alerts: recipients, mails sent, alerts to come.
#[server(prefix = "/api", endpoint = "critical-alerts", protocol = Rpc)]
pub async fn critical_alerts() -> Result<Alerts, ApiError> {
    answer(async |context| {
        let (list, see) = permits(&context, Action::ListAlertUsers)?;
        let db = &context.db;
        let today = Day::of_instant(context.now);
        Ok(Alerts {
            users: alerts::list(db, &list).await?.into_iter().map(AlertUser::from).collect(),
            lead_times: alerts::lead_times(db, &list, &see).await?.into_iter().map(LeadTimes::from).collect(),
            sent: alerts::sent(db, &list).await?.into_iter().map(SentMail::from).collect(),
            next: alerts::next(db, &list, &see, today).await?.into_iter().map(NextAlert::from).collect(),
            mails_are_files: context.mails_are_files,
        })
    })
    .await
}

/// Adds an address that gets the organization's critical alerts.
#[server(prefix = "/api", endpoint = "add-alert-user", protocol = Rpc)]
pub async fn add_alert_user(email: String) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ChangeAlertUsers, Target::MyOrganization)?;
        let token = UnsubscribeToken(*context.random);
        Ok(alerts::add(&context.db, &permit, &email, token, context.now).await?)
    })
    .await
}

/// Removes an address from the organization's critical alerts.
#[server(prefix = "/api", endpoint = "remove-alert-user", protocol = Rpc)]
pub async fn remove_alert_user(user: AlertUserId) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ChangeAlertUsers, Target::MyOrganization)?;
        Ok(alerts::remove(&context.db, &permit, user, context.now).await?)
    })
    .await
}

/// Gives the license with that key or public ID its own lead times, such as `60, 30`; None restores the usual ones.
#[server(prefix = "/api", endpoint = "set-lead-times", protocol = Rpc)]
pub async fn set_lead_times(license: String, days: Option<String>) -> Result<(), ApiError> {
    answer(async |context| {
        let (change, see) = permits(&context, Action::ChangeAlertUsers)?;
        let given = (license.as_str(), days.as_deref());
        Ok(alerts::set_lead_times(&context.db, &change, &see, given, context.now).await?)
    })
    .await
}

/// Returns an alert as it would be sent today.
#[server(prefix = "/api", endpoint = "preview-alert", protocol = Rpc)]
pub async fn preview_alert() -> Result<AlertPreview, ApiError> {
    answer(async |context| {
        let (list, see) = permits(&context, Action::ListAlertUsers)?;
        let today = Day::of_instant(context.now);
        let alerts::Preview { subject, text, html } =
            alerts::preview(&context.db, &list, &see, &context.site, today).await?;
        Ok(AlertPreview { subject, text, html })
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
impl From<alerts::AlertUser> for AlertUser {
    fn from(user: alerts::AlertUser) -> Self {
        let alerts::AlertUser { id, email, name, is_by_itself, is_gone, created_at } = user;
        Self { id, email, name, is_by_itself, is_gone, created_at }
    }
}

#[cfg(feature = "ssr")]
impl From<alerts::LeadTimes> for LeadTimes {
    fn from(of: alerts::LeadTimes) -> Self {
        let alerts::LeadTimes { public_id, product, expiration, days } = of;
        Self { public_id, product, expiration, days }
    }
}

#[cfg(feature = "ssr")]
impl From<alerts::SentMail> for SentMail {
    fn from(mail: alerts::SentMail) -> Self {
        let state = match (mail.sent_at, mail.failed_at) {
            (Some(at), _) if mail.as_file => MailState::Filed(at),
            (Some(at), _) => MailState::Sent(at),
            (None, Some(at)) => MailState::Failed(at),
            (None, None) => MailState::Waiting(mail.due_at),
        };
        let alerts::SentMail { recipient, subject, created_at, error, .. } = mail;
        Self { recipient, subject, created_at, state, error }
    }
}

#[cfg(feature = "ssr")]
impl From<alerts::NextAlert> for NextAlert {
    fn from(next: alerts::NextAlert) -> Self {
        let alerts::NextAlert { on, public_id, product, expiration, lead_time, recipients } = next;
        Self { on, public_id, product, expiration, lead_time, recipients }
    }
}
