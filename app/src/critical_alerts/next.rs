//! Alerts to come.

use leptos::prelude::*;
use model::critical_alert::NextAlert;

use crate::ui::{EmptyState, day_text};

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
