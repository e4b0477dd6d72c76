//! Ninety days of critical alerts: two servers that are restarted and killed, a mail server that is away for a while, licenses
//! that are renewed and a reader who unsubscribes. Every due e-mail arrives once, on its day (R17).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::body::Body;
use http::{Request, StatusCode};
use model::critical_alert::DEFAULT_LEAD_TIMES;
use model::{Action, Day, Level, Levels, LicenseId, Target};
use server::mail::{Mailer, Transport};
use server::{Portal, Site, jobs, mail, router};
use store::Db;
use store::critical_alerts::{self, UnsubscribeToken};
use store::licenses::files::Files;
use store::testing::{LicenseChange, NOW, TODAY, TestDb, World, actor, change_license, databases};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use tower::ServiceExt as _;

use crate::mail_server::{Arrived, MailServer, home};
use crate::number;

const DAYS: i64 = 90;
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
/// On these days a server is killed in the middle of its round, or asked to stop.
const KILLS: [i64; 2] = [20, 70];
const ENDS: i64 = 45;
/// The mail server is away from the first of these days to the second.
const AWAY: (i64, i64) = (40, 42);
/// On this day every seventh license is renewed.
const RENEWAL: i64 = 50;
/// At the end of this day the first reader unsubscribes.
const UNSUBSCRIBED: i64 = 30;
/// The limit for anything that does not depend on the simulated time.
const PATIENCE: Duration = Duration::from_mins(1);

/// The time of all servers, in milliseconds since the Unix epoch.
static CLOCK: AtomicI64 = AtomicI64::new(NOW);

fn clock() -> i64 {
    CLOCK.load(Ordering::SeqCst)
}

/// Public ID, expiration date, recipient.
type Told = (String, String, String);

/// The days on which a license ends, each with the day from which it applies.
type Ends = Vec<(i64, Day)>;

/// One of the servers.
struct Server {
    portal: Arc<Portal>,
    name: &'static str,
    end: watch::Sender<bool>,
}

impl Server {
    async fn start(db: Db, name: &'static str, mail_server: &MailServer) -> Self {
        let site = Site::listening("127.0.0.1:3000".parse().unwrap());
        let way = Transport::smtp(&format!("smtp://127.0.0.1:{}", mail_server.port)).unwrap();
        let mailer = Mailer::new(way, "Licenses <licenses@example.org>".parse().unwrap(), &site.address);
        let portal = Portal::new(db, Files::in_memory(), site).await.with_clock(clock).with_mailer(mailer);
        Self { portal: Arc::new(portal), name, end: watch::channel(false).0 }
    }

    /// A server's own work: its turn at writing alerts, and a round of sending.
    async fn look(portal: Arc<Portal>, name: &'static str, end: watch::Receiver<bool>) -> u64 {
        jobs::critical_alerts::take(&portal, name).await.unwrap();
        let mut sent = 0;
        loop {
            match mail::round(&portal, &end).await.unwrap() {
                0 => return sent,
                more => sent += more,
            }
        }
    }

    fn begin(&self) -> tokio::task::JoinHandle<u64> {
        tokio::spawn(Self::look(Arc::clone(&self.portal), self.name, self.end.subscribe()))
    }
}

struct Simulation<'a> {
    database: &'a TestDb,
    home: &'a Path,
    mail_server: MailServer,
    servers: [Server; 2],
    /// Each e-mail by its Message-ID: the day it first came, and how often it came.
    mails: BTreeMap<String, (i64, usize, Arrived)>,
    acknowledged: u64,
    arrived: u64,
}

impl<'a> Simulation<'a> {
    async fn new(database: &'a TestDb, home: &'a Path) -> Self {
        let mail_server = MailServer::start(home);
        let servers = [
            Server::start(database.again().await, "one", &mail_server).await,
            Server::start(database.again().await, "two", &mail_server).await,
        ];
        Self { database, home, mail_server, servers, mails: BTreeMap::new(), acknowledged: 0, arrived: 0 }
    }

