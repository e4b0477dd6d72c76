//! Writing the e-mails of critical alerts whose day has come.

use store::critical_alerts::{Writing, write_due};
use store::db::lease;
use store::{Db, DbErr};
use tokio::time::{MissedTickBehavior, interval};

use super::{LOOK, Round, tell};
use crate::Portal;

/// The job's name in the database and in the log.
const NAME: &str = "alerts";
/// The time between turns, in milliseconds: somebody who is added gets the e-mails that are due within the hour.
const PERIOD: i64 = 3_600_000;

/// Writes what is due, every hour, taking turns with other servers.
pub async fn run(portal: &Portal, server: &str) {
    let mut ticks = interval(LOOK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        portal.pulse.beat(Round::Alerts, (portal.clock)());
        tell(NAME, take(portal, server)).await;
    }
}

/// Writes what is due if it is this server's turn. Returns the number of e-mails.
pub async fn take(portal: &Portal, server: &str) -> Result<Option<u64>, DbErr> {
    let address = portal.site.address.to_string();
    let writing = Writing { address: &address, dice: portal.dice, now: (portal.clock)() };
    turn(&portal.db, server, writing).await
}

/// Writes what is due if the time has come and no other server has taken the turn. Returns the number of e-mails; None if it
/// was not this server's turn.
async fn turn(db: &Db, server: &str, writing: Writing<'_>) -> Result<Option<u64>, DbErr> {
    if !lease::take(db, NAME, server, writing.now, writing.now + PERIOD).await? {
        return Ok(None);
    }
    write_due(db, writing).await.map(Some)
}

#[cfg(test)]
mod tests {
    use model::Levels;
    use store::testing::{
        LicenseChange, NOW, NewLicense, TODAY, TestDb, World, actor, add_license, both_databases,
        change_license,
    };

    use super::*;

    #[both_databases]
    async fn of_several_servers_one_writes_and_it_writes_once(database: TestDb) {
        let (db, other) = (&database.db, database.again().await);
        let world = World::make(db).await;
        let solo = actor(db, "solo", None, Levels::default()).await;
        let new = NewLicense {
            key: "KEY",
            product: world.cloud,
            organizations: &[],
            user: Some(solo.user),
            deployed: 0,
        };
        let license = add_license(db, &new).await;
        let soon = LicenseChange { expiration: Some(TODAY.plus(20)), ..Default::default() };
        change_license(db, license, soon).await;
        let at = |now| Writing { address: "https://example.org", dice: || [7; 32], now };
        let (one, two) = tokio::join!(turn(db, "one", at(NOW)), turn(&other, "two", at(NOW)));
        let turns = [one.unwrap(), two.unwrap()];
        assert!(turns.contains(&Some(1)) && turns.contains(&None), "{turns:?}");
        for (later, expected) in [(PERIOD - 1, None), (PERIOD, Some(0))] {
            let turn = turn(&other, "two", at(NOW + later)).await.unwrap();
            assert_eq!(turn, expected);
        }
    }
}
