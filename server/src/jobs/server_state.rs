//! Each server's own state: its counts of requests, and keys that another process has made.

use std::time::Duration;

use store::db::keys::note_signing;
use tokio::time::{MissedTickBehavior, interval};

use super::Round;
use crate::{Portal, log};

/// How often servers exchange counts.
const EXCHANGE: Duration = Duration::from_secs(1);
/// The keys are read again after this many exchanges.
const RELOAD: u32 = 10;

pub async fn run(portal: &Portal) {
    let mut ticks = interval(EXCHANGE);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut dropped = log::Dropped::default();
    for round in (0..RELOAD).cycle() {
        ticks.tick().await;
        portal.pulse.beat(Round::Own, (portal.clock)());
        dropped.report(log::dropped_lines);
        if let Err(error) = portal.product.limiter().exchange(&portal.db, (portal.clock)()).await {
            tracing::warn!(%error, "counts of requests could not be exchanged; this will be retried in the next round");
        }
        if round == 0 {
            reload_keys(portal).await;
        }
    }
}

/// Takes over keys that another server or the command line has made, and records them in the database.
async fn reload_keys(portal: &Portal) {
    let before = portal.product.published();
    match portal.product.reload_keys() {
        Ok(true) => tracing::info!("a different key signs from now on"),
        Ok(false) => {}
        Err(error) => tracing::error!(%error, "the signing keys can't be read again"),
    }
    let now = portal.product.published();
    if now == before {
        return;
    }
    let ids: Vec<String> = now.iter().map(|key| key.key_id.to_string()).collect();
    if let Err(error) = note_signing(&portal.db, &ids, (portal.clock)()).await {
        tracing::warn!(%error, "the database could not record a signing key; this will be retried at the next start");
    }
}

#[cfg(test)]
mod tests {
    use license_file::Keyring;
    use store::db::keys::{check_signing, known};
    use store::licenses::files::Files;
    use store::testing::{NOW, TestDb, both_databases};

    use super::*;
    use crate::Site;
    use crate::product_api::{Account, Limits, ProductApi};

    #[both_databases]
    async fn a_key_that_is_added_while_the_server_runs_is_published_and_known_to_the_database(
        database: TestDb,
    ) {
        let db = &database.db;
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("keys");
        let keyring = Keyring::open(&folder, NOW, &[1; 32]).unwrap();
        let api = ProductApi::new(Account::default(), keyring, Limits::default());
        let site = Site::listening("127.0.0.1:3000".parse().unwrap());
        let portal = Portal::new(db.clone(), Files::in_memory(), site).await;
        let portal = portal.with_product_api(api).with_clock(|| NOW);
        let published = || {
            let keys = portal.product.published();
            keys.iter().map(|key| key.key_id.to_string()).collect::<Vec<_>>()
        };
        check_signing(db, &published(), NOW).await.unwrap();
        let mut elsewhere = Keyring::open(&folder, NOW, &[1; 32]).unwrap();
        let staged = elsewhere.stage(NOW, &[2; 32]).unwrap().to_string();
        assert!(!published().contains(&staged));
        reload_keys(&portal).await;
        assert!(published().contains(&staged), "{:?}", published());
        assert!(known(db).await.unwrap().contains(&staged));
    }
}
