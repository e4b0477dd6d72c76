//! A separate database for each test, on one engine.
//!
//! It is a copy of a template with the current schema, because copying takes a fraction of the time of the migrations. Each
//! test program creates its template of an engine once, also if each of its tests runs in a process of its own. A new build
//! creates a new one, so a changed migration is never missed.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::UNIX_EPOCH;

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement};
use tempfile::TempDir;
use tokio::runtime;
use tokio::sync::Mutex;

use crate::Db;

/// PostgreSQL's advisory lock held while the template is created.
const TEMPLATE_LOCK: i64 = 0x74_656d_706c;

/// A database engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// SQLite, in a file.
    Sqlite,
    /// PostgreSQL, on the server in `TEST_DATABASE_URL`, which `cargo xtask test` starts.
    Postgres,
}

impl Engine {
    /// Returns whether there is such an engine. If not, prints that the test is left out.
    pub fn is_there(self) -> bool {
        let is_there = self == Self::Sqlite || postgres_server().is_some();
        if !is_there {
            eprintln!("TEST_DATABASE_URL is not set: this test is left out");
        }
        is_there
    }

    /// Returns a fresh database on this engine, and touches no other one.
    pub async fn fresh<D: Fresh>(self) -> D {
        D::on(self).await
    }
}

/// What a test for both databases can take as an argument.
pub trait Fresh {
    /// Returns a fresh one on that engine.
    fn on(engine: Engine) -> impl Future<Output = Self>;
}

/// For a test that makes several databases by itself.
impl Fresh for Engine {
    async fn on(engine: Engine) -> Self {
        engine
    }
}

impl Fresh for TestDb {
    async fn on(engine: Engine) -> Self {
        let copy = match engine {
            Engine::Sqlite => {
                let empty = empty_sqlite();
                fs::copy(sqlite_template().await, empty.folder.path().join(FILE)).unwrap();
                empty
            }
            Engine::Postgres => postgres_copy(&postgres_server().unwrap()).await,
        };
        copy.open().await
    }
}

/// Without a schema.
impl Fresh for ClosedDb {
    async fn on(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => empty_sqlite(),
            Engine::Postgres => {
                let server = postgres_server().unwrap();
                let empty = new_postgres(&server);
                let connection = connect(&server).await;
                run(&connection, &format!("CREATE DATABASE {}", empty.database())).await;
                connection.close().await.unwrap();
                empty
            }
        }
    }
}

/// A fresh database, deleted at the end of the test.
pub struct TestDb {
    /// The database.
    pub db: Db,
    /// The engine's name, for what differs between the engines.
    pub name: &'static str,
    place: ClosedDb,
}

impl TestDb {
    /// The database's URL.
    pub fn url(&self) -> &str {
        &self.place.url
    }

    /// A second handle to the same database, as of another server.
    pub async fn again(&self) -> Db {
        Db::open(self.url()).await.unwrap()
    }

    /// Closes it, so that a test can open it itself.
    pub async fn close(self) -> ClosedDb {
        close(self.db).await;
        self.place
    }
}

/// Returns a fresh database on each engine that is there, for a test that takes them together. Others use `both_databases`.
pub async fn databases() -> Vec<TestDb> {
    let mut databases = vec![sqlite().await];
    databases.extend(postgres().await);
    databases
}

/// Returns a fresh SQLite database, for a test of what only SQLite does.
pub async fn sqlite() -> TestDb {
    Engine::Sqlite.fresh().await
}

/// Returns a fresh PostgreSQL database, for a test of what only PostgreSQL does; None if there is no server.
pub async fn postgres() -> Option<TestDb> {
    if Engine::Postgres.is_there() { Some(Engine::Postgres.fresh().await) } else { None }
}

/// A database that nobody has open, deleted when this is dropped.
pub struct ClosedDb {
    /// The database's URL.
    pub url: String,
    /// The engine's name.
    pub name: &'static str,
    folder: TempDir,
    /// The PostgreSQL server it is on; None for SQLite.
    server: Option<String>,
}

