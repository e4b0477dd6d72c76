//! Unsubscribing by the link in an e-mail (RFC 8058): from anywhere, without a session, and revealing nothing.

use app::critical_alerts::{Alerts, CriticalAlerts};
use app::support::{AlertsOf, MyAlerts, SubscribeToAlerts};
use axum::body::Body;
use http::{Method, Request};
use model::critical_alert::Subscriptions;
use store::critical_alerts::{UnsubscribeToken, set_subscribed};
use store::sign_in::session;
use store::testing::{NOW, TestDb, both_databases};

use crate::browser::Browser;
use crate::world::World;

#[both_databases]
async fn a_mail_program_unsubscribes_in_one_click_from_anywhere(database: TestDb) {
    let world = World::make(&database).await;
    let parent = session::actor(&world.db, world.parent, Some(world.base.customer)).await.unwrap();
    let token = UnsubscribeToken([0xA7; 32]);
    set_subscribed(&world.db, &parent, true, token, NOW).await.unwrap();
    let link = format!("/unsubscribe/{}", token.to_text());
    let mail_program = Browser::new(world.router.clone());
    let is_subscribed = async || {
        let mine: Subscriptions = world.browser("parent").call("my-alerts", &MyAlerts {}).await.value();
        mine.organization.unwrap()
    };

    // Opening a link changes nothing, because scanners of e-mails do so.
    let asked = mail_program.get(&link).await;
    assert!(is_subscribed().await);
    let one_click = async |path: &str| {
        let request = Request::builder().method(Method::POST).uri(path);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let request = request.header("origin", "https://mail.example").header("sec-fetch-site", "cross-site");
        mail_program.send(request.body(Body::from("List-Unsubscribe=One-Click")).unwrap()).await
    };
    let first = one_click(&link).await;
    assert_eq!(first.status, 200);
    assert!(first.text().contains("You are unsubscribed"));
    assert!(!is_subscribed().await);
    // Used again, or never a link: the same response.
    for path in [link.as_str(), "/unsubscribe/unknown", "/unsubscribe/%00", "/unsubscribe/%FF"] {
        assert_eq!(one_click(path).await, first, "{path}");
    }
    assert_eq!(mail_program.get("/unsubscribe/unknown").await, asked);
    assert_eq!(first.header("cache-control"), "no-store");
    assert!(!first.headers.contains_key("set-cookie"));
}

#[both_databases]
async fn a_member_subscribes_itself_and_those_who_may_see_it_do(database: TestDb) {
    let world = World::make(&database).await;
    let subscribe = SubscribeToAlerts { of: AlertsOf::Organization, subscribed: true };
    assert_eq!(world.browser("none").call("subscribe-to-alerts", &subscribe).await.status, 200);
    let alerts: Alerts = world.browser("parent").call("critical-alerts", &CriticalAlerts {}).await.value();
    let [user] = &alerts.users[..] else { panic!("{alerts:?}") };
    assert_eq!((user.email.as_str(), user.is_by_itself), ("none@example.org", true));
    assert!(alerts.mails_are_files);
    let others: Alerts = world.browser("branch").call("critical-alerts", &CriticalAlerts {}).await.value();
    assert!(others.users.is_empty());
}
