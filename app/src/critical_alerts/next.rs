//! Alerts to come.

use leptos::prelude::*;
use model::critical_alert::NextAlert;
use model::table::Table;

use crate::tables::{ListOf, small_list};
use crate::ui::{EmptyState, Shown, day_text, kept_rows, plain_row};

pub(super) fn next(alerts: Vec<NextAlert>) -> AnyView {
    let content = if alerts.is_empty() {
        let text = "No license that you can see has an alert in the next 30 days.";
        view! { <EmptyState title="No upcoming alerts" text=text /> }.into_any()
    } else {
        let list = ListOf::new(Table::NextAlerts, "Next alerts");
        small_list(list, move |shown| kept_rows(move || alerts.clone(), move |alert| row(shown, alert)))
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

fn row(shown: Shown, alert: NextAlert) -> AnyView {
    plain_row(shown, move |id| match id {
        "on" => day_text(alert.on.0).into_any(),
        "product" => alert.product.clone().into_any(),
        "license" => view! { <code>{alert.public_id.clone()}</code> }.into_any(),
        "expiration" => day_text(alert.expiration.0).into_any(),
        "lead-time" => counted(alert.lead_time.into(), "day").into_any(),
        _ => counted(alert.recipients, "alert user").into_any(),
    })
}

fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
