//! Deletes what is no longer needed: responses under an `Idempotency-Key`, counts of requests and of failed attempts in
//! windows that ended long ago, e-mails sent long ago, and short links that nobody uses.

use futures::FutureExt as _;
use store::critical_alerts::mail;
use store::deployments::{idempotency, request_counts};
use store::licenses::link;
use store::{Db, DbErr, forget_attempts, forget_places};

use super::Job;

/// Counts are kept this long, in milliseconds: servers whose clocks differ still add to the same window.
const COUNTS_KEPT: i64 = 10 * 60_000;

/// Every ten minutes.
pub const JOB: Job = Job { name: "forget", period: 10 * 60_000, act: |db, now| forget(db, now).boxed() };

async fn forget(db: &Db, now: i64) -> Result<u64, DbErr> {
    let kept_for_products =
        idempotency::forget(db, now).await? + request_counts::forget(db, now - COUNTS_KEPT).await?;
    let of_sign_ins = forget_attempts(db, now).await? + forget_places(db, now).await?;
    Ok(kept_for_products + of_sign_ins + mail::forget(db, now).await? + link::forget(db, now).await?)
}

#[cfg(test)]
mod tests {
    use model::{Action, Levels, Target};
    use store::deployments::idempotency::{Attempt, KEPT, begin};
    use store::deployments::request_counts::Window;
    use store::people::joining::check_attempt;
    use store::testing::{NOW, TestDb, World, actor, both_databases};

    use super::*;

    #[both_databases]
    async fn what_is_over_is_forgotten_and_the_rest_is_kept(database: TestDb) {
        let db = &database.db;
        for (key, at) in [("old", NOW), ("new", NOW + KEPT)] {
            begin(db, Attempt { subject: "a", key, request: "r" }, at).await.unwrap();
        }
        let window = |start| (Window { subject: "a".into(), start }, 1);
        request_counts::add(db, vec![window(NOW), window(NOW + KEPT)]).await.unwrap();
        // One attempt counts for the address and for the network address.
        check_attempt(db, "ada@example.org", "192.0.2.1", NOW).await.unwrap();
        check_attempt(db, "bob@example.org", "192.0.2.2", NOW + KEPT).await.unwrap();
        assert_eq!(JOB.turn(db, "one", NOW + KEPT).await.unwrap(), Some(4));
        let later = NOW + KEPT + JOB.period;
        assert_eq!(JOB.turn(db, "one", later).await.unwrap(), Some(0));
        let later = later + 15 * 60_000;
        assert_eq!(JOB.turn(db, "one", later).await.unwrap(), Some(3));
    }

    #[both_databases]
    async fn short_links_that_nobody_uses_are_forgotten(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let ada = actor(db, "ada", Some(world.distributor), Levels::default()).await;
        let permit = ada.permit(Action::ListLicenses, Target::MyOrganization).unwrap();
        link::save(db, &permit, "orgs=1,3", NOW).await.unwrap();
        let end = NOW + link::KEPT;
        // The attempt to save it ended long before.
        assert_eq!(JOB.turn(db, "one", end - JOB.period).await.unwrap(), Some(1));
        assert_eq!(JOB.turn(db, "one", end).await.unwrap(), Some(1));
    }
}