    /// Records the e-mails that have arrived by now, on that day.
    fn note(&mut self, day: i64) {
        for mail in self.mail_server.arrived() {
            self.arrived += 1;
            self.mails.entry(mail.id.clone()).or_insert((day, 0, mail)).1 += 1;
        }
    }

    /// Both servers do their due work. `interrupted` says whether the second is killed (or asked to stop) in the middle.
    async fn step(&mut self, day: i64, interrupted: Option<bool>) {
        let (one, two) = (self.servers[0].begin(), self.servers[1].begin());
        let Some(is_killed) = interrupted else {
            let (one, two) =
                timeout(PATIENCE, async { (one.await.unwrap(), two.await.unwrap()) }).await.unwrap();
            self.acknowledged += one + two;
            return self.settle(day).await;
        };
        // Until it has claimed an e-mail.
        let before = self.arrived;
        for _ in 0..2_000 {
            self.note(day);
            if self.arrived > before {
                break;
            }
            sleep(Duration::from_millis(1)).await;
        }
        assert!(self.arrived > before, "nothing was sent on day {day}");
        if is_killed {
            two.abort();
            // If the task has ended by itself, it was not killed in the middle, which is fine.
            self.acknowledged += two.await.unwrap_or(0);
        } else {
            self.servers[1].end.send_replace(true);
            self.acknowledged += timeout(PATIENCE, two).await.unwrap().unwrap();
        }
        self.acknowledged += timeout(PATIENCE, one).await.unwrap().unwrap();
        self.servers[1] = Server::start(self.database.again().await, "two", &self.mail_server).await;
        self.settle(day).await;
    }

    /// Waits until all e-mails that servers handed over are recorded.
    async fn settle(&mut self, day: i64) {
        let all = async {
            while self.arrived < self.acknowledged {
                self.note(day);
                sleep(Duration::from_millis(1)).await;
            }
        };
        timeout(PATIENCE, all).await.unwrap();
        self.note(day);
    }

