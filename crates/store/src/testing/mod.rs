//! Shared by the tests: both databases, and a small world of organizations, people and licenses.
//!
//! The feature `testing` offers it to tests of other crates. It panics when a test should fail.

#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a test that can't set up its world is to fail"
)]

#[cfg(test)]
mod counts;
mod database;
pub mod groups;
mod known_rows;
#[cfg(test)]
mod permits;
#[cfg(test)]
mod races;

use model::access::RoleObject;
use model::{
    Actor, Day, Level, Levels, LicenseId, OrganizationId, OrganizationKind, ProductId, ProductKind, UserId,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait,
    QueryFilter, QueryOrder, Statement,
};

use crate::Db;
use crate::critical_alerts::mail::Purpose;
use crate::db::WriteTransaction;
use crate::db::batch;
use crate::db::entity::{
    deployment, event, license, license_assignment, mail, membership, partner_assignment, product,
};
use crate::groups::placed;
use crate::people::{self, NewUser};
use crate::sign_in::session;

pub use both_databases::both_databases;
pub use database::{ClosedDb, Engine, Fresh, TestDb, databases, postgres, sqlite};
pub use known_rows::known_rows;

/// The day of the tests.
pub const TODAY: Day = Day(20_779);
/// A moment of that day, in milliseconds since the Unix epoch.
pub const NOW: i64 = 20_779 * 86_400_000 + 43_200_000;

/// Keeps all others from writing until dropped, as a large import does.
pub struct HeldWrites {
    _transaction: WriteTransaction,
}

/// Keeps all others from writing.
pub async fn hold_writes(db: &Db) -> HeldWrites {
    let transaction = db.begin_write().await.unwrap();
    if transaction.get_database_backend() == DatabaseBackend::Postgres {
        let tables =
            "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables WHERE schemaname = 'public'";
        let tables = Statement::from_string(DatabaseBackend::Postgres, tables);
        let tables = transaction.query_one_raw(tables).await.unwrap().unwrap();
        let tables: String = tables.try_get_by(0).unwrap();
        let lock = format!("LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE");
        transaction.execute_unprepared(&lock).await.unwrap();
    }
    HeldWrites { _transaction: transaction }
}

/// A license to add: bought, valid for a year, ten units, nothing deployed.
pub struct NewLicense<'a> {
    /// The license key.
    pub key: &'a str,
    /// The product it is for.
    pub product: ProductId,
    /// The organizations it is assigned to.
    pub organizations: &'a [OrganizationId],
    /// The person whose personal license it is.
    pub user: Option<UserId>,
    /// Number of deployments to add.
    pub deployed: u32,
}

/// Two distributors with a reseller each, customers of each, a customer with two subs, and a license everywhere.
///
/// `customer` is assigned to `distributor` and sold by `reseller`; `other_customer` to `other_distributor`; `direct_customer`
/// to `distributor` without a reseller.
pub struct World {
    /// Sells to `customer` and `direct_customer`.
    pub distributor: OrganizationId,
    /// Sold to `customer` for `distributor`.
    pub reseller: OrganizationId,
    /// Sells to `other_customer`.
    pub other_distributor: OrganizationId,
    /// Has two sub-organizations.
    pub customer: OrganizationId,
    /// The first sub-organization of `customer`.
    pub sub: OrganizationId,
    /// The second sub-organization of `customer`.
    pub second_sub: OrganizationId,
    /// Sold by `distributor` without a reseller.
    pub direct_customer: OrganizationId,
    /// A customer of `other_distributor`.
    pub other_customer: OrganizationId,
    /// On-premises, shown to partners.
    pub scanner: ProductId,
    /// Cloud, shown to partners.
    pub cloud: ProductId,
    /// On-premises, hidden from partners.
    pub identity: ProductId,
}

