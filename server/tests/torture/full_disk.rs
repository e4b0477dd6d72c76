//! The database's disk is full, or fails, and then it works again: everything acknowledged is stored, nothing else is
//! acknowledged, and the server reports its state and recovers by itself.

use std::collections::BTreeSet;
use std::time::Duration;

use http::StatusCode;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::client::Client;
use crate::database::Database;
use crate::disk::{Disk, Failure};
use crate::rounds;
use crate::server::Server;

/// The number of clients that activate at once.
const WRITERS: usize = 8;
/// Each continues until this many refusals, and activates this many machines once the disk works again.
const REFUSALS: usize = 5;
const AFTERWARDS: usize = 10;
const UNITS: i64 = 1_000_000;
/// The longest delay of health once the disk works again, and while it fails and takes a write now and then.
const SOON: Duration = Duration::from_secs(10);
const LONG: Duration = Duration::from_mins(1);

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_loses_nothing() {
    fail_and_mend(Failure::Full).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_fails_loses_nothing() {
    fail_and_mend(Failure::Io).await;
}

async fn fail_and_mend(failure: Failure) {
    let Some(disk) = Disk::new(failure) else { return };
    let database = Database::in_file(&disk.file()).await;
    database.add_license("FULL", UNITS, 0).await;
    let server = Server::start(&database);
    let client = Client::new(&server.address);
    let mut acknowledged = BTreeSet::new();
    let mut refused = 0;
    let rounds = rounds("TORTURE_FILLS");
    for round in 0..rounds {
        disk.fail(&server);
        let told = async {
            for attempt in 0.. {
                let (stored, refusals) =
                    activate(&client, &format!("{round}-failing-{attempt}"), Until::Refused).await;
                acknowledged.extend(stored);
                refused += refusals;
                // A checkpoint may free as much of the log as the check needs. It works then, and the writers fill that again.
                if client.status("/healthz").await == StatusCode::SERVICE_UNAVAILABLE {
                    break;
                }
            }
        };
        assert!(
            timeout(LONG, told).await.is_ok(),
            "round {round}: the disk fails, and health does not say so"
        );
        assert_eq!(client.status("/readyz").await, StatusCode::OK, "round {round}: it can be read");
        disk.mend(&server);
        recovers(&client, &format!("round {round}: the disk works again")).await;
        let (stored, refusals) = activate(&client, &format!("{round}-mended"), Until::Done).await;
        assert_eq!(refusals, 0, "round {round}: the disk works again");
        acknowledged.extend(stored);
        check(&database, &acknowledged, &format!("round {round}")).await;
    }
    server.kill();
    let _server = Server::start(&database);
    check(&database, &acknowledged, "after a restart").await;
    println!(
        "SQLite: {rounds} times {failure:?}, {} activations acknowledged, {refused} refused",
        acknowledged.len()
    );
}

/// When to stop.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Until {
    Refused,
    Done,
}

/// Lets all clients activate machine after machine. Returns the acknowledged ones, and the number of refusals.
async fn activate(client: &Client, name: &str, until: Until) -> (Vec<String>, usize) {
    let mut writers = JoinSet::new();
    for number in 0..WRITERS {
        let (client, name) = (client.clone(), name.to_owned());
        writers.spawn(async move {
            let (mut stored, mut refused) = (Vec::new(), 0);
            for turn in 0.. {
                let is_over = match until {
                    Until::Refused => refused == REFUSALS,
                    Until::Done => turn == AFTERWARDS,
                };
                if is_over {
                    break;
                }
                let fingerprint = format!("{name}-{number}-{turn}");
                match client.activate("FULL", &fingerprint, 1).await.unwrap().0 {
                    StatusCode::CREATED => stored.push(fingerprint),
                    StatusCode::SERVICE_UNAVAILABLE => refused += 1,
                    other => panic!("{fingerprint}: {other}"),
                }
            }
            (stored, refused)
        });
    }
    let all = timeout(Duration::from_mins(2), writers.join_all()).await.expect("the disk never failed");
    let refused = all.iter().map(|(_, refused)| refused).sum();
    (all.into_iter().flat_map(|(stored, _)| stored).collect(), refused)
}

/// Waits until health is well.
async fn recovers(client: &Client, place: &str) {
    let told = async {
        while client.status("/healthz").await != StatusCode::OK {
            sleep(Duration::from_millis(200)).await;
        }
    };
    assert!(timeout(SOON, told).await.is_ok(), "{place}: health does not say so");
}

/// Checks that another process finds exactly what was acknowledged.
async fn check(database: &Database, acknowledged: &BTreeSet<String>, place: &str) {
    let stored = database.license("FULL").await;
    let there: BTreeSet<_> = stored.deployments.iter().map(|row| row.deployment_id.clone()).collect();
    let lost: Vec<_> = acknowledged.difference(&there).collect();
    assert!(lost.is_empty(), "{place}: {} of {} are lost: {lost:?}", lost.len(), acknowledged.len());
    assert_eq!(there.len(), acknowledged.len(), "{place}: some are there that were refused");
    assert_eq!(stored.activated.len(), there.len(), "{place}: deployments and their events");
}