/// A SQLite database is deleted with its folder. A PostgreSQL database is dropped here: the hundreds of a test run, 10 MB each,
/// would fill a small disk.
impl Drop for ClosedDb {
    fn drop(&mut self) {
        let Some(server) = self.server.clone() else { return };
        let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.database());
        // On a separate runtime: the test's can't be waited for here.
        let dropping = thread::spawn(move || {
            let runtime = runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let mut options = ConnectOptions::new(&server);
                options.max_connections(1).sqlx_logging(false);
                // A test may have taken the server away, and the database with it.
                let Ok(connection) = Database::connect(options).await else { return };
                if let Err(error) = connection.execute_unprepared(&drop).await {
                    eprintln!("{drop}: {error}");
                }
            });
        });
        let _ = dropping.join();
    }
}

impl ClosedDb {
    async fn open(self) -> TestDb {
        let db = Db::open(&self.url).await.unwrap();
        TestDb { db, name: self.name, place: self }
    }
}

/// The URL of the PostgreSQL server for tests.
fn postgres_server() -> Option<String> {
    std::env::var("TEST_DATABASE_URL").ok()
}

/// The file in a SQLite database's folder.
const FILE: &str = "test.db";

fn empty_sqlite() -> ClosedDb {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join(FILE).display());
    ClosedDb { url, name: "SQLite", folder, server: None }
}

/// Returns a unique database name on that server.
fn new_postgres(server: &str) -> ClosedDb {
    let folder = tempfile::tempdir().unwrap();
    // The folder's name is unique, and so is the database's.
    let unique: String =
        folder.path().display().to_string().chars().filter(char::is_ascii_alphanumeric).collect();
    ClosedDb {
        url: beside(server, &unique.to_lowercase()),
        name: "PostgreSQL",
        folder,
        server: Some(server.to_owned()),
    }
}

impl ClosedDb {
    /// The name of a PostgreSQL database.
    fn database(&self) -> &str {
        self.url.rsplit_once('/').unwrap().1
    }
}

/// The URL of another database of that server.
fn beside(server: &str, database: &str) -> String {
    let (base, _) = server.rsplit_once('/').unwrap();
    format!("{base}/{database}")
}

/// Identifies this build of the test program: its name, and when it was written.
fn build() -> (String, u128) {
    let program = std::env::current_exe().unwrap();
    let written = program.metadata().unwrap().modified().unwrap();
    let name = program.file_stem().unwrap().to_string_lossy().into_owned();
    (name, written.duration_since(UNIX_EPOCH).unwrap().as_nanos())
}

/// The file that SQLite databases are copied from, beside the test program.
async fn sqlite_template() -> PathBuf {
    let (program, written) = build();
    let folder = std::env::current_exe().unwrap().with_file_name("templates");
    template_in(&folder, &program, &written.to_string(), async |file| {
        let new = empty_sqlite();
        close(Db::open(&new.url).await.unwrap()).await;
        fs::copy(new.folder.path().join(FILE), file).unwrap();
    })
    .await
}

/// Returns the template of that build of the program in the folder. If there is none, one test of one process makes it, the
/// others wait for it, and templates of earlier builds are deleted.
async fn template_in(folder: &Path, program: &str, build: &str, make: impl AsyncFnOnce(&Path)) -> PathBuf {
    // The threads of a process take turns here, without blocking the thread, and the processes by the lock on the file.
    static MAKING: Mutex<()> = Mutex::const_new(());
    let template = folder.join(format!("{program}.{build}.db"));
    if template.exists() {
        return template;
    }
    let _turn = MAKING.lock().await;
    fs::create_dir_all(folder).unwrap();
    let lock = File::create(folder.join(format!("{program}.lock"))).unwrap();
    lock.lock().unwrap();
    if template.exists() {
        return template;
    }
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let file = entry.path();
        let is_ours = entry.file_name().to_string_lossy().starts_with(&format!("{program}."));
        if is_ours && file.extension().is_some_and(|one| one == "db") {
            fs::remove_file(file).unwrap();
        }
    }
    // Under another name until it is complete: those who don't wait see the whole file or none.
    let part = folder.join(format!("{program}.part"));
    make(&part).await;
    fs::rename(part, &template).unwrap();
    template
}