impl World {
    /// Creates it in a fresh database; it has no licenses and no people yet.
    pub async fn make(db: &Db) -> Self {
        let add = |name, kind, parent| people::add_organization(db, name, kind, parent, NOW);
        let customer = add("Customer", OrganizationKind::Customer, None).await.unwrap();
        let world = Self {
            distributor: add("Distributor", OrganizationKind::Distributor, None).await.unwrap(),
            reseller: add("Reseller", OrganizationKind::Reseller, None).await.unwrap(),
            other_distributor: add("Other Distributor", OrganizationKind::Distributor, None).await.unwrap(),
            customer,
            sub: add("Customer North", OrganizationKind::Customer, Some(customer)).await.unwrap(),
            second_sub: add("Customer South", OrganizationKind::Customer, Some(customer)).await.unwrap(),
            direct_customer: add("Direct Customer", OrganizationKind::Customer, None).await.unwrap(),
            other_customer: add("Other Customer", OrganizationKind::Customer, None).await.unwrap(),
            scanner: add_product(db, "Scanner", ProductKind::OnPremises, true).await,
            cloud: add_product(db, "Cloud", ProductKind::Cloud, true).await,
            identity: add_product(db, "Identity", ProductKind::OnPremises, false).await,
        };
        world.assign(db, customer, world.distributor, Some(world.reseller)).await;
        world.assign(db, world.direct_customer, world.distributor, None).await;
        world.assign(db, world.other_customer, world.other_distributor, None).await;
        world
    }

    /// Assigns a customer to a partner.
    pub async fn assign(&self, db: &Db, customer: i64, partner: i64, reseller: Option<i64>) {
        let row = partner_assignment::ActiveModel {
            customer_id: Set(customer),
            partner_id: Set(partner),
            reseller_id: Set(reseller),
        };
        row.insert(db.connection()).await.unwrap();
    }

    /// Adds a bought license of the on-premises product.
    pub async fn license(&self, db: &Db, key: &str, organizations: &[OrganizationId]) -> LicenseId {
        let new = NewLicense { key, product: self.scanner, organizations, user: None, deployed: 0 };
        add_license(db, &new).await
    }
}

/// Opens a session for a person who has signed in by password.
pub async fn open_session(db: &Db, user: UserId, token: session::Token, now: i64) {
    let opening = session::Opening {
        user,
        token,
        network_address: "192.0.2.1",
        user_agent: "Test",
        factor: session::Factor::Password,
        home: None,
        proof_home: None,
        is_proof: true,
        now,
    };
    session::open(db, opening).await.unwrap();
}

/// Drops a table, so that whatever needs it fails.
pub async fn lose_table(db: &Db, name: &str) {
    let cascade =
        if db.connection().get_database_backend() == DatabaseBackend::Postgres { "CASCADE" } else { "" };
    db.connection().execute_unprepared(&format!("DROP TABLE {name} {cascade}")).await.unwrap();
}

/// Renames a column, so that whatever needs it fails.
pub async fn lose_column(db: &Db, table: &str, column: &str) {
    let rename = format!("ALTER TABLE {table} RENAME COLUMN {column} TO lost_{column}");
    db.connection().execute_unprepared(&rename).await.unwrap();
}

/// A database's error for writing a value that must be unique a second time.
pub async fn taken(db: &Db) -> sea_orm::DbErr {
    let write = "INSERT INTO leases (name, holder, until) VALUES ('taken', 'one', 0)";
    db.connection().execute_unprepared(write).await.unwrap();
    db.connection().execute_unprepared(write).await.unwrap_err()
}

/// The code that an authenticator app with that secret shows at `now`, in milliseconds since the Unix epoch.
pub fn totp_code(secret: &str, now: i64) -> String {
    crate::sign_in::second_factor::code_at(secret, now).unwrap()
}

/// Adds a product.
pub async fn add_product(db: &Db, name: &str, kind: ProductKind, shown_to_partners: bool) -> ProductId {
    let row = product::ActiveModel {
        maker: Set(String::new()),
        kind: Set(kind.name().to_owned()),
        page: Set(None),
        shown_to_partners: Set(shown_to_partners),
        ..product::ActiveModel::named(name)
    };
    row.insert(db.connection()).await.unwrap().id
}

