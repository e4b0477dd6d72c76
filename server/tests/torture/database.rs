//! A database that servers share. Its content can be read without a server.

use std::path::Path;

use server::clock;
use store::Db;
use store::deployments::{Deployment, HeldLicense, Holder, PageQuery, page};
use store::licenses::{LicenseName, find};
use store::people::{self, NewUser, PredefinedRole};
use store::sign_in::session::Token;
use store::testing::{
    self, ClosedDb, LicenseChange, NewLicense, World, add_license, change_license, databases,
};
use tempfile::TempDir;

/// A database with a customer and one of its people, who has a session.
pub struct Database {
    /// The URL that servers open it with.
    pub url: String,
    /// The name of its engine, for messages.
    pub name: &'static str,
    /// The folder that servers keep beside it.
    pub folder: TempDir,
    /// The person's session cookie.
    pub cookie: String,
    world: World,
    /// Removes a PostgreSQL database at the end.
    _kept: Option<ClosedDb>,
}

/// A license's content in the database.
#[derive(Debug)]
pub struct License {
    /// Units in use, as the store counts them.
    pub units: u64,
    /// Its deployments, ascending by number.
    pub deployments: Vec<Deployment>,
    /// Its activations, from the events: deployment ID and quantity.
    pub activated: Vec<(String, u32)>,
    /// The number of refusals among its events.
    pub refused: usize,
}

impl Database {
    /// One on SQLite and, if the tests have a PostgreSQL server, one there. Both are returned closed: a killed server's traces
    /// must stay as they are.
    pub async fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for database in databases().await {
            let folder = tempfile::tempdir().unwrap();
            let name = database.name;
            let file = format!("sqlite:{}", folder.path().join("torture.db").display());
            let url = if name == "SQLite" { file } else { database.url().to_owned() };
            let kept = Some(database.close().await);
            all.push(Self { _kept: kept, ..Self::make(url, name, folder).await });
        }
        all
    }

    /// One on SQLite, in that file.
    pub async fn in_file(file: &Path) -> Self {
        Self::make(format!("sqlite:{}", file.display()), "SQLite", tempfile::tempdir().unwrap()).await
    }

    async fn make(url: String, name: &'static str, folder: TempDir) -> Self {
        let db = Db::open(&url).await.unwrap();
        let (world, now) = (World::make(&db).await, clock::now());
        let new = NewUser { email: "ada@example.org", name: "Ada", password_hash: None };
        let person = people::add_user(&db, new, now).await.unwrap();
        people::join_named(&db, person, "Customer", PredefinedRole::Admin, now).await.unwrap();
        let token = Token([7; 32]);
        testing::open_session(&db, person, token, now).await;
        let cookie = format!("grantry-session={}", token.to_cookie());
        Self { url, name, folder, cookie, world, _kept: None }
    }

    async fn open(&self) -> Db {
        Db::open(&self.url).await.unwrap()
    }

    /// Adds a license with that many units. Some deployments have one each.
    pub async fn add_license(&self, key: &str, units: i64, deployed: u32) {
        let db = self.open().await;
        let organizations = &[self.world.customer];
        let new = NewLicense { key, product: self.world.scanner, organizations, user: None, deployed };
        let id = add_license(&db, &new).await;
        let today = model::Day::of_instant(clock::now());
        let (start, expiration) = (Some(today.plus(-30)), Some(today.plus(365)));
        let change = LicenseChange { start, expiration, purchased: Some(units), ..LicenseChange::default() };
        change_license(&db, id, change).await;
    }

    /// Reads a license's content.
    pub async fn license(&self, key: &str) -> License {
        let db = self.open().await;
        let held = HeldLicense::of_key(&db, key, None).await.unwrap().unwrap();
        let (id, holder) = (held.license(), Holder::Key(held));
        let units = find(&db, &holder, LicenseName::Number(id)).await.unwrap().units;
        let mut deployments = Vec::new();
        let mut below = None;
        loop {
            let query = PageQuery { below, limit: 1_000, ..PageQuery::default() };
            let read = page(&db, &holder, &query).await.unwrap();
            let Some(last) = read.last() else { break };
            below = Some(last.id);
            deployments.extend(read);
        }
        deployments.reverse();
        let events = testing::events(&db, id).await;
        let of =
            |kind: &'static str| events.iter().filter(move |(name, _)| name == kind).map(|(_, text)| text);
        let activated = of("activated").map(|text| read_activation(text)).collect();
        License { units, deployments, activated, refused: of("activation-refused").count() }
    }
}

/// `Deployment ID: seat-7; Quantity: 2; Mode: Online`.
fn read_activation(text: &str) -> (String, u32) {
    let value = |name: &str| {
        let rest = text.split("; ").find_map(|part| part.strip_prefix(name)?.strip_prefix(": "));
        rest.unwrap_or_else(|| panic!("no {name} in “{text}”")).to_owned()
    };
    (value("Deployment ID"), value("Quantity").parse().unwrap())
}
