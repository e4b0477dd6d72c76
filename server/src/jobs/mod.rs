//! Work that servers do unasked. Jobs on the database are done by one of several servers at a time, whichever comes first
//! ([`store::db::lease`]). A server looks after its own state itself.

pub mod critical_alerts;
mod delete_expired;
mod liveness;
mod prune;
mod release;
mod seal;
mod server_state;
mod statistics;
mod viewings;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use store::{Db, DbErr};
use tokio::time::{MissedTickBehavior, interval};

use crate::{Portal, dice};

pub(crate) use liveness::{Pulse, Round};

/// How often a server checks whether a job is due.
const LOOK: Duration = Duration::from_secs(5);

/// Work that one of several servers does periodically.
#[derive(Clone, Copy)]
pub struct Job {
    /// The job's name in the database and in the log.
    pub name: &'static str,
    /// The time between turns, in milliseconds.
    pub period: i64,
    /// Does the work as of a moment, in milliseconds since the Unix epoch. Returns how many things it changed.
    act: for<'a> fn(&'a Db, i64) -> BoxFuture<'a, Result<u64, DbErr>>,
}

/// All jobs.
pub const JOBS: [Job; 6] =
    [release::JOB, delete_expired::JOB, seal::JOB, prune::JOB, viewings::JOB, statistics::JOB];

impl Job {
    /// Does the job if it is due and no other server has taken the turn. Returns how many things it changed; None if it was not
    /// this server's turn. `server` is this server's name.
    ///
    /// If a server dies halfway, the next round does the rest.
    pub async fn turn(&self, db: &Db, server: &str, now: i64) -> Result<Option<u64>, DbErr> {
        if !store::db::lease::take(db, self.name, server, now, now + self.period).await? {
            return Ok(None);
        }
        (self.act)(db, now).await.map(Some)
    }
}

/// Does all jobs, until the process ends.
pub async fn run(portal: Arc<Portal>) {
    let server = format!("{:016x}", u64::from_be_bytes(dice::roll()));
    tokio::join!(
        in_turns(&portal, &server),
        critical_alerts::run(&portal, &server),
        server_state::run(&portal)
    );
}

async fn in_turns(portal: &Portal, server: &str) {
    let mut ticks = interval(LOOK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        portal.pulse.beat(Round::Turns, (portal.clock)());
        for job in JOBS {
            tell(job.name, job.turn(&portal.db, server, (portal.clock)())).await;
        }
    }
}

/// Waits for a turn and logs its result. A turn that panics has failed; other jobs continue, and this one is retried in the
/// next round.
async fn tell(job: &str, turn: impl Future<Output = Result<Option<u64>, DbErr>>) {
    match AssertUnwindSafe(turn).catch_unwind().await {
        Ok(Ok(Some(count))) if count > 0 => tracing::info!(job, count, "a job was done"),
        Ok(Ok(_)) => {}
        Ok(Err(error)) => tracing::warn!(job, %error, "a job failed and will be retried in the next round"),
        // The log has the cause already.
        Err(_) => tracing::error!(job, "a job panicked and will be retried in the next round"),
    }
}

#[cfg(test)]
mod tests {
    use store::testing::{NOW, TestDb, both_databases};

    use super::*;

    #[both_databases]
    async fn of_several_servers_one_has_the_turn(database: TestDb) {
        let other = database.again().await;
        for job in JOBS {
            for round in 0..3 {
                let now = NOW + round * job.period;
                let (one, two) =
                    tokio::join!(job.turn(&database.db, "one", now), job.turn(&other, "two", now));
                let turns = [one.unwrap(), two.unwrap()].into_iter().flatten().count();
                assert_eq!(turns, 1, "{}", job.name);
                let early = job.turn(&other, "two", now + job.period - 1).await.unwrap();
                assert_eq!(early, None, "{}", job.name);
            }
        }
    }
}
