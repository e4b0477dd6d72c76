//! Many machines race for a license's last units: as many win as there are units, and all counts agree.

use std::collections::BTreeSet;
use std::sync::Arc;

use http::StatusCode;
use tokio::sync::Barrier;

use crate::client::{Client, Machine};
use crate::database::Database;
use crate::rounds;
use crate::server::Server;

const CLIENTS: usize = 200;
/// Units that are left, and units that are taken before.
const LEFT: usize = 50;
const TAKEN: usize = 10;

#[tokio::test(flavor = "multi_thread")]
async fn as_many_win_as_there_are_units() {
    for database in Database::all().await {
        // Servers share a PostgreSQL database; a SQLite file belongs to one server.
        let servers = if database.name == "SQLite" { 1 } else { 2 };
        let servers: Vec<_> = (0..servers).map(|_| Server::start(&database)).collect();
        let clients: Vec<_> = servers.iter().map(|server| Client::new(&server.address)).collect();
        let rounds = rounds("TORTURE_ROUNDS");
        for round in 0..rounds {
            race(&database, &clients, &format!("RACE-{round}")).await;
        }
        println!("{}: {rounds} races through {} server(s)", database.name, servers.len());
    }
}

async fn race(database: &Database, clients: &[Client], key: &str) {
    let place = format!("{key} on {}", database.name);
    database.add_license(key, i64::try_from(LEFT + TAKEN).unwrap(), u32::try_from(TAKEN).unwrap()).await;
    let start = Arc::new(Barrier::new(CLIENTS));
    let racers = (0..CLIENTS).map(|number| {
        let (client, start) = (clients[number % clients.len()].clone(), Arc::clone(&start));
        let key = key.to_owned();
        tokio::spawn(async move {
            start.wait().await;
            client.activate(&key, &format!("{key}-racer-{number}"), 1).await.unwrap()
        })
    });
    let racers: Vec<_> = racers.collect();
    let mut winners = BTreeSet::new();
    for racer in racers {
        match racer.await.unwrap() {
            (StatusCode::CREATED, Ok(machine)) => {
                assert!(winners.insert(machine), "{place}: one machine won twice");
            }
            (status, Err(code)) => {
                let refusal = (StatusCode::UNPROCESSABLE_ENTITY, "MACHINE_LIMIT_EXCEEDED");
                assert_eq!((status, code.as_str()), refusal, "{place}");
            }
            (status, machine) => panic!("{place}: {status} with {machine:?}"),
        }
    }
    assert_eq!(winners.len(), LEFT, "{place}");
    let ids: BTreeSet<_> = winners.iter().map(|machine| &machine.id).collect();
    assert_eq!(ids.len(), LEFT, "{place}: two winners are one machine");

    let stored = database.license(key).await;
    let in_store: BTreeSet<_> = stored.deployments.iter().map(machine).collect();
    assert_eq!((stored.units, in_store.len()), ((LEFT + TAKEN) as u64, LEFT + TAKEN), "{place}");
    assert!(winners.is_subset(&in_store), "{place}");
    assert_eq!(stored.activated.len(), LEFT, "{place}");
    // The first five, the tenth and the hundredth; about twice as many if an hour ends in the meantime.
    assert!((7..=14).contains(&stored.refused), "{place}: {} refusals", stored.refused);
    for client in clients {
        let listed = client.machines(key).await;
        assert_eq!(listed.len(), LEFT + TAKEN, "{place}: the API's list");
        assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), in_store, "{place}: the API's list");
        let deployed = client.my_organization(&database.cookie, key, "Deployed").await;
        assert_eq!(deployed, (LEFT + TAKEN).to_string(), "{place}: My Organization");
    }
}

fn machine(deployment: &store::deployments::Deployment) -> Machine {
    Machine { id: deployment.id.to_string(), fingerprint: deployment.deployment_id.clone() }
}
