//! A portal in memory with a license, its seats, and a person with an API token.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use license_file::{Keyring, SigningKey};
use model::{Action, Level, Levels, Target};
use server::product_api::{Account, Limits, ProductApi};
use server::{Portal, Site, router};
use store::Db;
use store::licenses::files::Files;
use store::sign_in::api_access::{self, ApiToken, NewToken};
use store::testing::{LicenseChange, NOW, NewLicense, World, actor, add_license, change_license};

/// The license's key. Its public ID is `L-` and the key; its seats are the key and `-0`, `-1`, `-2`.
pub const KEY: &str = "KEY-1";
/// The person's API token.
pub const TOKEN: ApiToken = ApiToken([0xA5; 32]);

/// Makes a new portal. Two in memory share nothing.
pub async fn portal() -> Router {
    let db = Db::open("sqlite::memory:").await.expect("a database in memory opens");
    let world = World::make(&db).await;
    let organizations = &[world.customer];
    let new = NewLicense { key: KEY, product: world.scanner, organizations, user: None, deployed: 3 };
    let license = add_license(&db, &new).await;
    // More seats than the fuzzer is likely to use up, and a required heartbeat.
    let change = LicenseChange { purchased: Some(50), heartbeat_period: Some(600), ..Default::default() };
    change_license(&db, license, change).await;
    store::licenses::entitlement::add(&db, "SIMULATION", "Simulation", NOW).await.expect("it is new");
    store::licenses::entitlement::grant(&db, KEY, "SIMULATION").await.expect("it is new");

    let person = actor(&db, "admin", Some(world.customer), Levels::all(Level::FullAccess)).await;
    let permit = person.permit(Action::ManageApiTokens, Target::MyOrganization).expect("an admin may");
    let token = NewToken { name: "Fuzz", last_day: None, token: TOKEN };
    api_access::create(&db, &permit, token, NOW).await.expect("it is new");

    let site = Site::listening(SocketAddr::from(([127, 0, 0, 1], 3000)));
    let keys = Keyring::configured(SigningKey::from_seed(&[7; 32]), 0);
    let unlimited = Limits { address: 0, license: 0, token: 0 };
    let portal = Portal::new(db, Files::in_memory(), site).await.with_clock(|| NOW);
    let product = ProductApi::new(Account::demo(), keys, unlimited);
    router::router(Arc::new(portal.with_product_api(product)))
}
