//! Sends e-mails that are due, in rounds, for as long as the server runs.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt as _;
use store::critical_alerts::mail::{self, Letter};
use store::{Db, DbErr};
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval, sleep};

use super::Mailer;
use crate::Portal;
use crate::jobs::{Pulse, Round};

/// How often a server looks for due e-mails.
const LOOK: Duration = Duration::from_secs(3);
/// At most this many e-mails are looked up at a time.
const AT_ONCE: u64 = 20;
/// How often the server tries to record that an e-mail was sent, and the pause in between. All attempts fit into the time for
/// which the e-mail is claimed: the next server to take it would send it again.
const NOTES: u32 = 10;
const NOTE_PAUSE: Duration = Duration::from_secs(2);

/// Sends what is due until `end` is set; finishes an e-mail that it has claimed.
pub async fn run(portal: Arc<Portal>, end: watch::Receiver<bool>) {
    let mut ended = end.clone();
    let mut ticks = interval(LOOK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            biased;
            _ = ended.wait_for(|end| *end) => return,
            _ = ticks.tick() => {}
        }
        // An e-mail that makes the program panic remains claimed for a while; the others are not affected.
        match AssertUnwindSafe(round(&portal, &end)).catch_unwind().await {
            Ok(Ok(0)) => {}
            Ok(Ok(count)) => tracing::info!(count, "e-mails were sent"),
            Ok(Err(error)) => {
                tracing::warn!(%error, "e-mails could not be looked up; this will be retried in the next round");
            }
            Err(_) => tracing::error!("sending e-mails panicked; this will be retried in the next round"),
        }
    }
}

/// Sends what is due now, in one round. Returns how many e-mails were sent.
pub async fn round(portal: &Portal, end: &watch::Receiver<bool>) -> Result<u64, DbErr> {
    let Portal { db, mailer, clock, pulse, .. } = portal;
    Post { db, mailer, clock: *clock, pulse, end }.round().await
}

/// The inputs of a round.
struct Post<'a> {
    db: &'a Db,
    mailer: &'a Mailer,
    clock: fn() -> i64,
    pulse: &'a Pulse,
    end: &'a watch::Receiver<bool>,
}