/// Adds a license.
pub async fn add_license(db: &Db, new: &NewLicense<'_>) -> LicenseId {
    let row = license::ActiveModel {
        public_id: Set(format!("L-{}", new.key)),
        product_id: Set(new.product),
        user_id: Set(new.user),
        license_type: Set("purchased".to_owned()),
        start_date: Set(TODAY.plus(-30).date()),
        expiration_date: Set(Some(TODAY.plus(365).date())),
        purchased: Set(10),
        offline_units: Set(0),
        contract_number: Set(None),
        note: Set(String::new()),
        note_version: Set(0),
        suspended: Set(false),
        registered: Set(true),
        created_at: Set(NOW),
        ..license::ActiveModel::keyed(new.key)
    };
    let id = row.insert(db.connection()).await.unwrap().id;
    assign(db, id, new.organizations).await;
    for number in 0..new.deployed {
        let row = deployment::ActiveModel {
            license_id: Set(id),
            deployment_id: Set(format!("{}-{number}", new.key)),
            host_name: Set(format!("host-{number}")),
            platform: Set("linux".to_owned()),
            product_version: Set("1.0".to_owned()),
            mode: Set("online".to_owned()),
            quantity: Set(1),
            group_name: Set(None),
            activated_at: Set(NOW),
            last_seen_at: Set(NOW),
            text_folded: Set(deployment::Model::searched([
                &format!("{}-{number}", new.key),
                &format!("host-{number}"),
                "linux",
                "1.0",
                "",
            ])),
            ..Default::default()
        };
        row.insert(db.connection()).await.unwrap();
    }
    id
}

/// Assigns a license to that organization alone.
pub async fn reassign(db: &Db, license: LicenseId, organization: OrganizationId) {
    let before = license_assignment::Entity::delete_many();
    before.filter(license_assignment::Column::LicenseId.eq(license)).exec(db.connection()).await.unwrap();
    assign(db, license, &[organization]).await;
}

async fn assign(db: &Db, license: LicenseId, organizations: &[OrganizationId]) {
    let assigned: Vec<_> = organizations.iter().map(|organization| (license, *organization)).collect();
    let rows = placed(db.connection(), &assigned).await.unwrap();
    batch::insert(db.connection(), rows).await.unwrap();
}

/// Lets a license end the day before [`TODAY`].
pub async fn expire(db: &Db, id: LicenseId) {
    let ended = license::ActiveModel {
        id: Set(id),
        expiration_date: Set(Some(TODAY.plus(-1).date())),
        ..Default::default()
    };
    ended.update(db.connection()).await.unwrap();
}

/// Changes to a license; None keeps the value.
#[derive(Clone, Copy, Debug, Default)]
pub struct LicenseChange {
    /// The new first day.
    pub start: Option<Day>,
    /// The new last day.
    pub expiration: Option<Day>,
    /// Whether it is on hold.
    pub suspended: Option<bool>,
    /// Whether it is registered.
    pub registered: Option<bool>,
    /// Units purchased.
    pub purchased: Option<i64>,
    /// How many seconds installations may be silent.
    pub heartbeat_period: Option<i64>,
}

/// Applies the changes to a license.
pub async fn change_license(db: &Db, id: LicenseId, change: LicenseChange) {
    let mut row = license::ActiveModel { id: Set(id), ..Default::default() };
    if let Some(day) = change.start {
        row.start_date = Set(day.date());
    }
    if let Some(day) = change.expiration {
        row.expiration_date = Set(Some(day.date()));
    }
    if let Some(suspended) = change.suspended {
        row.suspended = Set(suspended);
    }
    if let Some(registered) = change.registered {
        row.registered = Set(registered);
    }
    if let Some(purchased) = change.purchased {
        row.purchased = Set(purchased);
    }
    if let Some(seconds) = change.heartbeat_period {
        row.heartbeat_period = Set(Some(seconds));
    }
    row.update(db.connection()).await.unwrap();
}

/// All events of a license, the oldest first: names of their kinds, and new values.
pub async fn events(db: &Db, id: LicenseId) -> Vec<(String, String)> {
    let of_license = event::Entity::find().filter(event::Column::LicenseId.eq(id));
    let rows = of_license.order_by_asc(event::Column::Id).all(db.connection()).await.unwrap();
    rows.into_iter().map(|row| (row.kind, row.new)).collect()
}

