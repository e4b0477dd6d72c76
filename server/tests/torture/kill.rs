//! A server is killed in the middle of activations: everything that it had acknowledged is stored, and no unit has leaked.

use std::collections::BTreeMap;
use std::time::Duration;

use http::StatusCode;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::client::Client;
use crate::database::Database;
use crate::rounds;
use crate::server::Server;

/// This many clients activate at once, each one machine after the other.
const CLIENTS: usize = 8;
/// The units of each license: more than are taken before the kill.
const UNITS: i64 = 1_000_000;
/// The kill comes at most this many milliseconds after the first acknowledgment.
const LATEST: u64 = 400;

/// An acknowledged activation.
struct Acknowledged {
    fingerprint: String,
    quantity: u32,
    /// The machine's number; None if the response broke off after its head.
    id: Option<String>,
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_stays_and_no_unit_leaks() {
    for database in Database::all().await {
        let kills = rounds("TORTURE_KILLS");
        let mut acknowledged: Vec<(String, Vec<Acknowledged>)> = Vec::new();
        for kill in 0..kills {
            let key = format!("KILL-{kill}");
            database.add_license(&key, UNITS, 0).await;
            let server = Server::start(&database);
            let client = Client::new(&server.address);
            // The state after the last kill, as the next server finds it.
            if let Some((key, before)) = acknowledged.last() {
                check(&database, &client, key, before).await;
            }
            // Spread over the time, a different moment each time.
            let moment = Duration::from_millis(u64::try_from(kill).unwrap() * 37 % LATEST);
            let told = activate_until_killed(server, &client, &key, moment).await;
            assert!(!told.is_empty(), "{key} on {}: nothing was acknowledged", database.name);
            acknowledged.push((key, told));
        }
        // All of them again: a later kill may not undo earlier activations.
        let server = Server::start(&database);
        let client = Client::new(&server.address);
        for (key, told) in &acknowledged {
            check(&database, &client, key, told).await;
        }
        let activations: usize = acknowledged.iter().map(|(_, told)| told.len()).sum();
        println!("{}: {kills} kills, {activations} activations acknowledged before them", database.name);
    }
}

/// Activates machine after machine until the server is killed. Returns what it acknowledged.
async fn activate_until_killed(
    server: Server,
    client: &Client,
    key: &str,
    moment: Duration,
) -> Vec<Acknowledged> {
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let mut clients = JoinSet::new();
    for number in 0..CLIENTS {
        let (client, key, sender) = (client.clone(), key.to_owned(), sender.clone());
        clients.spawn(async move {
            for turn in 0_u32.. {
                let (fingerprint, quantity) = (format!("{key}-{number}-{turn}"), 1 + turn % 3);
                let Ok((status, answer)) = client.activate(&key, &fingerprint, quantity).await else {
                    return;
                };
                assert_eq!(status, StatusCode::CREATED, "{fingerprint}: {answer:?}");
                sender
                    .send(Acknowledged { fingerprint, quantity, id: answer.ok().map(|machine| machine.id) })
                    .unwrap();
            }
        });
    }
    drop(sender);
    let mut acknowledged: Vec<_> = receiver.recv().await.into_iter().collect();
    tokio::time::sleep(moment).await;
    server.kill();
    while let Some(told) = receiver.recv().await {
        acknowledged.push(told);
    }
    clients.join_all().await;
    acknowledged
}

/// Checks that every acknowledged activation is stored, and that deployments, their events, and all sums agree.
async fn check(database: &Database, client: &Client, key: &str, acknowledged: &[Acknowledged]) {
    let place = format!("{key} on {}", database.name);
    let stored = database.license(key).await;
    let rows: BTreeMap<_, _> =
        stored.deployments.iter().map(|row| (row.deployment_id.clone(), row)).collect();
    for Acknowledged { fingerprint, quantity, id } in acknowledged {
        let row = rows
            .get(fingerprint)
            .unwrap_or_else(|| panic!("{place}: {fingerprint} was acknowledged and is lost"));
        assert_eq!(row.quantity, *quantity, "{place}: {fingerprint}");
        assert!(id.as_ref().is_none_or(|id| *id == row.id.to_string()), "{place}: {fingerprint}");
    }
    let mut with_rows: Vec<_> = rows.values().map(|row| (row.deployment_id.clone(), row.quantity)).collect();
    let mut with_events = stored.activated.clone();
    with_rows.sort();
    with_events.sort();
    assert_eq!(with_rows, with_events, "{place}: deployments and their events");
    // Each client's unfinished activation may be stored unacknowledged, and nothing else.
    assert!(rows.len() <= acknowledged.len() + CLIENTS, "{place}: {} rows", rows.len());

    let sum: u64 = rows.values().map(|row| u64::from(row.quantity)).sum();
    assert_eq!(stored.units, sum, "{place}: the store's sum");
    assert_eq!(client.machines(key).await.len(), rows.len(), "{place}: the API's list");
    let deployed = client.my_organization(&database.cookie, key, "Deployed").await;
    assert_eq!(deployed, sum.to_string(), "{place}: My Organization");
}