/// Returns a copy of the template on that server.
async fn postgres_copy(server: &str) -> ClosedDb {
    let (program, written) = build();
    // Cargo appends a hash to the program's name.
    let template = format!("template_{}_{written}", program.rsplit('-').next().unwrap());
    let copy = new_postgres(server);
    let create = format!("CREATE DATABASE {} TEMPLATE {template}", copy.database());
    let connection = connect(server).await;
    if connection.execute_unprepared(&create).await.is_err() {
        make_postgres_template(server, &connection, &template).await;
        run(&connection, &create).await;
    }
    connection.close().await.unwrap();
    copy
}

/// Creates the template, unless another test or process is quicker.
async fn make_postgres_template(server: &str, connection: &DatabaseConnection, template: &str) {
    run(connection, &format!("SELECT pg_advisory_lock({TEMPLATE_LOCK})")).await;
    let sql = format!("SELECT 1 FROM pg_database WHERE datname = '{template}'");
    let asked = Statement::from_string(connection.get_database_backend(), sql);
    if connection.query_one_raw(asked).await.unwrap().is_none() {
        let part = format!("{template}_part");
        run(connection, &format!("DROP DATABASE IF EXISTS {part}")).await;
        run(connection, &format!("CREATE DATABASE {part}")).await;
        close(Db::open(&beside(server, &part)).await.unwrap()).await;
        run(connection, &format!("ALTER DATABASE {part} RENAME TO {template}")).await;
    }
    run(connection, &format!("SELECT pg_advisory_unlock({TEMPLATE_LOCK})")).await;
}

/// A single connection, because an advisory lock belongs to its connection.
async fn connect(server: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(server);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}

async fn run(connection: &DatabaseConnection, sql: &str) {
    connection.execute_unprepared(sql).await.unwrap();
}

/// Closes all connections. SQLite then has everything in one file.
async fn close(db: Db) {
    db.connection().clone().close().await.unwrap();
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::task::JoinSet;

    use super::*;

    #[both_databases::both_databases]
    async fn a_test_has_fresh_databases_of_its_engine_alone(one: TestDb, other: TestDb, empty: ClosedDb) {
        assert_ne!(one.url(), other.url());
        assert_eq!((one.name, one.name), (other.name, empty.name));
        let scheme = if one.name == "SQLite" { "sqlite:" } else { "postgres" };
        for url in [one.url(), other.url(), &empty.url] {
            assert!(url.starts_with(scheme), "{url}");
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn of_many_that_start_together_one_makes_the_template() {
        let folder = tempfile::tempdir().unwrap();
        let earlier = folder.path().join("tests.1.db");
        let another = folder.path().join("tests_of_another.1.db");
        for file in [&earlier, &another] {
            fs::write(file, "").unwrap();
        }
        let made = std::sync::Arc::new(AtomicUsize::new(0));
        let mut all = JoinSet::new();
        for _ in 0..20 {
            let (folder, made) = (folder.path().to_owned(), std::sync::Arc::clone(&made));
            all.spawn(async move {
                let template = template_in(&folder, "tests", "2", async |file| {
                    made.fetch_add(1, Ordering::Relaxed);
                    tokio::task::yield_now().await;
                    fs::write(file, "whole").unwrap();
                });
                fs::read_to_string(template.await).unwrap()
            });
        }
        assert!(all.join_all().await.iter().all(|content| content == "whole"));
        assert_eq!(made.load(Ordering::Relaxed), 1);
        assert_eq!((earlier.exists(), another.exists()), (false, true));
    }
}