/// The subjects of all e-mails about changed ways to sign in, in the order written, each with its recipient.
pub async fn notices(db: &Db) -> Vec<String> {
    let told = mail::Entity::find().filter(mail::Column::Purpose.eq(Purpose::SecurityNotice.name()));
    let rows = told.order_by_asc(mail::Column::Id).all(db.connection()).await.unwrap();
    rows.into_iter().map(|row| format!("{}: {}", row.recipient, row.subject)).collect()
}

/// A person in an organization with those levels, as the store sees them on their next request.
pub async fn actor(db: &Db, name: &str, organization: Option<OrganizationId>, levels: Levels) -> Actor {
    let email = format!("{name}@example.org");
    let user = people::add_user(db, NewUser { email: &email, name, password_hash: None }, NOW).await.unwrap();
    if let Some(organization) = organization {
        // A role must not look like a predefined one.
        let is_predefined = |role: &people::PredefinedRole| role.label().eq_ignore_ascii_case(name);
        let other = format!("{name} of its own");
        let role_name = if people::PredefinedRole::ALL.iter().any(is_predefined) { &other } else { name };
        let role = people::add_role(db, organization, role_name, levels).await.unwrap();
        people::join(db, user, organization, role, NOW).await.unwrap();
    }
    session::actor(db, user, organization).await.unwrap()
}

/// Takes a person out of an organization; their sessions stay open.
pub async fn remove_member(db: &Db, user: UserId, organization: OrganizationId) {
    membership::Entity::delete_by_id((user, organization)).exec(db.connection()).await.unwrap();
}

/// Levels with one object set.
pub fn level(object: RoleObject, level: Level) -> Levels {
    Levels::default().with(object, level)
}

/// A person in one of an organization's predefined roles, as the store sees them on their next request.
pub async fn predefined(
    db: &Db,
    name: &str,
    organization: OrganizationId,
    role: people::PredefinedRole,
) -> Actor {
    let email = format!("{name}@example.org");
    let user = people::add_user(db, NewUser { email: &email, name, password_hash: None }, NOW).await.unwrap();
    let role = people::predefined_role(db, organization, role).await.unwrap();
    people::join(db, user, organization, role, NOW).await.unwrap();
    session::actor(db, user, Some(organization)).await.unwrap()
}

/// The content of all tables except those that record attempts: events, throttles, last use of sessions, health checks; and
/// except what the database keeps for itself. By table, the rows as text, sorted.
pub async fn fingerprint(db: &Db) -> Vec<(String, Vec<String>)> {
    const TELLING: [&str; 11] = [
        "events",
        "event_seals",
        "event_organizations",
        "event_echoes",
        "throttles",
        "leases",
        "rate_counts",
        "sessions",
        "sqlite_sequence",
        "seaql_migrations",
        "write_checks",
    ];
    let connection = db.connection();
    let backend = connection.get_database_backend();
    let ask = async |sql: &str, column: &str| -> Vec<String> {
        let rows = connection.query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
        rows.iter().map(|row| row.try_get("", column).unwrap()).collect()
    };
    let is_sqlite = backend == DatabaseBackend::Sqlite;
    let tables = if is_sqlite {
        "SELECT name FROM sqlite_master WHERE type = 'table'"
    } else {
        "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public'"
    };
    let mut names = ask(tables, "name").await;
    names.retain(|name| !TELLING.contains(&name.as_str()));
    names.sort();
    let mut all = Vec::with_capacity(names.len());
    for name in names {
        let content = if is_sqlite {
            let columns = ask(&format!("SELECT name FROM pragma_table_info('{name}')"), "name").await;
            columns.iter().map(|column| format!("quote({column})")).collect::<Vec<_>>().join(" || ',' || ")
        } else {
            "entry::text".to_owned()
        };
        let mut rows = ask(&format!("SELECT {content} AS content FROM {name} AS entry"), "content").await;
        rows.sort();
        all.push((name, rows));
    }
    all
}
