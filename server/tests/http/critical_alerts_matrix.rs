//! Expected responses about critical alerts and Support for each kind of caller.

use app::critical_alerts::{
    AddAlertUser, CriticalAlerts, PreviewAlert, RemoveAlertUser, SentMails, SetLeadTimes,
};
use app::support::{AlertsOf, MyAlerts, SubscribeToAlerts};
use model::list::Sort;

use crate::matrix::{Asked, Row, function, page};
use crate::world::World;

/// The rows, in the order of PEOPLE: signed out · removed, none, viewer, admin · branch, parent · distributor, partner
/// viewer, reseller, other · vendor · solo.
pub fn rows(world: &World) -> Vec<Row> {
    [pages(), functions(world), support()].into_iter().flatten().collect()
}

fn pages() -> Vec<Row> {
    let (link, everybody) = ("/unsubscribe/{token}", "2 2222 22 2222 2 2");
    let unknown = || "/unsubscribe/unknown".to_owned();
    vec![
        page("/critical-alerts", "3 .... 22 2..2 2 ."),
        page("/support", "3 2222 22 2222 2 2"),
        Row { of: link, asked: Asked::Page(unknown()), expected: everybody },
        Row {
            of: link,
            asked: Asked::Form("/unsubscribe/unknown", "List-Unsubscribe=One-Click".into()),
            expected: everybody,
        },
    ]
}

fn functions(world: &World) -> Vec<Row> {
    let (with_level, nobody) = ("1 .... 22 2..2 2 .", "1 .... .. .... . .");
    let lead_times = |license: &str| SetLeadTimes { license: license.to_owned(), days: Some("60".into()) };
    vec![
        function("/api/critical-alerts", &CriticalAlerts {}, with_level),
        function("/api/sent-mails", &SentMails { sort: Sort::default() }, with_level),
        function("/api/preview-alert", &PreviewAlert {}, with_level),
        function("/api/add-alert-user", &AddAlertUser { email: "ops@example.org".into() }, with_level),
        // Only people who may add one learn that this is not an address.
        function("/api/add-alert-user", &AddAlertUser { email: "nobody".into() }, "1 .... xx x..x x ."),
        function("/api/remove-alert-user", &RemoveAlertUser { user: world.missing }, nobody),
        // Only of one's own organization; a license of another counts as missing.
        function("/api/set-lead-times", &lead_times("KEY-CUSTOMER"), "1 .... x2 x..x x ."),
        function("/api/set-lead-times", &lead_times("KEY-SUB"), "1 .... 2x x..x x ."),
        function("/api/set-lead-times", &lead_times("KEY-NOWHERE"), "1 .... xx x..x x ."),
    ]
}

fn support() -> Vec<Row> {
    let subscribe = |of, subscribed| SubscribeToAlerts { of, subscribed };
    let (signed_in, members) = ("1 2222 22 2222 2 2", "1 .222 22 2222 2 .");
    vec![
        function("/api/my-alerts", &MyAlerts {}, signed_in),
        function("/api/subscribe-to-alerts", &subscribe(AlertsOf::Organization, true), members),
        function("/api/subscribe-to-alerts", &subscribe(AlertsOf::Organization, false), members),
        function("/api/subscribe-to-alerts", &subscribe(AlertsOf::Personal, false), signed_in),
        function("/api/subscribe-to-alerts", &subscribe(AlertsOf::Personal, true), signed_in),
    ]
}
