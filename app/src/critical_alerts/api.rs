//! Server functions of critical alerts.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::{AlertUserId, Day};
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::{Context, answer},
    model::{Action, Permit, Target},
    store::alerts::{self, UnsubscribeToken},
};

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alerts {
    /// Who gets them, by address.
    pub users: Vec<AlertUser>,
    /// Licenses with lead times of their own, by product.
    pub lead_times: Vec<LeadTimes>,
    /// The latest mails, the newest first.
    pub sent: Vec<SentMail>,
    /// The alerts of the coming days, the first first.
    pub next: Vec<NextAlert>,
    /// Whether mails become files, for want of a mail server.
    pub mails_are_files: bool,
}

/// Who gets critical alerts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertUser {
    /// Its number.
    pub id: AlertUserId,
    /// Its address.
    pub email: String,
    /// The member's name; none for others.
    pub name: Option<String>,
    /// Whether it subscribed itself: then it is told of no more than it may see.
    pub is_by_itself: bool,
    /// Whether it is told nothing, for it subscribed itself and is no member any more.
    pub is_gone: bool,
    /// When it was added, in milliseconds since the Unix epoch.
    pub created_at: i64,
}

/// A license with lead times of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadTimes {
    /// Its public ID.
    pub public_id: String,
    /// Its product.
    pub product: String,
    /// Its last day.
    pub expiration: Option<Day>,
    /// In days, the shortest first.
    pub days: Vec<u16>,
}

/// A mail of alerts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentMail {
    /// To whom.
    pub recipient: String,
    /// Its subject.
    pub subject: String,
    /// When it was written, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// What came of it.
    pub state: MailState,
    /// Why the last attempt failed.
    pub error: Option<String>,
}

/// What came of a mail. Times are in milliseconds since the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MailState {
    /// It was sent.
    Sent(i64),
    /// It was written as a file, for want of a mail server: nobody has got it.
    Filed(i64),
    /// It was given up.
    Failed(i64),
    /// It is sent, or tried again.
    Waiting(i64),
}

/// An alert to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextAlert {
    /// The day, in UTC, on which it is sent.
    pub on: Day,
    /// The license's public ID.
    pub public_id: String,
    /// Its product.
    pub product: String,
    /// Its last day.
    pub expiration: Day,
    /// This many days before that.
    pub lead_time: u16,
    /// To how many.
    pub recipients: usize,
}

/// A mail as it would be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertPreview {
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// The same as HTML, in which all that people have typed is text.
    pub html: String,
}

/// Critical alerts of the organization: who gets them, what was sent, what is next.
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

/// Adds an address to those that get the organization's critical alerts.
#[server(prefix = "/api", endpoint = "add-alert-user", protocol = Rpc)]
pub async fn add_alert_user(email: String) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ChangeAlertUsers, Target::MyOrganization)?;
        let token = UnsubscribeToken(*context.random);
        Ok(alerts::add(&context.db, &permit, &email, token, context.now).await?)
    })
    .await
}

/// Removes an address from them.
#[server(prefix = "/api", endpoint = "remove-alert-user", protocol = Rpc)]
pub async fn remove_alert_user(user: AlertUserId) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ChangeAlertUsers, Target::MyOrganization)?;
        Ok(alerts::remove(&context.db, &permit, user, context.now).await?)
    })
    .await
}

/// Gives the license of that key or public ID lead times of its own, such as `60, 30`; without any it goes by the usual
/// ones.
#[server(prefix = "/api", endpoint = "set-lead-times", protocol = Rpc)]
pub async fn set_lead_times(license: String, days: Option<String>) -> Result<(), ApiError> {
    answer(async |context| {
        let (change, see) = permits(&context, Action::ChangeAlertUsers)?;
        let given = (license.as_str(), days.as_deref());
        Ok(alerts::set_lead_times(&context.db, &change, &see, given, context.now).await?)
    })
    .await
}

/// An alert as it would be sent today.
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

/// To do `action`, and to see licenses.
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
