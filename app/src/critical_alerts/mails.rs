//! Alerts to come, and mails sent.

use leptos::prelude::*;
use model::alert::{MailState, NextAlert, SentMail};

use crate::ui::{EmptyState, Instant, day_text};

pub(super) fn next(alerts: Vec<NextAlert>) -> AnyView {
    let content = if alerts.is_empty() {
        let text = "No license that you can see has an alert in the next 30 days.";
        view! { <EmptyState title="No upcoming alerts" text=text /> }.into_any()
    } else {
        let rows = alerts.into_iter().map(next_row).collect::<Vec<_>>();
        view! {
            <div class="grid-scroll" tabindex="0" role="region" aria-label="Next alerts">
                <table class="plain-table">
                    <thead>
                        <tr>
                            <th scope="col">"Sent on (UTC)"</th>
                            <th scope="col">"Product"</th>
                            <th scope="col">"License"</th>
                            <th scope="col">"Expiration Date"</th>
                            <th scope="col">"Lead Time"</th>
                            <th scope="col">"To"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="section" aria-labelledby="next-alerts">
            <div class="section-head"><h2 id="next-alerts">"Next"</h2></div>
            <p class="lead-text">"Alerts in the next 30 days."</p>
            {content}
        </section>
    }
    .into_any()
}

fn next_row(alert: NextAlert) -> AnyView {
    let NextAlert { on, public_id, product, expiration, lead_time, recipients } = alert;
    let (days, users) = (counted(lead_time.into(), "day"), counted(recipients, "alert user"));
    view! {
        <tr>
            <td class="day">{day_text(on.0)}</td>
            <td>{product}</td>
            <td><code>{public_id}</code></td>
            <td class="day">{day_text(expiration.0)}</td>
            <td>{days}</td>
            <td>{users}</td>
        </tr>
    }
    .into_any()
}

fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

pub(super) fn sent(mails: Vec<SentMail>) -> AnyView {
    let content = if mails.is_empty() {
        let text = "Mails are written within an hour of becoming due.";
        view! { <EmptyState title="No mails sent yet" text=text /> }.into_any()
    } else {
        let rows = mails.into_iter().map(sent_row).collect::<Vec<_>>();
        view! {
            <div class="grid-scroll" tabindex="0" role="region" aria-label="Sent mails">
                <table class="plain-table">
                    <thead>
                        <tr>
                            <th scope="col">"To"</th>
                            <th scope="col">"Subject"</th>
                            <th scope="col">"Written"</th>
                            <th scope="col">"State"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="section" aria-labelledby="sent-mails">
            <div class="section-head"><h2 id="sent-mails">"Sent"</h2></div>
            <p class="lead-text">"The latest 200 mails. Failed mails are retried for three days, unless the recipient is \
                refused permanently."</p>
            {content}
        </section>
    }
    .into_any()
}

fn sent_row(mail: SentMail) -> AnyView {
    let SentMail { recipient, subject, created_at, state, error } = mail;
    let (word, at) = match (state, &error) {
        (MailState::Sent(at), _) => ("Sent ", at),
        (MailState::Filed(at), _) => ("Written to a file ", at),
        (MailState::Failed(at), _) => ("Given up ", at),
        (MailState::Waiting(at), Some(_)) => ("Next attempt ", at),
        (MailState::Waiting(at), None) => ("Waiting since ", at),
    };
    let reason = error.map(|error| view! { <div class="hint">{error}</div> }.into_any());
    view! {
        <tr>
            <td>{recipient}</td>
            <td>{subject.unwrap_or_else(|| "Licenses that you may not see".to_owned())}</td>
            <td><Instant at=created_at /></td>
            <td>{word} <Instant at=at /> {reason}</td>
        </tr>
    }
    .into_any()
}