impl Post<'_> {
    /// Sends what is due, and returns how many e-mails were sent. While no e-mail can be sent at all, each round tries only one,
    /// so that the others keep their attempts.
    async fn round(&self) -> Result<u64, DbErr> {
        let mut count = 0;
        loop {
            self.pulse.beat(Round::Mail, (self.clock)());
            let due = mail::due(self.db, AT_ONCE, (self.clock)()).await?;
            let mut taken = false;
            for id in due {
                if *self.end.borrow() {
                    return Ok(count);
                }
                let Some(letter) = mail::claim(self.db, id, (self.clock)()).await? else { continue };
                taken = true;
                match self.mailer.send(&letter).await {
                    Ok(()) => {
                        self.note_sent(&letter).await?;
                        count += 1;
                    }
                    Err(error) => {
                        let (reason, now) = (error.to_string(), (self.clock)());
                        let is_given_up = if error.is_final() {
                            mail::refused(self.db, &letter, &reason, now).await?;
                            true
                        } else {
                            mail::failed(self.db, &letter, &reason, now).await?.is_none()
                        };
                        tracing::warn!(mail = id, %error, is_given_up, "an e-mail was not sent");
                        if error.is_of_all() {
                            return Ok(count);
                        }
                    }
                }
            }
            if !taken {
                return Ok(count);
            }
        }
    }

    async fn note_sent(&self, letter: &Letter) -> Result<(), DbErr> {
        for _ in 1..NOTES {
            match self.sent(letter).await {
                Ok(()) => return Ok(()),
                Err(error) => {
                    tracing::warn!(mail = letter.id, %error, "failed to record that an e-mail was sent");
                }
            }
            sleep(NOTE_PAUSE).await;
        }
        self.sent(letter).await
    }

    async fn sent(&self, letter: &Letter) -> Result<(), DbErr> {
        let now = (self.clock)();
        if self.mailer.writes_files() {
            mail::filed(self.db, letter, now).await
        } else {
            mail::sent(self.db, letter, now).await
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use model::{Action, Levels, Target};
    use store::critical_alerts::{self, UnsubscribeToken, Writing, write_due};
    use store::testing::{
        Engine, LicenseChange, NOW, TODAY, TestDb, World, actor, both_databases, change_license,
    };

    use super::*;
    use crate::mail::Transport;
    use crate::mail::testing::mail_server;

    /// Writes an e-mail to each of two recipients.
    async fn write_two(db: &Db) {
        let world = World::make(db).await;
        let license = world.license(db, "KEY", &[world.customer]).await;
        let soon = LicenseChange { expiration: Some(TODAY.plus(20)), ..Default::default() };
        change_license(db, license, soon).await;
        let levels = Levels::all(model::Level::FullAccess);
        let manager = actor(db, "manager", Some(world.customer), levels).await;
        let permit = manager.permit(Action::ChangeAlertUsers, Target::MyOrganization).unwrap();
        for (number, email) in [(1, "a@example.org"), (2, "b@example.org")] {
            critical_alerts::add(db, &permit, email, UnsubscribeToken([number; 32]), NOW).await.unwrap();
        }
        let writing = Writing { address: "https://example.org", dice: || [7; 32], now: NOW };
        assert_eq!(write_due(db, writing).await.unwrap(), 2);
    }

    fn files(folder: &Path) -> usize {
        fs::read_dir(folder).map_or(0, Iterator::count)
    }

    #[both_databases]
    async fn a_recipient_who_is_refused_for_good_is_given_up_at_once(engine: Engine) {
        for (refused_at, answer, is_final) in [
            ("RCPT", "550 5.1.1 nobody of that name", true),
            ("RCPT", "553 mailbox closed", true),
            ("RCPT", "450 4.2.0 try again later", false),
            ("RCPT", "452-the mailbox\r\n452 is full", false),
            // A wrong setting: whoever made it must not lose the e-mails written in the meantime.
            ("RCPT", "554 5.7.1 Relay access denied", false),
            ("RCPT", "554 #5.7.1 Relaying denied", false),
            ("MAIL", "550 5.1.8 sender not known", false),
            ("DATA", "554 5.6.0 no such e-mail, please", false),
        ] {
            let database: TestDb = engine.fresh().await;
            let (db, name) = (&database.db, answer);
            write_two(db).await;
            let port = mail_server(refused_at, "a@example.org", answer).await;
            let way = Transport::smtp(&format!("smtp://127.0.0.1:{port}")).unwrap();
            let from = "Licenses <licenses@example.org>".parse().unwrap();
            let mailer = Mailer::new(way, from, &"https://example.org".parse().unwrap());
            let (_end, end) = watch::channel(false);
            let pulse = Pulse::default();
            let sending = Post { db, mailer: &mailer, clock: || NOW, pulse: &pulse, end: &end };
            assert_eq!(sending.round().await.unwrap(), 1, "{name}");
            let waiting = mail::due(db, 9, NOW + 60_000).await.unwrap().len();
            assert_eq!(waiting, usize::from(!is_final), "{name}");
        }
    }

    #[both_databases]
    async fn a_round_sends_each_mail_once_and_ends_when_it_is_told_to(database: TestDb) {
        let db = &database.db;
        write_two(db).await;
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("mail");
        let mailer = Mailer::to_folder(&folder, &"https://example.org".parse().unwrap());
        let round = async |is_over, clock| {
            let (_end, end) = watch::channel(is_over);
            Post { db, mailer: &mailer, clock, pulse: &Pulse::default(), end: &end }.round().await.unwrap()
        };
        assert_eq!(round(true, || NOW).await, 0);
        // A file is in the folder's place: one e-mail is tried, the other keeps its attempts.
        fs::write(&folder, "").unwrap();
        assert_eq!(round(false, || NOW).await, 0);
        assert_eq!(mail::due(db, 9, NOW).await.unwrap().len(), 1);
        fs::remove_file(&folder).unwrap();
        assert_eq!(round(false, || NOW).await, 1);
        assert_eq!(round(false, || NOW + 60_000).await, 1);
        assert_eq!(round(false, || NOW + 900_000).await, 0);
        assert_eq!(files(&folder), 2);
    }
}