    /// A mail program's one click, by the link in the last e-mail to that reader.
    async fn unsubscribe(&self, reader: &str) {
        let of_reader = self.mails.values().filter(|(.., mail)| mail.to == reader);
        let (.., mail) = of_reader.max_by_key(|(day, ..)| *day).unwrap();
        let path = mail.unsubscribe.strip_prefix("http://127.0.0.1:3000").unwrap();
        let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        let request = request.body(Body::from("List-Unsubscribe=One-Click")).unwrap();
        let answer = router::router(Arc::clone(&self.servers[0].portal)).oneshot(request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
    }

    async fn run(mut self, licenses: i32, readers: u8) -> String {
        let db = &self.database.db;
        let world = World::make(db).await;
        let manager = actor(db, "manager", Some(world.customer), Levels::all(Level::FullAccess)).await;
        let permit = manager.permit(Action::ChangeAlertUsers, Target::MyOrganization).unwrap();
        for number in 0..readers {
            critical_alerts::add(db, &permit, &reader(number), UnsubscribeToken([number; 32]), NOW)
                .await
                .unwrap();
        }
        let mut ends = BTreeMap::new();
        for number in 0..licenses {
            // Spread over the 90 days, and beyond.
            let end = TODAY.plus(number * 150 / licenses);
            let id = world.license(db, &number.to_string(), &[world.customer]).await;
            renew(db, id, end).await;
            ends.insert(id, (format!("L-{number}"), vec![(0, end)]));
        }
        for day in 0..=DAYS {
            if day == AWAY.0 {
                self.mail_server.go_away();
            } else if day == AWAY.1 {
                self.mail_server.come_back(self.home);
            }
            if day == RENEWAL {
                for (id, (_, ends)) in ends.iter_mut().step_by(7) {
                    ends.push((day, TODAY.plus(140)));
                    renew(db, *id, TODAY.plus(140)).await;
                }
            }
            for hour in [0, 6] {
                CLOCK.store(NOW + day * DAY + hour * HOUR, Ordering::SeqCst);
                let is_killed = KILLS.contains(&day);
                self.step(day, (hour == 0 && (is_killed || day == ENDS)).then_some(is_killed)).await;
            }
            if day == UNSUBSCRIBED {
                self.unsubscribe(&reader(0)).await;
            }
        }
        self.check(&ends, readers)
    }

    /// Checks the e-mails by the rule itself: a lead time causes an e-mail on its day, or as soon as possible after it. Lead
    /// times due at once cause one e-mail.
    fn check(&self, licenses: &BTreeMap<LicenseId, (String, Ends)>, readers: u8) -> String {
        let name = self.database.name;
        let mut expected: BTreeMap<Told, Vec<i64>> = BTreeMap::new();
        for (id, ends) in licenses.values() {
            for (place, (from, end)) in ends.iter().enumerate() {
                let left = i64::from(end.since(TODAY));
                let until = ends.get(place + 1).map_or(DAYS, |(next, _)| next - 1).min(left);
                let days = DEFAULT_LEAD_TIMES.into_iter().map(|lead| (left - i64::from(lead)).max(*from));
                let days: BTreeSet<i64> = days.filter(|day| *day <= until).collect();
                for number in 0..readers {
                    let days = days.iter().filter(|day| number > 0 || **day <= UNSUBSCRIBED);
                    // E-mails written while the mail server was away arrived when it came back.
                    let days: Vec<_> =
                        days.map(|day| if (AWAY.0..AWAY.1).contains(day) { AWAY.1 } else { *day }).collect();
                    if !days.is_empty() {
                        expected.insert((id.clone(), end.to_string(), reader(number)), days);
                    }
                }
            }
        }
        let mut told: BTreeMap<Told, Vec<i64>> = BTreeMap::new();
        for (day, _, mail) in self.mails.values() {
            for line in mail.text.lines() {
                let Some((_, rest)) = line.split_once(", license ") else { continue };
                let (id, rest) = rest.split_once(": ").unwrap();
                let end = rest.split(',').next().unwrap();
                told.entry((id.to_owned(), end.to_owned(), mail.to.clone())).or_default().push(*day);
            }
        }
        for days in told.values_mut() {
            days.sort_unstable();
        }
        let keys: BTreeSet<_> = expected.keys().chain(told.keys()).collect();
        let wrong = keys.into_iter().filter(|key| expected.get(*key) != told.get(*key));
        let wrong: Vec<_> = wrong.map(|key| (key, expected.get(key), told.get(key))).take(10).collect();
        assert!(wrong.is_empty(), "{name}: license, reader, days expected, days alerted: {wrong:#?}");
        // An e-mail that a killed server had claimed may come again, with the same Message-ID.
        let repeated: usize = self.mails.values().map(|(_, times, _)| times - 1).sum();
        assert!(repeated <= KILLS.len(), "{name}: {repeated} e-mails came twice");
        let alerts: usize = told.values().map(Vec::len).sum();
        let (mails, licenses) = (self.mails.len(), licenses.len());
        format!(
            "{name}: {alerts} alerts of {licenses} licenses in {mails} e-mails, {repeated} of them repeated"
        )
    }
}

fn reader(number: u8) -> String {
    format!("reader-{number}@example.org")
}

async fn renew(db: &Db, license: LicenseId, expiration: Day) {
    change_license(db, license, LicenseChange { expiration: Some(expiration), ..Default::default() }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_alert_that_is_due_arrives_once_and_on_its_day() {
    let Some(home) = home() else {
        return eprintln!(
            "npm has not brought the mail server (cargo xtask setup): e-mails are not simulated"
        );
    };
    let licenses = number("TORTURE_LICENSES", 200);
    let readers = if licenses < 1_000 { 4 } else { 20 };
    for database in databases().await {
        CLOCK.store(NOW, Ordering::SeqCst);
        let simulation = Simulation::new(&database, &home).await;
        println!("{}", simulation.run(licenses.try_into().unwrap(), readers).await);
    }
}
