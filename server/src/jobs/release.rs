//! Frees the units of installations that have been silent for longer than their license allows.

use futures::FutureExt as _;
use store::deployments::release_silent;

use super::Job;

/// Every minute: a unit is free at most about that late.
pub const JOB: Job =
    Job { name: "release-silent", period: 60_000, act: |db, now| release_silent(db, now).boxed() };

#[cfg(test)]
mod tests {
    use store::testing::{
        LicenseChange, NOW, NewLicense, TestDb, World, add_license, both_databases, change_license,
    };

    use super::*;

    #[both_databases]
    async fn two_servers_release_an_installation_once(database: TestDb) {
        let (db, other) = (&database.db, database.again().await);
        let world = World::make(db).await;
        let new =
            NewLicense { key: "KEY", product: world.scanner, organizations: &[], user: None, deployed: 3 };
        let license = add_license(db, &new).await;
        change_license(db, license, LicenseChange { heartbeat_period: Some(60), ..Default::default() }).await;
        let now = NOW + 60_001;
        let (one, two) = tokio::join!(JOB.turn(db, "one", now), JOB.turn(&other, "two", now));
        let released = [one.unwrap(), two.unwrap()];
        assert!(released.contains(&Some(3)) && released.contains(&None), "{released:?}");
        assert_eq!(JOB.turn(&other, "two", now + JOB.period).await.unwrap(), Some(0));
    }
}
