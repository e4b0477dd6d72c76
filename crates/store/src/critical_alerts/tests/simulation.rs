//! Months of alerts with two servers, restarts, renewals and a mail server that is sometimes away: every due alert arrives
//! once, and none early (R17).

use std::collections::{BTreeMap, BTreeSet};

use model::critical_alert::DEFAULT_LEAD_TIMES;

use super::*;
use crate::critical_alerts::mail::{self as outbox, IN_HAND};
use crate::db::entity::license;
use crate::testing::{TestDb, both_databases};

const DAYS: i64 = 90;
const HOUR: i64 = 3_600_000;

struct Simulation {
    licenses: i32,
    recipients: u8,
}

/// Public ID, expiration date, recipient.
type Told = (String, String, String);

/// The mail server: what arrived, on which days after the first.
#[derive(Default)]
struct MailServer {
    arrived: BTreeMap<Told, Vec<i64>>,
}

impl MailServer {
    fn is_away(day: i64) -> bool {
        (40..42).contains(&day)
    }

    fn take(&mut self, letter: &outbox::Letter, day: i64) {
        for line in letter.text.lines() {
            let Some((_, rest)) = line.split_once(", license ") else { continue };
            let (id, rest) = rest.split_once(": ").unwrap();
            let expiration = rest.split(',').next().unwrap();
            let told = (id.to_owned(), expiration.to_owned(), letter.recipient.clone());
            self.arrived.entry(told).or_default().push(day);
        }
    }
}

impl Simulation {
    async fn run(&self, database: &TestDb) {
        let mut servers = [database.db.clone(), database.again().await];
        let db = &database.db;
        let world = World::make(db).await;
        let manager = manager(db, world.customer).await;
        for number in 0..self.recipients {
            let email = format!("{number}@example.org");
            add(db, &changing(&manager), &email, token(number), NOW).await.unwrap();
        }
        let mut expirations = BTreeMap::new();
        for number in 0..self.licenses {
            // Through the 90 days, and beyond.
            let end = TODAY.plus(number * 150 / self.licenses);
            let id = world.license(db, &format!("{number}"), &[world.customer]).await;
            renew(db, id, end).await;
            expirations.insert(id, vec![(0, end)]);
        }
        let mut mail_server = MailServer::default();
        for day in 0..=DAYS {
            if [20, 45, 70].contains(&day) {
                // A server is restarted: an e-mail that it had claimed stays claimed until that ends.
                let at = NOW + day * DAY;
                if let Some(id) = outbox::due(db, 1, at).await.unwrap().first() {
                    outbox::claim(&servers[1], *id, at).await.unwrap();
                }
                servers[1] = database.again().await;
            }
            if day == 50 {
                for (id, ends) in expirations.iter_mut().step_by(7) {
                    let end = TODAY.plus(140);
                    renew(db, *id, end).await;
                    ends.push((day, end));
                }
            }
            // On some days no server writes.
            let is_idle = (60..63).contains(&day);
            for hour in [0, 6] {
                let now = NOW + day * DAY + hour * HOUR;
                if !is_idle {
                    let writing = |_| Writing { address: ADDRESS, dice: || [99; 32], now };
                    let (one, two) =
                        tokio::join!(write_due(&servers[0], writing(0)), write_due(&servers[1], writing(1)));
                    one.unwrap();
                    two.unwrap();
                }
                self.deliver(&servers, &mut mail_server, day, now).await;
            }
        }
        // E-mails that were claimed, or are tried again.
        self.deliver(&servers, &mut mail_server, DAYS, NOW + DAYS * DAY + 7 * HOUR + IN_HAND).await;
        self.check(database, &expirations, &mail_server).await;
    }

    async fn deliver(&self, servers: &[Db; 2], mail_server: &mut MailServer, day: i64, now: i64) {
        let mut turn = 0;
        loop {
            let due = outbox::due(&servers[0], 100, now).await.unwrap();
            if due.is_empty() {
                return;
            }
            for id in due {
                turn += 1;
                let server = &servers[turn % 2];
                let Some(letter) = outbox::claim(server, id, now).await.unwrap() else { continue };
                if MailServer::is_away(day) {
                    outbox::failed(server, &letter, "away", now).await.unwrap();
                } else {
                    mail_server.take(&letter, day);
                    outbox::sent(server, &letter, now).await.unwrap();
                }
            }
        }
    }

    /// Follows the rule itself: an alert is sent on the day of its lead time, or as soon as possible after it; those due at
    /// once are one.
    async fn check(
        &self,
        database: &TestDb,
        expirations: &BTreeMap<LicenseId, Vec<(i64, Day)>>,
        mail_server: &MailServer,
    ) {
        let ids: BTreeMap<LicenseId, String> = license::Entity::find()
            .all(database.db.connection())
            .await
            .unwrap()
            .into_iter()
            .map(|row| (row.id, row.public_id))
            .collect();
        let mut expected = BTreeMap::new();
        for (id, ends) in expirations {
            for (place, (from, end)) in ends.iter().enumerate() {
                let until = ends.get(place + 1).map_or(DAYS, |(next, _)| next - 1);
                let last = until.min(i64::from(end.since(TODAY)));
                let days: BTreeSet<i64> = DEFAULT_LEAD_TIMES
                    .into_iter()
                    .map(|lead| (i64::from(end.since(TODAY)) - i64::from(lead)).max(*from))
                    // No server wrote on these days.
                    .map(|day| if (60..63).contains(&day) { 63 } else { day })
                    .filter(|day| *day <= last)
                    // E-mails written on these days arrived when the mail server was back.
                    .map(|day| if MailServer::is_away(day) { 42 } else { day })
                    .collect();
                for number in 0..self.recipients {
                    if !days.is_empty() {
                        let told = (ids[id].clone(), end.to_string(), format!("{number}@example.org"));
                        expected.insert(told, days.iter().copied().collect::<Vec<_>>());
                    }
                }
            }
        }
        let wrong: Vec<_> = expected
            .keys()
            .chain(mail_server.arrived.keys())
            .filter(|told| expected.get(*told) != mail_server.arrived.get(*told))
            .map(|told| (told, expected.get(told), mail_server.arrived.get(told)))
            .take(10)
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert!(expected.len() > usize::from(self.recipients));
    }
}

#[both_databases]
async fn every_alert_that_is_due_arrives_once(database: TestDb) {
    Simulation { licenses: 60, recipients: 3 }.run(&database).await;
}

/// As large as installations get.
#[both_databases]
#[ignore = "takes minutes: cargo test -p store --release -- --ignored every_alert"]
async fn every_alert_of_5000_licenses_and_20_recipients_arrives_once(database: TestDb) {
    Simulation { licenses: 5_000, recipients: 20 }.run(&database).await;
}
